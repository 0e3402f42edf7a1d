/** The round button back to the end, with how many messages arrived down there. */
import { words } from '../../words/words.ts'
import { Icon } from '../parts/icon.tsx'

export function ToNewest({ arrived, onClick }: { arrived: number; onClick: () => void }) {
  const label = arrived === 0 ? words.talk.toNewest : `${words.talk.toNewest}, ${words.talk.arrivedBelow(arrived)}`
  return (
    <button class="to-newest" aria-label={label} onClick={onClick}>
      <Icon name="down" />
      {arrived > 0 && <span class="badge">{words.talk.badge(arrived)}</span>}
    </button>
  )
}
