/** Which rows of a chat's outbox go out together: from the first that waits on, within what one frame may carry (P1, C10). */
import { MAX_BATCH, MAX_FRAME } from '../protocol/wire.gen.ts'
import type { Pending } from '../state/chat.ts'

/** What a row takes beside its text, generously: ids, times, names, quotes. */
const ROW_COST = 256
const ROOM = MAX_FRAME - 1_024

const bytes = new TextEncoder()

export function nextBatch(outbox: readonly Pending[]): readonly Pending[] {
  const batch: Pending[] = []
  let room = ROOM
  for (const row of outbox) {
    if (row.state !== 'waiting') continue
    room -= ROW_COST + bytes.encode(JSON.stringify(row.text)).length
    if (batch.length > 0 && (room < 0 || batch.length === MAX_BATCH)) break
    batch.push(row)
  }
  return batch
}
