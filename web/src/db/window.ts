/**
 * The stretch of a chat's log that is on disk: every row from `floor` to `cursor`, true as of `cursor`. Several tabs write
 * it, so what one writes is joined with what is there; only stretches that touch can be joined without a hole.
 */
export interface Span {
  readonly floor: number
  readonly cursor: number
}

/** Seqs kept below the cursor; older rows are read from the server again. */
const KEPT = 2_000
/** Pruning a few rows at every write would cost more than the rows. */
const SLACK = 200

/** The stretch that stands after a write; null: the write is about an older stretch that does not touch, and is not kept. */
export function join(kept: Span | undefined, written: Span): Span | null {
  if (kept === undefined || isEmpty(kept)) return written
  if (isEmpty(written)) return written.cursor <= kept.cursor ? kept : null
  const touch = written.floor <= kept.cursor + 1 && kept.floor <= written.cursor + 1
  if (touch) return { floor: Math.min(kept.floor, written.floor), cursor: Math.max(kept.cursor, written.cursor) }
  return written.cursor > kept.cursor ? written : null
}

/** The floor below which rows are let go; undefined while there is nothing worth letting go. */
export function pruned(span: Span): number | undefined {
  const floor = span.cursor - KEPT + 1
  return span.floor < floor - SLACK ? floor : undefined
}

function isEmpty(span: Span): boolean {
  return span.floor > span.cursor
}
