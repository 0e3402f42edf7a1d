/**
 * Which rows of a conversation are in the document: one stretch of at most 120, moved by twenties. Whoever stays at the end has
 * those that the view needs, since each row that is there costs a little with every message. Pure arithmetic on half-open
 * ranges; the list component owns the scrolling.
 */
import type { Row } from '../../state/views.ts'

export interface Slice {
  readonly from: number
  readonly to: number
}

export const MOST = 120
const STEP = 20
export const FIRST = 50

export function openAtEnd(count: number): Slice {
  return { from: Math.max(0, count - FIRST), to: count }
}

/** Around a row that is to be looked at, with more below it than above. */
export function openAround(index: number, count: number): Slice {
  const from = Math.max(0, index - STEP)
  return { from, to: Math.min(count, from + FIRST + STEP) }
}

export function growUp({ from, to }: Slice): Slice {
  const grown = Math.max(0, from - STEP)
  return { from: grown, to: Math.min(to, grown + MOST) }
}

export function growDown({ from, to }: Slice, count: number): Slice {
  const grown = Math.min(count, to + STEP)
  return { from: Math.max(from, grown - MOST), to: grown }
}

/**
 * The same stretch after the rows changed, found again by its keys: rows that came above shift it, rows that came below
 * extend it while it reached the end. Whoever sticks to the end always has it, and of the others the `enough` newest, from the
 * moment there are a step more of them.
 */
export function follow(slice: Slice, before: readonly Row[], after: readonly Row[], stick: boolean, enough = FIRST): Slice {
  const count = after.length
  const from = found(slice, before, after)
  if (from === null) return openAtEnd(count)
  if (stick) return { from: count - from > Math.min(enough + STEP, MOST) ? count - Math.min(enough, MOST) : from, to: count }
  const reachedEnd = slice.to === before.length
  const to = reachedEnd ? count : from + slice.to - slice.from
  return { from, to: Math.min(to, count, from + MOST) }
}

function found(slice: Slice, before: readonly Row[], after: readonly Row[]): number | null {
  const growth = after.length - before.length
  for (let i = slice.from; i < slice.to; i++) {
    const key = before[i]?.key
    const guesses = [i, i + growth]
    const near = guesses.find((guess) => after[guess]?.key === key)
    const index = near ?? after.findIndex((row) => row.key === key)
    if (index !== -1) return Math.max(0, index - (i - slice.from))
  }
  return null
}

/** The row that a seq stands for: its own, or the next one that is there. -1 when all are older. */
export function indexOfSeq(rows: readonly Row[], seq: number): number {
  return rows.findIndex((row) => row.seq !== undefined && row.seq >= seq)
}

/** How many messages of others came after the one with `seq`. */
export function arrivedAfter(rows: readonly Row[], seq: number): number {
  let arrived = 0
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]
    if (row === undefined || (row.seq !== undefined && row.seq <= seq)) break
    if (row.kind === 'message' && !row.mine) arrived++
  }
  return arrived
}

/** The newest seq among the rows, 0 without any. */
export function newestSeq(rows: readonly Row[]): number {
  for (let i = rows.length - 1; i >= 0; i--) {
    const seq = rows[i]?.seq
    if (seq !== undefined) return seq
  }
  return 0
}
