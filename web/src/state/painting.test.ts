/** What is painted follows from what is true, and what did not change is the same object. */
import { batch } from '@preact/signals'
import { expect, test } from 'vitest'
import type { ChatRow, HeadsRow, Message, Person } from '../protocol/wire.gen.ts'
import { withEntries, withHeads, withMine, withOthers, type Chat } from './chat.ts'
import { newChat } from './new-chat.ts'
import { Memory } from './memory.ts'
import { viewsOf } from './painting.ts'
import { lastRowOf, rowsOf, type Painter } from './rows.ts'
import { routeOf } from './route.ts'
import { statusOf } from './status.ts'
import { emptyAt } from './timeline.ts'

const ana: Person = { id: 'ana', handle: 'ana', name: 'Ana', kind: 'person', version: 1 }
const bo: Person = { id: 'bo', handle: 'bo', name: 'Bo', kind: 'person', version: 1 }

function rowFor(chat: string, kind = 'direct'): ChatRow {
  return { rev: 1, chat, kind, from: 0, ...(kind === 'direct' ? { peer: 'bo' } : {}) }
}

function message(seq: number, sender = 'bo', chat = 'c'): Message {
  return { chat, seq, sender, at: seq * 1_000, client_id: `id${seq}`, content: { kind: 'text', version: 1, body: { text: `m${seq}` } } }
}

function withMessage(chat: Chat, next: Message, me: string): Chat {
  return withEntries(chat, [{ seq: next.seq, message: next }], next.seq, me)
}

function painterOf({ person }: Memory): Painter {
  return { me: 'ana', person, limits: { edit_ms: 1_000, delete_ms: 2_000, queue_ms: 0 }, now: () => 0, time: () => 0 }
}

/** A chat of which everything since its beginning is held. */
function chatOf(...messages: Message[]): Chat {
  return messages.reduce<Chat>((chat, next) => withMessage(chat, next, 'ana'), { ...newChat(rowFor('c')), timeline: emptyAt(0) })
}

function remembered(): Memory {
  const memory = new Memory({ page: 'chats' })
  const limits = { text_bytes: 1, text_characters: 1, batch: 1, group_members: 1, group_name: 1, group_about: 1, edit_ms: 1, delete_ms: 1, queue_ms: 1, pinned_chats: 5 }
  memory.session.value = { state: 'signed-in', me: ana, administrator: false, directory: false, registration: 'open', limits }
  memory.putPeople([ana, bo])
  return memory
}

test('a new message and a risen mark leave every other row the same object', () => {
  const painter = painterOf(remembered())
  const first = chatOf(message(1, 'ana'), message(2, 'ana'), message(3, 'ana'))
  const before = rowsOf(first, painter)
  const after = rowsOf(withOthers(withMessage(first, message(4), 'ana'), { delivered: 1, read: 0 }), painter)
  expect(after[0]).not.toBe(before[0])
  expect(after[0]).toMatchObject({ status: 'delivered' })
  expect(after.slice(1, 3)).toEqual(before.slice(1, 3))
  expect(after[1]).toBe(before[1])
  expect(after[2]).toBe(before[2])
})

test('C21: a status follows from the marks and never falls', () => {
  const told = (chat: ReturnType<typeof newChat>, delivered: number, read: number) => withOthers(chat, { delivered, read })
  const chat = told(told(newChat(rowFor('c')), 5, 5), 6, 2)
  expect(statusOf(5, chat)).toBe('read')
  expect(statusOf(6, chat)).toBe('delivered')
  expect(statusOf(7, chat)).toBe('sent')
})

test('C22: a note to oneself is read at once', () => {
  expect(statusOf(1, newChat(rowFor('c', 'self')))).toBe('read')
})

test('C32: unread are messages of others above the read mark; one\'s own and lines of the server never count', () => {
  const system = { kind: 'system', version: 1, body: { line: 'chat.created', subjects: [] } }
  const chat = chatOf({ ...message(1), content: system }, message(2), message(3, 'ana'), message(4))
  expect(chat.heads.unread).toBe(2)
  expect(withMine(chat, { read: 2 }, 'ana').heads.unread).toBe(1)
  expect(withMine(chat, { read: 4 }, 'ana').heads.unread).toBe(0)
})

