/** The emoji above the field. Esc closes it and goes back to writing. */
import { EmojiGrid } from './emoji-grid.tsx'

export function EmojiPanel({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) {
  return (
    <div
      class="emoji-panel"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') {
          // Enter picks here and must not send.
          if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault()
          return
        }
        event.preventDefault()
        event.stopPropagation()
        onClose()
      }}
    >
      <EmojiGrid onPick={onPick} />
    </div>
  )
}
