/**
 * One chat as this tab knows it, and the pure steps by which that changes: a message came, marks rose, the server said
 * where it stands. Immutable, so that what did not change need not be painted again. No clock, no network, no disk.
 */
import { systemOf } from '../protocol/content.ts'
import type { ChatID, ChatRow, ClientID, HeadsRow, Marks, Message, UserID } from '../protocol/wire.gen.ts'
import { append, type Timeline } from './timeline.ts'
import { nobody, without, type TypingNow } from './typing.ts'
import type { Failure } from './views.ts'

/** A message in the outbox: on this device, not (known to be) on the server. */
export interface Pending {
  readonly client_id: ClientID
  readonly chat: ChatID
  readonly text: string
  /** When it was written by this device's clock; rises strictly within a device, so it is the order too (C10). */
  readonly written: number
  /** `accepted`: the ack is here (seq, at), the entries before it are not yet. */
  readonly state: 'waiting' | 'sending' | 'accepted' | 'failed'
  readonly seq?: number
  readonly at?: number
  readonly failure?: Failure
}

export interface Chat {
  readonly row: ChatRow
  readonly heads: HeadsRow
  /** null: nothing is known yet but where the chat stands. */
  readonly timeline: Timeline | null
  /** In the order written. */
  readonly outbox: readonly Pending[]
  readonly draft: string
  /** When a draft was left behind; it moves the chat up. 0 while there is none, and while it is being written. */
  readonly draftedAt: number
  readonly typing: TypingNow
}

const UNREAD_CAP = 1_000

export function newChat(row: ChatRow, heads?: HeadsRow): Chat {
  const none = { delivered: 0, read: 0 }
  const start: HeadsRow = { chat: row.chat, head: row.from, head_at: 0, mine: none, others: none, unread: 0 }
  return { row, heads: heads ?? start, timeline: null, outbox: [], draft: '', draftedAt: 0, typing: nobody }
}

/** Where the chat stands, as the server says. Nothing that this tab knows better is taken back (C20, C21). */
export function withHeads(chat: Chat, told: HeadsRow, me: UserID): Chat {
  const { heads } = chat
  const mine = higher(heads.mine, told.mine)
  const stale = told.head < heads.head
  const last = stale || told.last === undefined ? heads.last : told.last
  const next: HeadsRow = {
    chat: told.chat,
    head: Math.max(heads.head, told.head),
    head_at: Math.max(heads.head_at, told.head_at),
    ...(last === undefined ? {} : { last }),
    mine,
    others: higher(heads.others, told.others),
    unread: told.unread,
  }
  const countIsTrue = !stale && mine.read === told.mine.read
  const fresh = countIsTrue ? next : { ...next, unread: recount({ ...chat, heads: next }, me) }
  return sameHeads(heads, fresh) ? chat : { ...chat, heads: fresh }
}

/** The next row of the log, whether by a push, by a range or by one's own ack. */
export function withMessage(chat: Chat, message: Message, me: UserID): Chat {
  const timeline = chat.timeline === null ? null : append(chat.timeline, message)
  return settle({ ...chat, timeline }, message, me)
}

/** What a row of the log means beside its place in the window: where the chat stands, the outbox, who types. */
export function settle(chat: Chat, message: Message, me: UserID): Chat {
  const { heads } = chat
  const isNew = message.seq > heads.head
  const unread = isNew && countsAsUnread(message, heads.mine.read, me) ? 1 : 0
  return {
    ...chat,
    heads: isNew
      ? { ...heads, head: message.seq, head_at: message.at, last: message, unread: Math.min(heads.unread + unread, UNREAD_CAP) }
      : heads,
    outbox: collapse(chat.outbox, message, me),
    typing: without(chat.typing, message.sender),
  }
}

/** One's own marks rose, on this device or another. */
export function withMine(chat: Chat, marks: Partial<Marks>, me: UserID): Chat {
  const mine = higher(chat.heads.mine, { delivered: marks.delivered ?? 0, read: marks.read ?? 0 })
  if (mine === chat.heads.mine) return chat
  const moved = { ...chat, heads: { ...chat.heads, mine } }
  if (mine.read === chat.heads.mine.read) return moved
  return { ...moved, heads: { ...moved.heads, unread: recount(moved, me) } }
}

export function withOthers(chat: Chat, marks: Marks): Chat {
  const others = higher(chat.heads.others, marks)
  return others === chat.heads.others ? chat : { ...chat, heads: { ...chat.heads, others } }
}

/** Whether the unread count had to be guessed, because the window does not reach down to the read mark. */
export function unreadIsCertain(chat: Chat): boolean {
  const { timeline, heads } = chat
  return heads.mine.read >= heads.head || (timeline !== null && timeline.floor <= heads.mine.read + 1)
}

/**
 * Whether this user may not have been told of some message: what lies at or below the delivered mark never counts (C19),
 * and what others wrote above it is unread.
 */
export function isOwed({ heads }: Chat): boolean {
  return heads.unread > 0 && heads.mine.delivered < heads.head
}

/** Whether the window reaches down to everything that is owed; holding all unread messages is enough. */
export function reachesOwed(chat: Chat, me: UserID): boolean {
  const { timeline, heads } = chat
  if (!isOwed(chat)) return true
  if (timeline === null) return false
  if (timeline.floor <= heads.mine.delivered + 1) return true
  const held = timeline.messages.filter((message) => countsAsUnread(message, heads.mine.read, me)).length
  return heads.unread < UNREAD_CAP && held >= heads.unread
}

/** Raises marks and never lowers one (C20); the same object when nothing rises. Read raises delivered. */
export function higher(marks: Marks, other: Marks): Marks {
  const read = Math.max(marks.read, other.read)
  const delivered = Math.max(marks.delivered, other.delivered, read)
  return read === marks.read && delivered === marks.delivered ? marks : { delivered, read }
}

/** C32: messages of others, not deleted; lines that the server wrote are not messages of anybody. */
function countsAsUnread(message: Message, read: number, me: UserID): boolean {
  if (message.seq <= read || message.sender === me || message.content === undefined) return false
  return systemOf(message.content) === undefined
}

function recount(chat: Chat, me: UserID): number {
  const { timeline, heads } = chat
  if (heads.mine.read >= heads.head) return 0
  const known = timeline?.messages.filter((message) => countsAsUnread(message, heads.mine.read, me)).length ?? 0
  return unreadIsCertain(chat) ? Math.min(known, UNREAD_CAP) : Math.max(known, heads.unread)
}

function sameHeads(a: HeadsRow, b: HeadsRow): boolean {
  const sameLast = a.last?.seq === b.last?.seq && a.last?.edited_seq === b.last?.edited_seq && a.last?.deleted_seq === b.last?.deleted_seq
  return sameLast && a.head === b.head && a.head_at === b.head_at && a.unread === b.unread && a.mine === b.mine && a.others === b.others
}

/** One's own message has its place: its row in the outbox is done with (C7). */
function collapse(outbox: readonly Pending[], message: Message, me: UserID): readonly Pending[] {
  if (message.sender !== me || message.client_id === undefined) return outbox
  const rest = outbox.filter((pending) => pending.client_id !== message.client_id)
  return rest.length === outbox.length ? outbox : rest
}
