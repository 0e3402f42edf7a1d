/** What a reply shows of the message that it answers: who wrote it, and how it begins, as it is now. */
import type { QuoteView } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { hueOf } from '../parts/avatar.tsx'

/** In a bubble it leads to the message; without `onClick` it is only shown. */
export function Quoted({ quote, onClick }: { quote: QuoteView; onClick?: () => void }) {
  const { sender, mine, text, unknown } = quote
  const who = mine ? words.talk.you : sender?.name
  const what = (
    <>
      {sender !== undefined && (
        <b class={`hue-${hueOf(sender.id)}`}>
          <bdi>{who}</bdi>
        </b>
      )}
      <span dir="auto" class={text === null || unknown === true ? 'gone' : undefined}>
        {sender === undefined ? words.talk.quoteUnseen : text === null ? words.talk.deleted : unknown === true ? words.talk.unknownKind : text || `📎 ${words.talk.shape.file}`}
      </span>
    </>
  )
  if (onClick === undefined || sender === undefined) return <div class="quote">{what}</div>
  return (
    <button class="quote" tabIndex={-1} aria-label={words.talk.toQuoted(who ?? '', text ?? words.talk.deleted)} onClick={onClick}>
      {what}
    </button>
  )
}
