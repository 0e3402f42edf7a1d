/**
 * One chat as this tab knows it, and the pure steps by which that changes: a message came, marks rose, the server said
 * where it stands. Immutable, so that what did not change need not be painted again. No clock, no network, no disk.
 */
import { systemOf } from '../protocol/content.ts'
import type { ChatID, ChatRow, ClientID, Entry, ExpiredChanged, File as SentFile, HeadsRow, Link, Marks, Message, PinnedMessage, Quote, UserID } from '../protocol/wire.gen.ts'
import { changesOf } from './quote.ts'
import { applyEntries, type Timeline } from './timeline.ts'
import { without, type TypingNow } from './typing.ts'
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
  /** Why it failed, or why the server would not take it yet. */
  readonly failure?: Failure
  /** How often it was tried again in vain; absent until it was sent once over each way there is. */
  readonly tries?: number
  /** By this device's clock: not to be tried again before. */
  readonly notBefore?: number
  /** The person was asked whether it is still to be sent, and wants it (C28). */
  readonly wanted?: boolean
  /** The expired message that this one repeats (C26). */
  readonly again_of?: ClientID
  /** What this one answers, as it was when that was chosen. */
  readonly quote?: Quote
  readonly forwarded?: boolean
  /** In the order chosen. Their bytes are kept apart until they are on the server. */
  readonly files?: readonly PendingFile[]
  /** What one of the links in its text is about. */
  readonly link?: Link
}

/** A file of a message in the outbox, as this device knows it. */
export interface PendingFile extends SentFile {
  /** All of it is on the server. */
  readonly whole?: boolean
}

export interface Chat {
  readonly row: ChatRow
  readonly heads: HeadsRow
  /** null: nothing is known yet but where the chat stands. */
  readonly timeline: Timeline | null
  /** In the order written. */
  readonly outbox: readonly Pending[]
  readonly draft: string
  /** What the message that is being written answers. */
  readonly reply?: Quote
  /** What the link is about that is being written, if the person leaves it so. */
  readonly link?: Link
  /** When a draft was left behind; it moves the chat up. 0 while there is none, and while it is being written. */
  readonly draftedAt: number
  readonly typing: TypingNow
  /** Seqs of messages that this person starred, and that they deleted for themselves (C30a). */
  readonly starred: ReadonlySet<number>
  readonly hidden: ReadonlySet<number>
}

const UNREAD_CAP = 1_000

