/** A person one can start a chat with. The button's name begins with the person's name. */
import type { PersonView, PresenceView } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Presence } from '../parts/presence.tsx'

interface Props {
  readonly person: PersonView
  readonly presence?: PresenceView
  /** Oneself: the note to self. */
  readonly note?: boolean
  readonly onPick: (person: PersonView) => void
}

export function PersonButton({ person, presence, note, onPick }: Props) {
  return (
    <button class="person" onClick={() => onPick(person)}>
      <Avatar id={person.id} name={person.name} note={note === true} />
      <span class="person-name">
        <bdi>{person.name}</bdi> <span class="person-handle">@{person.handle}</span>
      </span>
      <span class="person-about">{note === true ? words.talk.yourself : presence !== undefined && <Presence of={presence} />}</span>
    </button>
  )
}
