/** A person one can choose. The button's name begins with the person's name. */
import type { PersonView, PresenceView } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { Avatar } from '../parts/avatar.tsx'
import { BotMark } from '../parts/bot-mark.tsx'
import { Presence } from '../parts/presence.tsx'

interface Props {
  readonly person: PersonView
  readonly presence?: PresenceView
  /** Oneself: the note to self. */
  readonly note?: boolean
  readonly about?: string | undefined
  readonly onPick: (person: PersonView) => void
}

export function PersonButton({ person, presence, note, about, onPick }: Props) {
  const line = note === true ? words.talk.yourself : about
  return (
    <button type="button" class="person" onClick={() => onPick(person)}>
      <Avatar id={person.id} name={person.name} note={note === true} />
      <span class="person-name">
        <bdi>{person.name}</bdi> <BotMark of={person} />
        <bdi class="person-handle">@{person.handle}</bdi>
      </span>
      <span class="person-about">{line ?? (presence !== undefined && <Presence of={presence} />)}</span>
    </button>
  )
}