test('what the server says late takes nothing back that this tab knows better', () => {
  const chat = withMine(chatOf(message(1), message(2)), { read: 2 }, 'ana')
  const stale: HeadsRow = { chat: 'c', head: 1, head_at: 1_000, last: message(1), mine: { delivered: 0, read: 0 }, others: { delivered: 0, read: 0 }, members: 2, unread: 1 }
  expect(withHeads(chat, stale, 'ana').heads).toMatchObject({ head: 2, unread: 0, mine: { read: 2 }, last: { seq: 2 } })
})

test('the chat list is by the last message; typing and receipts do not reorder, a draft that was left does', () => {
  const memory = remembered()
  const views = viewsOf(memory)
  const order = () => views.chats.value.map(({ id }) => id)
  batch(() => {
    for (const [id, seq] of [['c', 1], ['d', 2]] as const) {
      memory.putChat(withMessage({ ...newChat(rowFor(id)), timeline: emptyAt(seq - 1) }, message(seq, 'bo', id), 'ana'))
    }
  })
  expect(order()).toEqual(['d', 'c'])
  memory.change('c', (chat) => withOthers({ ...chat, typing: { users: ['bo'], count: 1 }, draft: 'dra' }, { delivered: 1, read: 1 }))
  expect(order()).toEqual(['d', 'c'])
  memory.change('c', (chat) => ({ ...chat, draftedAt: 5_000 }))
  expect(order()).toEqual(['c', 'd'])
  memory.change('d', (chat) => withMessage(chat, { ...message(3, 'bo', 'd'), at: 6_000 }, 'ana'))
  expect(order()).toEqual(['d', 'c'])
})

test('a person\'s new name is in every row, and an older version of them is not', () => {
  const memory = remembered()
  const views = viewsOf(memory)
  memory.putChat(newChat(rowFor('c')))
  memory.putPeople([{ ...bo, name: 'Bo B', version: 3 }])
  memory.putPeople([{ ...bo, name: 'Bo A', version: 2 }])
  expect(views.chats.value[0]?.title).toBe('Bo B')
})

test('R5: while the server cannot be asked, who is online is unknown, never offline for all', () => {
  const memory = remembered()
  const views = viewsOf(memory)
  memory.putPresence([{ user: 'bo', state: 'online' }])
  expect(views.presenceOf('bo').state).toBe('online')
  memory.connection.value = { state: 'offline', reason: 'unreachable' }
  expect(views.presenceOf('bo').state).toBe('unknown')
})

test.each([
  ['/', { page: 'chats' }],
  ['/c/abc', { page: 'chat', chat: 'abc' }],
  ['/c/abc?at=12', { page: 'chat', chat: 'abc', at: 12 }],
  ['/c/abc?at=-1', { page: 'chat', chat: 'abc' }],
  ['/notifications', { page: 'notifications' }],
  ['/invite/to%20ken', { page: 'invite', token: 'to ken' }],
  ['/c/a/b', { page: 'not-found' }],
  ['/nowhere', { page: 'not-found' }],
])('the address %s', (path, route) => {
  expect(routeOf(path)).toEqual(route)
})

test('a message whose time is over is not painted, by this clock or by the word of the server, and the list says so', () => {
  const memory = remembered()
  const painter = { ...painterOf(memory), time: () => 5_000 }
  const gone: Message = { chat: 'c', seq: 3, sender: 'bo', at: 3_000, deleted_seq: 9, vanished: true }
  const chat = chatOf(message(1), { ...message(2), vanish_at: 5_000 }, gone, { ...message(4), vanish_at: 5_001 })
  expect(rowsOf(chat, painter).map(({ seq }) => seq)).toEqual([1, 4])
  const list = (last: Message) => lastRowOf({ ...chat, heads: { ...chat.heads, last } }, painter)
  expect(list({ ...message(2), vanish_at: 5_000 })).toMatchObject({ text: null, vanished: true })
  expect(list(gone)).toMatchObject({ text: null, vanished: true })
  expect(list({ ...message(4), vanish_at: 5_001 })).toMatchObject({ text: 'm4' })
})
