/**
 * What a device holds of a chat's log: one contiguous window (C12). Everything from `floor` to `cursor` is known and true
 * as of `cursor`; what is older is read on demand. Rows of the timeline stand in `messages`, changes have been applied to
 * them. Pure: every function gives a new window, or the same one when nothing changed.
 */
import type { Entry, Message } from '../protocol/wire.gen.ts'
import { changesOf, requoted } from './quote.ts'

export interface Timeline {
  /** The lowest seq covered; `cursor + 1` while nothing is. */
  readonly floor: number
  readonly cursor: number
  /** Oldest first. */
  readonly messages: readonly Message[]
}

/** A window that begins after seq: nothing older is held, nothing newer is missed. */
export function emptyAt(seq: number): Timeline {
  return { floor: seq + 1, cursor: seq, messages: [] }
}

/** Entries above the cursor, in order and without a gap, up to `upto`; those at or below it are known already. */
export function applyEntries(timeline: Timeline, entries: readonly Entry[], upto: number): Timeline {
  if (upto <= timeline.cursor) return timeline
  const messages = [...timeline.messages]
  for (const { seq, message, change } of entries) {
    if (seq <= timeline.cursor || message === undefined) continue
    if (change === undefined) messages.push(message)
    else replace(messages, message)
  }
  return { ...timeline, cursor: upto, messages }
}

/**
 * A page of history as read from the head: its rows are all that there is from `floor` to `head`. A page that does not
 * reach down to the window replaces it.
 */
export function withNewest(timeline: Timeline | null, page: readonly Message[], floor: number, head: number): Timeline {
  if (timeline === null || floor > timeline.cursor + 1) return { floor, cursor: head, messages: page }
  const older = timeline.messages.filter((message) => message.seq < floor)
  const newer = timeline.messages.filter((message) => message.seq > head)
  const held = new Map(timeline.messages.map((message) => [message.seq, message]))
  const middle = page.map((message) => fresher(held.get(message.seq), message))
  return {
    floor: Math.min(floor, timeline.floor),
    cursor: Math.max(head, timeline.cursor),
    messages: [...older, ...middle, ...newer],
  }
}

/** Older rows, complete from `floor` up to the window. */
export function prepend(timeline: Timeline, older: readonly Message[], floor: number): Timeline {
  if (floor >= timeline.floor) return timeline
  const below = older.filter((message) => message.seq < timeline.floor)
  return { ...timeline, floor, messages: [...below, ...timeline.messages] }
}

/** Newer rows, complete from the window up to `cursor`. */
export function append(timeline: Timeline, newer: readonly Message[], cursor: number): Timeline {
  if (cursor <= timeline.cursor) return timeline
  const above = newer.filter(({ seq }) => seq > timeline.cursor && seq <= cursor)
  return { ...timeline, cursor, messages: [...timeline.messages, ...above] }
}

/** Nothing is missing between an older window and this one. */
export function touches(older: Timeline, timeline: Timeline): boolean {
  return older.cursor >= timeline.floor - 1
}

/** Rows out of the midst of the window that were left out of it, as those of a stretch that had expired (C27). */
export function insert(timeline: Timeline, rows: readonly Message[]): Timeline {
  const held = new Set(timeline.messages.map(({ seq }) => seq))
  const fresh = rows.filter(({ seq }) => seq >= timeline.floor && seq <= timeline.cursor && !held.has(seq))
  if (fresh.length === 0) return timeline
  return { ...timeline, messages: [...timeline.messages, ...fresh].sort((a, b) => a.seq - b.seq) }
}

/** Rows as they are now, as changes or the answer to one's own tell them; their places in the log are not its business (C13). */
export function withFresher(timeline: Timeline, fresh: readonly Message[]): Timeline {
  if (fresh.length === 0) return timeline
  const messages = [...timeline.messages]
  for (const message of fresh) replace(messages, message)
  return messages.some((message, i) => message !== timeline.messages[i]) ? { ...timeline, messages } : timeline
}

/** Lets go of all rows below a seq. */
export function cut(timeline: Timeline, floor: number): Timeline {
  if (floor <= timeline.floor) return timeline
  return { ...timeline, floor, messages: timeline.messages.filter(({ seq }) => seq >= floor) }
}

/** Lets go of all but the newest rows. */
export function trim(timeline: Timeline, rows: number): Timeline {
  if (timeline.messages.length <= rows) return timeline
  const messages = timeline.messages.slice(-rows)
  return { ...timeline, floor: messages[0]?.seq ?? timeline.cursor + 1, messages }
}

/** The first row by somebody else above a seq; undefined when there is none, or the window does not reach down so far. */
export function firstByOthersAbove(timeline: Timeline, seq: number, me: string): Message | undefined {
  if (timeline.floor > seq + 1) return undefined
  return timeline.messages.find((message) => message.seq > seq && message.sender !== me)
}

/** A row that changed, and the replies that quote it. */
function replace(messages: Message[], fresh: Message): void {
  for (const [at, held] of messages.entries()) {
    if (held.seq === fresh.seq) messages[at] = fresher(held, fresh)
    else if (held.quote?.seq === fresh.seq) messages[at] = requoted(held, fresh)
  }
}

/** The state of a row that is true later: a change of it, of its reactions or of what it quotes only adds. */
function fresher(held: Message | undefined, other: Message): Message {
  if (held === undefined) return other
  return changesOf(other) > changesOf(held) ? other : held
}
