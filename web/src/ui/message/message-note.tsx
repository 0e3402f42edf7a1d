/** The line under a bubble that needs one: why it was not sent and Retry (R9.3), or that it waits for a connection. */
import { words } from '../../words/words.ts'
import type { MessageRow } from '../../state/views.ts'
import { usePage } from '../page.ts'

const PATIENCE = 10_000

export function MessageNote({ row, onRetry }: { row: MessageRow; onRetry: () => void }) {
  if (row.status === 'failed') {
    return (
      <p class="message-note failed">
        {row.failure === undefined ? `${words.talk.notSent}.` : words.notSent(row.failure.code, row.failure.reference)}
        <button class="link-button" onClick={onRetry}>
          {words.talk.retry}
        </button>
      </p>
    )
  }
  if (row.status === 'expired') return <p class="message-note">{words.talk.expiredNote}</p>
  if (row.status === 'waiting' && row.waitingSince !== undefined) return <WaitingNote since={row.waitingSince} />
  return null
}

function WaitingNote({ since }: { since: number }) {
  const { views } = usePage()
  return views.now.value - since >= PATIENCE ? <p class="message-note">{words.talk.waitingNote}</p> : null
}
