/**
 * A chat's window and outbox as the rows that are painted. A row whose message, sender and status did not change is the
 * same object as before, so one new message paints one row.
 */
import { filesOf, linkOf, systemOf, textOf } from '../protocol/content.ts'
import type { Limits, Message, Quote, Stretch, SystemBody, UserID } from '../protocol/wire.gen.ts'
import type { Chat, Pending } from './chat.ts'
import { forward, OUTBOX_STATUS, statusOf } from './status.ts'
import type { ExpiredRow, MessageRow, PersonView, QuoteView, Row, Status, SystemRow } from './views.ts'

/** What painting has to know beside the chat. */
export interface Painter {
  readonly me: UserID
  readonly person: (user: UserID) => PersonView
  readonly limits: Pick<Limits, 'edit_ms' | 'delete_ms' | 'queue_ms'>
  /** The server's time, to the minute: when these rows are made, and not followed. */
  readonly now: () => number
  /** The same, followed: asked only where something goes by it. */
  readonly time: () => number
}

interface Painted {
  readonly sender: PersonView
  readonly subjects: readonly PersonView[]
  readonly status: Status | undefined
  readonly again: boolean
  readonly starred: boolean
  readonly powers: Powers
  readonly row: MessageRow | SystemRow
}

/** What one may do to a message, up to when (ms). */
type Powers = Pick<MessageRow, 'editableUntil' | 'deletableUntil'>

const painted = new WeakMap<Message | Pending, Painted>()

export function rowsOf(chat: Chat, painter: Painter): readonly Row[] {
  const { expired = [] } = chat.heads
  const messages = chat.timeline?.messages ?? []
  const again = new Set([...messages, ...chat.outbox].flatMap(({ again_of: of }) => of ?? []))
  const rows: Row[] = []
  for (const message of messages) if (!within(expired, message.seq) && !isOver(message, painter)) rows.push(rowOf(message, chat, painter, again))
  for (const stretch of expired) if (stretch.to >= (chat.timeline?.floor ?? Infinity)) putLine(rows, stretch)
  const accepted = chat.outbox.filter((pending) => pending.seq !== undefined)
  accepted.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
  const waiting = chat.outbox.filter((pending) => pending.seq === undefined)
  for (const pending of [...accepted, ...waiting]) rows.push(pendingRow(pending, chat, painter))
  return rows
}

/** A message whose time is over: nothing of it is seen, whatever this device still keeps. */
function isOver({ vanished, vanish_at: at }: Message, { time }: Painter): boolean {
  return vanished === true || (at !== undefined && at <= time())
}

/** The row that stands for a chat in the list: the newest of the outbox, else the newest of the log. */
export function lastRowOf(chat: Chat, painter: Painter): MessageRow | SystemRow | undefined {
  const pending = chat.outbox.at(-1)
  if (pending !== undefined) return pendingRow(pending, chat, painter)
  const { last } = chat.heads
  if (last === undefined) return undefined
  const row = rowOf(last, chat, painter)
  return isOver(last, painter) && row.kind === 'message' ? { ...row, text: null, files: undefined, vanished: true } : row
}

export function rowOf(message: Message, chat: Pick<Chat, 'heads' | 'row' | 'starred'>, painter: Painter, again: ReadonlySet<string> = none): MessageRow | SystemRow {
  const { me, person } = painter
  const sender = person(message.sender)
  const system = message.content === undefined ? undefined : systemOf(message.content)
  const subjects = system?.subjects.map(person) ?? (message.quote?.sender === undefined ? [] : [person(message.quote.sender)])
  const before = painted.get(message)
  const mine = message.sender === me && system === undefined
  const status = mine && message.content !== undefined ? forward(before?.status, statusOf(message.seq, chat, isOld(message, painter))) : undefined
  const isAgain = status === 'expired' && message.client_id !== undefined && again.has(message.client_id)
  const powers = powersOver(message, chat, painter)
  const starred = chat.starred.has(message.seq)
  if (
    before?.sender === sender && before.status === status && before.again === isAgain && before.starred === starred && samePowers(before.powers, powers) &&
    sameList(before.subjects, subjects)
  ) return before.row
  const row =
    system === undefined
      ? messageRow(message, sender, message.sender === me, { ...(status === undefined ? {} : { status }), ...(isAgain ? { sentAgain: true } : {}), ...(starred ? { starred } : {}), ...powers, ...beside(message, painter) })
      : systemRow(message, system, sender, subjects)
  painted.set(message, { sender, subjects, status, again: isAgain, starred, powers, row })
  return row
}

/** Whether it has waited as long as the queue keeps (C25). */
function isOld({ at }: Message, { now, limits }: Painter): boolean {
  return now() + MINUTE >= at + limits.queue_ms
}

