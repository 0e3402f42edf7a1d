/**
 * The status of one's own message as a small picture (R3, C21). Every status has a shape of its own, so that colour is
 * never the only difference, and a name that a screen reader says. The read ticks are heavier as well as blue.
 */
import type { Status } from '../../state/views.ts'
import { words } from '../../words/words.ts'

const FIRST = 'M1.4 8.7l3.3 3.2 6.5-7.3'
const SECOND = 'M8.3 11.3l.7.6 6.6-7.3'

const shapes: Record<Status, string> = {
  waiting: 'M9 2.3a5.7 5.7 0 1 0 .001 0M9 4.9V8.2l2.2 1.4',
  sending: 'M9 2.3a5.7 5.7 0 1 0 .001 0M9 4.9V8.2l2.2 1.4',
  sent: 'M4 8.7l3.3 3.2 6.5-7.3',
  delivered: FIRST + SECOND,
  read: FIRST + SECOND,
  expired: 'M5.2 2.5h7.6M5.2 13.5h7.6M6.2 2.7c0 3.2 5.6 3.8 5.6 0M6.2 13.3c0-4.5 1.8-4.4 2.8-5.7 1 1.3 2.8 1.2 2.8 5.7',
  failed: 'M9 2.2 16.2 14H1.8zM9 6.4v3.5M9 11.9v.1',
}

export function Tick({ status }: { status: Status }) {
  return <TickShape status={status} label={words.talk.status[status]} />
}

/** Without a label it is decoration, as in the explanation of the ticks. */
export function TickShape({ status, label }: { status: Status; label?: string }) {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label }
  return (
    <svg class={`tick tick-${status}`} viewBox="0 0 18 16" {...named}>
      <path d={shapes[status]} />
    </svg>
  )
}
