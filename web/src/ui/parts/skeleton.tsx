/** The shape of what is about to come, after a moment's grace. */
import { Late } from './late.tsx'

export function Skeleton({ kind }: { kind: 'chats' | 'messages' }) {
  return (
    <Late>
      <div class={`skeleton skeleton-${kind}`} aria-hidden="true">
        {[0, 1, 2, 3, 4, 5].map((row) => (
          <i key={row} />
        ))}
      </div>
    </Late>
  )
}
