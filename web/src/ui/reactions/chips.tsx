/** The reactions under a bubble. A chip of one's own takes the reaction back, any other tells who reacted. */
import type { MessageRow } from '../../state/views.ts'
import { words } from '../../words/words.ts'

interface Props {
  readonly row: MessageRow
  readonly onTakeBack: () => void
  readonly onWho: () => void
}

export function Chips({ row: { reactions = [] }, onTakeBack, onWho }: Props) {
  if (reactions.length === 0) return null
  return (
    <p class="reactions">
      {reactions.map(({ emoji, count, mine }) => (
        <button
          key={emoji}
          class={mine ? 'reaction mine' : 'reaction'}
          tabIndex={-1}
          aria-label={words.talk.reaction(emoji, count, mine)}
          onClick={mine ? onTakeBack : onWho}
        >
          {emoji}
          {count > 1 && <span>{words.talk.badge(count)}</span>}
        </button>
      ))}
    </p>
  )
}
