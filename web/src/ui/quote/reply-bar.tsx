/** Above the field: what the message that is being written answers, and the way out of it. */
import type { QuoteView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { Icon } from '../parts/icon.tsx'
import { Quoted } from './quoted.tsx'
import './reply-bar.css'

export function ReplyBar({ quote, onLeave }: { quote: QuoteView; onLeave: () => void }) {
  const say = more.message
  return (
    <div class="reply-bar" role="group" aria-label={quote.mine ? say.replyingToSelf : say.replyingTo(quote.sender?.name ?? '')}>
      <Quoted quote={quote} />
      <button type="button" class="icon-button" aria-label={say.leaveReply} onClick={onLeave}>
        <Icon name="close" />
      </button>
    </div>
  )
}
