/**
 * Which rows of a chat's outbox go out together, and what becomes of one that was not answered (P1, C10, C28, R9.5). Pure.
 */
import type { CallError } from '../net/call-error.ts'
import { filesContent, textContent } from '../protocol/content.ts'
import { MAX_BATCH, MAX_FRAME, type Message, type NewMessage, type UserID } from '../protocol/wire.gen.ts'
import type { Pending } from '../state/chat.ts'
import { quoteOf } from '../state/quote.ts'
import type { Failure } from '../state/views.ts'

/** What a row takes beside its text, generously: ids, times, names, quotes. */
const ROW_COST = 256
const ROOM = MAX_FRAME - 1_024
/** Automatic tries of one message, after it was sent once over each way there is. */
export const TRIES = 3
const FIRST_WAIT = 2_000
const TOO_OLD = 7 * 24 * 3_600_000

const bytes = new TextEncoder()

/** The first row that waits, and those behind it that have come as far; within what one frame may carry. */
export function nextBatch(outbox: readonly Pending[]): readonly Pending[] {
  const batch: Pending[] = []
  let room = ROOM
  for (const row of outbox) {
    if (row.state !== 'waiting') continue
    const [first] = batch
    room -= ROW_COST + bytes.encode(JSON.stringify([row.text, row.files])).length
    if (first !== undefined && (room < 0 || batch.length === MAX_BATCH || isFresh(row) !== isFresh(first) || hasToUpload(row))) break
    batch.push(row)
  }
  return batch
}

/** Some of its files are not on the server: it is not sent before they are, and what was written after it waits for its turn (C10). */
export function hasToUpload({ files }: Pending): boolean {
  return files?.some(({ whole }) => whole !== true) === true
}

/** Never sent, so that both ways are open to it. */
export function isFresh({ tries }: Pending): boolean {
  return tries === undefined
}

/** C28: it has waited so long that it is not sent any more without being asked for. */
export function isTooOld({ state, written, wanted }: Pending, now: number): boolean {
  return state === 'waiting' && wanted !== true && now - written > TOO_OLD
}

/**
 * A row after a send that came to nothing: it waits for its next try, or has failed. A try that the loss of the
 * connection cut short does not count, and without a connection nothing fails.
 */
export function afterFailure(row: Pending, error: CallError, connected: boolean, now: number, chance: number): Pending {
  const counts = row.tries !== undefined && (connected || error.code !== 'no_connection')
  const tries = (row.tries ?? 0) + (counts ? 1 : 0)
  if (connected && tries >= TRIES) return { ...row, state: 'failed', failure: failureOf(error), tries }
  const wait = FIRST_WAIT * 2 ** Math.min(tries, TRIES - 1)
  return { ...row, state: 'waiting', tries: Math.min(tries, TRIES - 1), notBefore: now + wait / 2 + (wait / 2) * chance }
}

/** A row that the server would not take yet: it waits, and says why. No try of its own is spent. */
export function afterRefusal(row: Pending, error: CallError, now: number): Pending {
  return { ...row, state: 'waiting', failure: failureOf(error), notBefore: now + (error.retryAfterMs ?? FIRST_WAIT) }
}

export function asNewMessage({ client_id, text, written, again_of, quote, forwarded, files, link }: Pending): NewMessage {
  return {
    client_id,
    sent_at: Math.floor(written),
    content: files === undefined ? textContent(text, link && { url: link.url }) : filesContent(files.map(({ id, name }) => ({ id, name })), text),
    ...(again_of === undefined ? {} : { again_of }),
    ...(quote === undefined ? {} : { reply_to: quote.seq }),
    ...(forwarded === true ? { forwarded } : {}),
  }
}

/** A row that has its place, as its message will be read; `answered`: what it answers, where that is held. */
export function asMessage(row: Pending, sender: UserID, seq: number, at: number, answered: Message | undefined): Message {
  const { reply_to: _, ...message } = asNewMessage(row)
  const quote = answered === undefined || row.quote?.sender === undefined ? row.quote : quoteOf(answered)
  return { chat: row.chat, seq, sender, at, ...message, content: row.files === undefined ? textContent(row.text, row.link) : filesContent(row.files, row.text), ...(quote === undefined ? {} : { quote }) }
}

export function failureOf({ code, field, retryAfterMs, reference }: CallError): Failure {
  return {
    code,
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(reference === undefined ? {} : { reference }),
  }
}
