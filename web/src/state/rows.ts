/**
 * A chat's window and outbox as the rows that are painted. A row whose message, sender and status did not change is the
 * same object as before, so one new message paints one row.
 */
import { systemOf, textOf } from '../protocol/content.ts'
import type { HeadsRow, Message, UserID } from '../protocol/wire.gen.ts'
import type { Chat, Pending } from './chat.ts'
import type { MessageRow, PersonView, Row, Status, SystemRow } from './views.ts'

export type PersonOf = (user: UserID) => PersonView

interface Painted {
  readonly sender: PersonView
  readonly subjects: readonly PersonView[]
  readonly status: Status | undefined
  readonly row: Row
}

const painted = new WeakMap<Message | Pending, Painted>()

export function rowsOf(chat: Chat, me: UserID, person: PersonOf): readonly Row[] {
  const rows = (chat.timeline?.messages ?? []).map((message) => rowOf(message, chat, me, person))
  const accepted = chat.outbox.filter((pending) => pending.seq !== undefined)
  accepted.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
  const waiting = chat.outbox.filter((pending) => pending.seq === undefined)
  for (const pending of [...accepted, ...waiting]) rows.push(pendingRow(pending, chat, person(me)))
  return rows
}

/** The row that stands for a chat in the list: the newest of the outbox, else the newest of the log. */
export function lastRowOf(chat: Chat, me: UserID, person: PersonOf): Row | undefined {
  const pending = chat.outbox.at(-1)
  if (pending !== undefined) return pendingRow(pending, chat, person(me))
  return chat.heads.last === undefined ? undefined : rowOf(chat.heads.last, chat, me, person)
}

export function rowOf(message: Message, chat: Pick<Chat, 'heads' | 'row'>, me: UserID, person: PersonOf): Row {
  const sender = person(message.sender)
  const system = message.content === undefined ? undefined : systemOf(message.content)
  const subjects = system?.subjects.map(person) ?? []
  const status = message.sender === me && system === undefined ? statusOf(message.seq, chat.heads, chat.row.kind) : undefined
  const before = painted.get(message)
  if (before?.sender === sender && before.status === status && sameList(before.subjects, subjects)) return before.row
  const row =
    system === undefined ? messageRow(message, sender, message.sender === me, status) : systemRow(message, system.line, sender, subjects)
  painted.set(message, { sender, subjects, status, row })
  return row
}

/** C21, C22: everything up to a mark is delivered, or read; a note to oneself is read at once. */
export function statusOf(seq: number, heads: Pick<HeadsRow, 'others'>, kind: string): Status {
  if (kind === 'self' || seq <= heads.others.read) return 'read'
  return seq <= heads.others.delivered ? 'delivered' : 'sent'
}

/** The key of one's own message is its client id, from the outbox on; that of any other its place. */
function keyOf(message: Message, mine: boolean): string {
  return mine && message.client_id !== undefined ? message.client_id : `#${message.seq}`
}

function messageRow(message: Message, sender: PersonView, mine: boolean, status: Status | undefined): MessageRow {
  const text = message.content === undefined ? null : textOf(message.content)
  return {
    kind: 'message',
    key: keyOf(message, mine),
    seq: message.seq,
    mine,
    sender,
    text: text ?? null,
    ...(text === undefined ? { unknown: true } : {}),
    at: message.at,
    edited: message.edited_seq !== undefined,
    ...(status === undefined ? {} : { status }),
  }
}

function systemRow(message: Message, line: string, actor: PersonView, subjects: readonly PersonView[]): SystemRow {
  return { kind: 'system', key: `#${message.seq}`, seq: message.seq, line, actor, subjects, at: message.at }
}

function pendingRow(pending: Pending, chat: Chat, sender: PersonView): Row {
  const status = pending.seq === undefined ? OUTBOX_STATUS[pending.state] : statusOf(pending.seq, chat.heads, chat.row.kind)
  const before = painted.get(pending)
  if (before?.sender === sender && before.status === status) return before.row
  const row: MessageRow = {
    kind: 'message',
    key: pending.client_id,
    ...(pending.seq === undefined ? {} : { seq: pending.seq }),
    mine: true,
    sender,
    text: pending.text,
    at: Math.floor(pending.at ?? pending.written),
    edited: false,
    status,
    ...(pending.failure === undefined ? {} : { failure: pending.failure }),
    ...(status === 'waiting' || status === 'sending' ? { waitingSince: Math.floor(pending.written) } : {}),
  }
  painted.set(pending, { sender, subjects: [], status, row })
  return row
}

const OUTBOX_STATUS = { waiting: 'waiting', sending: 'sending', accepted: 'sent', failed: 'failed' } as const

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i])
}
