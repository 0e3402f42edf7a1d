/** What the page before this one left behind for this one to finish: the outbox, and rows that were never reported. */
import type { KeptPending } from '../db/store.ts'
import { ERRORS, type ErrorCode } from '../protocol/wire.gen.ts'
import { isOwed, type Pending } from '../state/chat.ts'
import type { Core } from './core.ts'
import type { Log } from './log.ts'
import type { Receipts } from './receipts.ts'

/** A row of the outbox as it was kept. What was on its way when the page ended waits again: the same id settles it (C6). */
export function asPending({ failure, ...row }: KeptPending): Pending {
  if (failure === undefined) return { ...row, state: 'waiting' }
  const code = Object.hasOwn(ERRORS, failure.code) ? (failure.code as ErrorCode) : 'internal'
  return { ...row, state: 'failed', failure: { ...failure, code } }
}

/** Rows that were kept and not reported when the page ended are owed still, so they have to be in the window (C19). */
export async function recallUnreported({ memory, store }: Core, log: Log, receipts: Receipts): Promise<void> {
  for (const chat of memory.all()) {
    const { row, heads, timeline } = chat
    if (timeline === null || timeline.cursor <= heads.mine.delivered || !isOwed(chat)) continue
    const rows = await store.messages(row.chat, timeline.cursor + 1, timeline.cursor - heads.mine.delivered)
    if (rows !== null) log.recalled(row.chat, rows)
    receipts.stored(row.chat, timeline.cursor)
  }
}
