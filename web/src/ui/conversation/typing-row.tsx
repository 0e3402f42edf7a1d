/** Who is typing, with dots that hop (R4.3). Its place at the end is always kept, so that nothing moves when it comes. */
import type { ReadonlySignal } from '@preact/signals'
import type { ChatItem } from '../../state/views.ts'
import { words } from '../../words/words.ts'

export function TypingRow({ item }: { item: ReadonlySignal<ChatItem> }) {
  const { names, count } = item.value.typing
  return (
    <div class="typing-place">
      {count > 0 && (
        <p class="typing">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {words.talk.typing(names, count)}
        </p>
      )}
    </div>
  )
}
