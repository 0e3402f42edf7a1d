/** What stands above the oldest row: nothing, quiet work, or that older messages could not be fetched. */
import { words } from '../../words/words.ts'

export function OlderEdge({ older, onOlder }: { older: 'none' | 'some' | 'loading' | 'failed'; onOlder: () => void }) {
  if (older === 'none') return <div class="older-edge" />
  return (
    <div class="older-edge older-more">
      {older === 'failed' && (
        <>
          <span>{words.talk.older}</span>
          <button class="link-button" onClick={onOlder}>
            {words.talk.again}
          </button>
        </>
      )}
      {older === 'loading' && <i class="working" aria-hidden="true" />}
    </div>
  )
}
