/**
 * Puts rows in their place: which day they belong to, and whether one begins a group. Pure.
 *
 * A row's place depends on the row before it and never on the one after, and the same row in the same place is the same
 * object as last time: an appended message changes nothing for those above it.
 */
import type { Row } from '../../state/views.ts'
import { dayNumber } from '../../words/moments.ts'

export interface Placed {
  readonly row: Row
  readonly day: number
  /** First of a group: another sender, another day, or five minutes after the one before. */
  readonly first: boolean
}

export interface Day {
  readonly day: number
  readonly at: number
  readonly placed: readonly Placed[]
}

const PAUSE = 5 * 60_000

const places = new WeakMap<Row, Placed>()

export function layOut(rows: readonly Row[], from: number, to: number): readonly Day[] {
  const days: { day: number; at: number; placed: Placed[] }[] = []
  for (let i = from; i < to; i++) {
    const row = rows[i]
    if (row === undefined) break
    const placed = place(row, rows[i - 1])
    const open = days[days.length - 1]
    if (open?.day === placed.day) open.placed.push(placed)
    else days.push({ day: placed.day, at: row.at, placed: [placed] })
  }
  return days
}

function place(row: Row, before: Row | undefined): Placed {
  const first = beginsGroup(row, before)
  const known = places.get(row)
  if (known?.first === first) return known
  const placed = { row, day: dayNumber(row.at), first }
  places.set(row, placed)
  return placed
}

/** Whether a row is the last of its group, when this is the next of its day. */
export function endsGroup(next: Placed | undefined): boolean {
  return next === undefined || next.first || next.row.kind !== 'message'
}

export function beginsGroup(row: Row, before: Row | undefined): boolean {
  if (before?.kind !== 'message' || row.kind !== 'message') return true
  if (before.mine !== row.mine || before.sender.id !== row.sender.id) return true
  return row.at - before.at >= PAUSE || dayNumber(row.at) !== dayNumber(before.at)
}
