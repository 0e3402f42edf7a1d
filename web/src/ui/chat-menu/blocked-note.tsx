/** What stands in the composer's place where one blocks the other: one does not write to whom one blocks. */
import type { ChatView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'

export function BlockedNote({ view }: { readonly view: ChatView }) {
  const { actions } = usePage()
  const { peer, title } = view.item.value
  return (
    <p class="former">
      {more.chatActs.blocked(title)}{' '}
      {peer !== undefined && (
        <button class="link-button" onClick={() => void actions.unblock(peer.id)}>
          {more.chatActs.unblock}
        </button>
      )}
    </p>
  )
}
