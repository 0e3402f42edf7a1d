/** What stands above the oldest row, or below the newest one that is loaded: nothing, quiet work, or that more could not be fetched. */
import { words } from '../../words/words.ts'

export function Edge({ more, failed, onMore }: { more: 'none' | 'some' | 'loading' | 'failed'; failed: string; onMore: () => void }) {
  if (more === 'none') return <div class="older-edge" />
  return (
    <div class="older-edge older-more">
      {more === 'failed' && (
        <>
          <span>{failed}</span>
          <button class="link-button" onClick={onMore}>
            {words.talk.again}
          </button>
        </>
      )}
      {more === 'loading' && <i class="working" aria-hidden="true" />}
    </div>
  )
}
