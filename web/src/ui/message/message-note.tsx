/**
 * The line under a bubble that needs one: why it was not sent (R9.3), that it expired, or that it waits; and the line
 * that stands in place of expired messages. What comes with buttons is fetched when the first of it is shown.
 */
import type { ExpiredRow, Failure, MessageRow } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { lazy } from '../lazy.tsx'
import { Late } from '../parts/late.tsx'

const Note = lazy(async () => (await import('../notes/note.tsx')).Note, true)
const ExpiredLine = lazy(async () => (await import('../notes/expired-line.tsx')).ExpiredLine)

/** What the buttons of these lines do. */
export interface NoteActs {
  retry(row: MessageRow): void
  discard(row: MessageRow): void
  sendAgain(row: MessageRow): void
  /** Resolves with what went wrong, if anything did. */
  showExpired(row: ExpiredRow): Promise<Failure | undefined>
}

/** ms that a clock says enough. */
const PATIENCE = 10_000

export function MessageNote({ row, act }: { row: MessageRow; act: NoteActs }) {
  const { status, failure, waitingSince } = row
  if (status === 'failed' || status === 'expired') return <Note row={row} act={act} />
  if (status !== 'waiting' || waitingSince === undefined) return null
  if (failure !== undefined) return <Note row={row} act={act} />
  // The device's own clock on both sides.
  return (
    <Late ms={waitingSince + PATIENCE - Date.now()}>
      <p class="message-note">{words.talk.waitingNote}</p>
    </Late>
  )
}

/** Its height is there before its words are, so that nothing moves. */
export function ExpiredPlace({ row, act }: { row: ExpiredRow; act: NoteActs }) {
  return (
    <div class="expired-place">
      <ExpiredLine row={row} act={act} />
    </div>
  )
}
