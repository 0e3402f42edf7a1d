/** Chooses the chats that messages are sent on to, at most twenty at once. They go by the outbox, as all messages do. */
import { useSignal } from '@preact/signals'
import type { ChatID } from '../../protocol/wire.gen.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import './forward.css'

const MOST = 20

export function Forward({ chat, keys, onClose }: { chat: ChatID; keys: readonly string[]; onClose: () => void }) {
  const { views, actions, selection } = usePage()
  const wanted = useSignal('')
  const chosen = useSignal<ReadonlySet<ChatID>>(new Set())
  const say = more.message
  const needle = wanted.value.trim().toLocaleLowerCase(words.locale)
  const chats = views.chats.value.filter(({ former, title, kind }) => !former && nameOf(kind, title).toLocaleLowerCase(words.locale).includes(needle))
  const isFull = chosen.value.size >= MOST
  const toggle = (id: ChatID) => {
    const next = new Set(chosen.peek())
    if (!next.delete(id) && !isFull) next.add(id)
    chosen.value = next
  }
  const send = () => {
    const to = [...chosen.peek()]
    actions.forward(chat, keys, to)
    selection.value = null
    onClose()
    const [only] = to
    if (to.length === 1 && only !== undefined) actions.go(`/c/${only}`)
  }
  return (
    <Dialog title={say.forwardTo} look="dialog" onClose={onClose}>
      <input
        type="search"
        class="forward-find"
        aria-label={say.findChat}
        placeholder={say.findChat}
        autocomplete="off"
        onInput={(event) => (wanted.value = event.currentTarget.value)}
      />
      <ul class="forward-chats">
        {chats.map(({ id, kind, title, peer }) => (
          <li key={id}>
            <button type="button" role="checkbox" aria-checked={chosen.value.has(id)} disabled={isFull && !chosen.value.has(id)} onClick={() => toggle(id)}>
              <Avatar id={peer?.id ?? id} name={title} note={kind === 'self'} />
              <bdi>{nameOf(kind, title)}</bdi>
              <span class="picked-mark">
                <Icon name="check" />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {chats.length === 0 && <p class="quiet">{say.noChat}</p>}
      {isFull && <p class="quiet">{say.most(MOST)}</p>}
      <div class="dialog-foot">
        <button class="button button-wide" disabled={chosen.value.size === 0} onClick={send}>
          {say.sendTo(chosen.value.size)}
        </button>
      </div>
    </Dialog>
  )
}

function nameOf(kind: string, title: string): string {
  return kind === 'self' ? words.talk.yourself : title
}