/** Where the chat stands, as the server says. Nothing that this tab knows better is taken back (C20, C21). */
export function withHeads(chat: Chat, told: HeadsRow, me: UserID): Chat {
  const { heads } = chat
  const mine = higher(heads.mine, told.mine)
  const stale = told.head < heads.head
  const { last: known, ...where } = heads
  const last = stale ? known : told.last
  const next: HeadsRow = {
    ...(stale ? where : told),
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

/** The next entries of the log, in order and without a gap, whether by a push, by a range or by one's own ack. */
export function withEntries(chat: Chat, entries: readonly Entry[], upto: number, me: UserID): Chat {
  const { timeline } = chat
  if (timeline === null) return chat
  const fresh = entries.filter(({ seq }) => seq > timeline.cursor).map((entry) => asShown(chat, entry))
  const grown: Chat = { ...chat, timeline: applyEntries(timeline, fresh, upto) }
  return fresh.reduce((next, entry) => withEntry(next, entry, me), grown)
}

/** A place in the log is all that is left of what was deleted by this person for themselves, and of what changes it. */
function asShown({ hidden }: Chat, entry: Entry): Entry {
  return hidden.has(entry.change?.target ?? entry.seq) ? { seq: entry.seq } : entry
}

/** This person deleted a message for themselves: nothing here shows or counts it any more. */
export function withHidden(chat: Chat, seq: number, me: UserID): Chat {
  const timeline = chat.timeline && { ...chat.timeline, messages: chat.timeline.messages.filter((message) => message.seq !== seq) }
  const { last, ...heads } = chat.heads
  const newest = last?.seq === seq ? timeline?.messages.at(-1) : last
  const next = { ...chat, timeline, hidden: new Set(chat.hidden).add(seq), heads: { ...heads, ...(newest === undefined ? {} : { last: newest }) } }
  return { ...next, heads: { ...next.heads, unread: recount(next, me) } }
}

export function withStar(chat: Chat, seq: number, on: boolean): Chat {
  const starred = new Set(chat.starred)
  if (on) starred.add(seq)
  else starred.delete(seq)
  return { ...chat, starred }
}

/** What is pinned after a change of some message. */
function pinsAfter(pins: readonly PinnedMessage[], { message, change, pin }: Entry): readonly PinnedMessage[] {
  const isTarget = (pinned: PinnedMessage) => pinned.message.seq === change?.target
  if (change?.kind !== 'pin' && change?.kind !== 'delete' && change?.kind !== 'purge') {
    return pins.map((pinned) => (isTarget(pinned) && message !== undefined ? { ...pinned, message } : pinned))
  }
  const rest = pins.filter((pinned) => !isTarget(pinned))
  return pin === undefined || message === undefined ? rest : [{ message, by: pin.by, until_at: pin.until_at }, ...rest]
}

function withEntry(chat: Chat, entry: Entry, me: UserID): Chat {
  const { message, change } = entry
  if (change !== undefined) return changed(chat, entry, me)
  return message === undefined ? chat : settle(chat, message, me)
}

/** What a change means beside the row that it changes: the last row may be another, an unread message may be gone (C32). */
function changed(chat: Chat, entry: Entry, me: UserID): Chat {
  const { seq, message, change } = entry
  const { heads } = chat
  if (seq <= heads.head || change === undefined) return chat
  const last = message !== undefined && heads.last?.seq === message.seq ? { last: message } : {}
  const wasUnread = change.kind === 'delete' && change.target > heads.mine.read && message?.sender !== me && heads.unread < UNREAD_CAP
  const unread = wasUnread ? Math.max(heads.unread - 1, 0) : heads.unread
  const pins = heads.pins === undefined && change.kind !== 'pin' ? {} : { pins: pinsAfter(heads.pins ?? [], entry) }
  return { ...chat, heads: { ...heads, ...last, ...pins, head: seq, head_at: Math.max(heads.head_at, change.at), unread } }
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

/** What all the others have rose: the peer's marks, or in a group the lowest of them and whom they speak for (C22). */
export function withOthers(chat: Chat, marks: Marks, from = chat.heads.others_from ?? 0): Chat {
  const others = higher(chat.heads.others, marks)
  if (others === chat.heads.others && from === (chat.heads.others_from ?? 0)) return chat
  return { ...chat, heads: { ...chat.heads, others, others_from: from } }
}

/** A stretch left somebody's queue, or came back by being shown: one's own (C27) or another's (C26). */
export function withExpired(chat: Chat, told: ExpiredChanged): Chat {
  const { heads } = chat
  const others = higher(heads.others, told.others)
  if (told.others_expired !== undefined) return { ...chat, heads: { ...heads, others, others_expired: told.others_expired } }
  const mine = higher(heads.mine, told.mine)
  return { ...chat, heads: { ...heads, others, mine, unread: told.unread, expired: told.expired ?? [] } }
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

function sameHeads({ last: a, mine, others, ...rest }: HeadsRow, { last: b, mine: mineNow, others: othersNow, ...restNow }: HeadsRow): boolean {
  const sameLast = a?.seq === b?.seq && (a === undefined || b === undefined || changesOf(a) === changesOf(b))
  return sameLast && mine === mineNow && others === othersNow && sameFields(rest, restNow)
}

function sameFields(a: object, b: object): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())
}

/** One's own message has its place: its row in the outbox is done with (C7). */
function collapse(outbox: readonly Pending[], message: Message, me: UserID): readonly Pending[] {
  if (message.sender !== me || message.client_id === undefined) return outbox
  const rest = outbox.filter((pending) => pending.client_id !== message.client_id)
  return rest.length === outbox.length ? outbox : rest
}
