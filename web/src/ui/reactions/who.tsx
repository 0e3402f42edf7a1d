/** Who reacted how; one's own can be taken back here too. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { Failure, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { meIn, usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'
import './who.css'

export function WhoReacted({ chat, seq, onClose }: { chat: ChatID; seq: number; onClose: () => void }) {
  const { views, actions } = usePage()
  const list = useSignal<readonly { person: PersonView; emoji: string }[] | null>(null)
  const failure = useSignal<Failure | null>(null)
  const me = meIn(views)
  useEffect(() => {
    void actions.listReactions(chat, seq).then((result) => {
      if (result.ok) list.value = result.value
      else failure.value = result.failure
    })
  }, [])
  const takeBack = async () => {
    const result = await actions.react(chat, seq, '')
    if (result.ok) onClose()
    else failure.value = result.failure
  }
  return (
    <Dialog title={more.message.reactions} look="dialog" onClose={onClose}>
      <Problem of={failure.value} />
      <ul class="reacted" aria-busy={list.value === null && failure.value === null}>
        {list.value?.map(({ person, emoji }) => (
          <li key={person.id}>
            <Avatar id={person.id} name={person.name} />
            <bdi>{person.id === me ? words.talk.you : person.name}</bdi>
            {person.id === me && (
              <button class="link-button" onClick={() => void takeBack()}>
                {more.message.takeBack}
              </button>
            )}
            <span class="reacted-emoji">{emoji}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