const MINUTE = 60_000
const none: ReadonlySet<string> = new Set()

/** One's own text for a while, and as an administrator of a group what others wrote, whenever it was. */
function powersOver({ sender, at, content }: Message, { row }: Pick<Chat, 'row'>, { me, limits }: Painter): Powers {
  if (content === undefined || content.kind === 'system' || row.to !== undefined) return {}
  const rules = row.role === 'administrator' ? { deletableUntil: Infinity } : {}
  if (sender !== me) return rules
  const editable = content.kind === 'text' || content.kind === 'files' ? { editableUntil: at + limits.edit_ms } : {}
  return { ...editable, deletableUntil: at + limits.delete_ms, ...rules }
}

/** What a message has beside its text. */
function beside({ quote, forwarded, reactions }: Pick<Message, 'quote' | 'forwarded' | 'reactions'>, painter: Painter): Partial<MessageRow> {
  return {
    ...(quote === undefined ? {} : { quote: quoteView(quote, painter) }),
    ...(forwarded === true ? { forwarded } : {}),
    ...(reactions === undefined || reactions.length === 0
      ? {}
      : { reactions: reactions.map(({ emoji, count, users }) => ({ emoji, count, mine: users.includes(painter.me) })) }),
  }
}

export function quoteView({ seq, sender, kind, text }: Quote, { me, person }: Painter): QuoteView {
  if (sender === undefined) return { seq, mine: false, text: null }
  return { seq, sender: person(sender), mine: sender === me, text: kind === undefined ? null : (text ?? ''), ...(kind === undefined || kind === 'text' || kind === 'files' ? {} : { unknown: true }) }
}

/** The key of one's own message is its client id, from the outbox on; that of any other its place. */
function keyOf(message: Message, mine: boolean): string {
  return mine && message.client_id !== undefined ? message.client_id : `#${message.seq}`
}

function messageRow(message: Message, sender: PersonView, mine: boolean, more: Partial<MessageRow>): MessageRow {
  const text = message.content === undefined ? null : textOf(message.content)
  const files = message.content && filesOf(message.content)
  return {
    kind: 'message',
    key: keyOf(message, mine),
    seq: message.seq,
    mine,
    sender,
    text: text ?? null,
    ...(text === undefined ? { unknown: true } : {}),
    ...(files === undefined ? {} : { files: files.map((file, n) => ({ ...file, path: `/files/${message.chat}/${message.seq}/${n}` })) }),
    link: message.content && linkOf(message.content),
    at: message.at,
    edited: message.edited_seq !== undefined,
    ...more,
  }
}

function systemRow(message: Message, { line, text }: SystemBody, actor: PersonView, subjects: readonly PersonView[]): SystemRow {
  return { kind: 'system', key: `#${message.seq}`, seq: message.seq, line, actor, subjects, at: message.at, ...(text === undefined ? {} : { text }) }
}

/** Puts the line of a stretch where its messages would be. */
function putLine(rows: Row[], { from, to, messages = 0 }: Stretch): void {
  const next = rows.findIndex(({ seq = Infinity }) => seq > to)
  const place = next < 0 ? rows.length : next
  const at = (rows[place - 1] ?? rows[place])?.at ?? 0
  const line: ExpiredRow = { kind: 'expired', key: `expired${from}`, from, seq: to, count: messages, at }
  rows.splice(place, 0, line)
}

export function within(stretches: readonly Stretch[], seq: number): boolean {
  return stretches.some(({ from, to }) => seq > from && seq <= to)
}

function pendingRow(pending: Pending, chat: Chat, painter: Painter): MessageRow {
  const { me, person } = painter
  const sender = person(me)
  const before = painted.get(pending)
  const status = pending.seq === undefined ? OUTBOX_STATUS[pending.state] : statusOf(pending.seq, chat)
  if (before?.sender === sender && before.status === status) return before.row as MessageRow
  const row: MessageRow = {
    kind: 'message',
    key: pending.client_id,
    ...(pending.seq === undefined ? {} : { seq: pending.seq }),
    mine: true,
    sender,
    text: pending.text,
    ...(pending.files === undefined ? {} : { files: pending.files }),
    link: pending.link,
    at: Math.floor(pending.at ?? pending.written),
    edited: false,
    status,
    ...(pending.failure === undefined ? {} : { failure: pending.failure }),
    ...beside(pending, painter),
    ...(status === 'waiting' || status === 'sending' ? { waitingSince: Math.floor(pending.written) } : {}),
  }
  painted.set(pending, { sender, subjects: [], status, again: false, starred: false, powers: {}, row })
  return row
}

function samePowers(a: Powers, b: Powers): boolean {
  return a.editableUntil === b.editableUntil && a.deletableUntil === b.deletableUntil
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i])
}
