/** What was missed comes back: in order, once, and no more of it than needed. */
import { expect, test } from 'vitest'
import { settle } from '../platform/fakes.ts'
import type { ChangesRead, HistoryRead } from '../protocol/wire.gen.ts'
import { ana, bo, chat, otherChat, stage, texts, write } from './fake-tab.ts'

function say(server: ReturnType<typeof stage>['server'], count: number, from = 1): void {
  for (let i = from; i < from + count; i++) server.say(chat, bo.id, `m${i}`)
}

test('R2.3: a pushed message is on the screen in the same step', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.say(chat, bo.id, 'hello')
  expect(texts(tab)).toEqual(['hello'])
})

test('C13: a push that does not follow is put aside, and the gap is fetched within 500 ms', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.loses = (event) => event === 'message.added'
  say(server, 2)
  server.loses = () => false
  say(server, 1, 3)
  expect(texts(tab)).toEqual([])
  await clock.advance(499)
  expect(texts(tab)).toEqual(['m1', 'm2', 'm3'])
  expect(server.sent('changes.read')).toHaveLength(1)
})

test('C13: what comes late but in time needs no fetch', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.loses = (event) => event === 'message.added'
  say(server, 2)
  server.loses = () => false
  const [first, second] = server.log(chat)
  server.push([ana.id], 'message.added', { message: second! })
  server.push([ana.id], 'message.added', { message: first! })
  await clock.advance(500)
  expect(texts(tab)).toEqual(['m1', 'm2'])
  expect(server.sent('changes.read')).toHaveLength(0)
})

test('C13: a push at or below the cursor changes nothing', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  say(server, 2)
  server.push([ana.id], 'message.added', { message: server.log(chat)[0]! })
  expect(texts(tab)).toEqual(['m1', 'm2'])
})

test('R6.3: after a lost connection everything missed is there, in order, once', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  say(server, 3)
  server.cut(ana.id)
  say(server, 4, 4)
  await clock.advance(1_500)
  expect(texts(tab)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'])
})

test('C15: a lost last push leaves no gap; the moved head brings it', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.loses = (event) => event === 'message.added'
  say(server, 1)
  server.push([ana.id], 'head.moved', { chat, head: 1 })
  await clock.advance(0)
  expect(texts(tab)).toEqual(['m1'])
})

test('C15: "re-read" reads the account and the heads again', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.loses = (event) => event === 'message.added'
  say(server, 2)
  server.push([ana.id], 'state.reread', {})
  await clock.advance(0)
  expect(texts(tab)).toEqual(['m1', 'm2'])
})

test('C12: more than 1,000 behind, a chat starts anew from its newest 50', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  say(server, 1)
  server.cut(ana.id)
  say(server, 1_100, 2)
  await clock.advance(1_500)
  expect(server.sent('changes.read')).toHaveLength(0)
  expect(texts(tab).at(-1)).toBe('m1101')
  // The log is complete down to what Ana was told of, since her `delivered` speaks for all of it (C19).
  await clock.advance(1_000)
  expect(server.marks(chat, ana.id).delivered).toBe(1_101)
})

test('C17: another epoch drops what is held', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  say(server, 2)
  server.epoch = 'e2'
  server.cut(ana.id)
  await clock.advance(1_500)
  expect(texts(tab)).toEqual(['m1', 'm2'])
  expect(server.sent('history.read').length).toBeGreaterThanOrEqual(2)
})

test('a new device asks only for chats of which it is owed something', async () => {
  const { server, clock, openTab } = stage()
  server.addChat(otherChat, [ana.id, bo.id])
  server.say(otherChat, ana.id, 'my own, long ago')
  say(server, 3)
  await openTab(ana)
  await clock.advance(1_000)
  const asked = [...server.sent('history.read'), ...server.sent('changes.read')]
  expect(asked.map(({ body }) => (body as HistoryRead | ChangesRead).chat)).toEqual([chat])
})

test('the chat that is open is fetched before the others', async () => {
  const { server, clock, openTab } = stage()
  server.addChat(otherChat, [ana.id, bo.id])
  await openTab(ana, { path: otherChat })
  say(server, 1)
  server.say(otherChat, bo.id, 'first')
  server.cut(ana.id)
  say(server, 2, 2)
  server.say(otherChat, bo.id, 'second')
  await clock.advance(1_500)
  expect((server.sent('changes.read')[0]?.body as ChangesRead | undefined)?.chat).toBe(otherChat)
})

test('R11.2, R10.3: opening reads the newest 50, scrolling up 20 at a time, down to the first', async () => {
  const { server, openTab } = stage()
  for (let i = 1; i <= 80; i++) server.say(chat, ana.id, `m${i}`)
  const tab = await openTab(ana, { path: chat })
  await settle()
  expect(texts(tab)).toHaveLength(50)
  expect(tab.views.chat.value?.older.value).toBe('some')
  await tab.account.history.older(chat)
  expect(texts(tab)).toHaveLength(70)
  await tab.account.history.older(chat)
  expect(texts(tab)[0]).toBe('m1')
  expect(tab.views.chat.value?.older.value).toBe('none')
  const limits = server.sent('history.read').map(({ body }) => (body as HistoryRead).limit)
  expect(limits).toEqual([50, 20, 20])
})

test('the divider stands at the first unread row when the chat is opened, and stays there', async () => {
  const { server, clock, openTab } = stage()
  say(server, 70)
  const tab = await openTab(ana)
  await clock.advance(100)
  tab.memory.route.value = { page: 'chat', chat }
  await settle()
  expect(tab.views.chat.value?.loading.value).toBe('ready')
  expect(tab.views.chat.value?.divider.value).toEqual({ seq: 1, count: 70 })
  tab.account.receipts.seen(chat, 70)
  say(server, 1, 71)
  await clock.advance(500)
  expect(tab.views.chat.value?.divider.value).toEqual({ seq: 1, count: 70 })
  tab.memory.route.value = { page: 'chats' }
  tab.memory.route.value = { page: 'chat', chat }
  expect(tab.views.chat.value?.divider.value).toEqual({ seq: 71, count: 1 })
})

test('an address with a row reaches down to that row', async () => {
  const { server, openTab } = stage()
  for (let i = 1; i <= 300; i++) server.say(chat, ana.id, `m${i}`)
  const tab = await openTab(ana)
  tab.memory.route.value = { page: 'chat', chat, at: 20 }
  await settle()
  expect(tab.views.chat.value?.loading.value).toBe('ready')
  expect(texts(tab)).toContain('m20')
})

test('C7: two devices of one person that both write see both, once', async () => {
  const { server, clock, openTab } = stage()
  const [one, two] = [await openTab(ana, { path: chat }), await openTab(ana, { path: chat })]
  write(one, 'from one')
  write(two, 'from two')
  await clock.advance(100)
  expect([...texts(one)].sort()).toEqual(['from one', 'from two'])
  expect(texts(two)).toEqual(texts(one))
  expect(server.log(chat)).toHaveLength(2)
})

test('C30: a setting that is chosen elsewhere is here at once, and one that was missed is read', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana)
  await clock.advance(100)
  const row = (rev: number, value: string) => ({ rev, name: 'privacy.groups', value })
  server.rev = 2
  server.push([ana.id], 'account.changed', { rev: 2, chats: [], people: [], settings: [row(2, 'nobody')] })
  await settle()
  expect(tab.views.settings.value).toEqual({ 'privacy.groups': 'nobody' })
  const asked = server.sent('account.since').length
  server.script = ({ type }) => (type === 'account.since' ? { reply: { epoch: 'e1', rev: 4, chats: [], people: [], settings: [row(4, 'contacts')], more: false } } : undefined)
  server.push([ana.id], 'account.changed', { rev: 4, chats: [], people: [], settings: [row(4, 'contacts')] })
  await settle()
  expect(server.sent('account.since').length).toBe(asked + 1)
  expect(tab.views.settings.value).toEqual({ 'privacy.groups': 'contacts' })
})

test('C33: when whom one sees changes, what was told of others is forgotten and asked again', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana)
  await clock.advance(100)
  server.push([ana.id], 'presence.changed', { presence: { user: bo.id, state: 'online' } })
  await settle()
  expect(tab.views.presenceOf(bo.id).state).toBe('online')
  const asked = server.sent('heads.list').length
  server.rev = 2
  server.push([ana.id], 'account.changed', { rev: 2, chats: [], people: [], settings: [{ rev: 2, name: 'privacy.online', value: 'nobody' }] })
  await settle()
  expect(server.sent('heads.list').length).toBeGreaterThan(asked)
  expect(tab.views.presenceOf(bo.id).state).toBe('unknown')
})

test('C23: what is held of a chat that begins later now goes, also when an answer tells so before the rows of the account do', async () => {
  const { server, openTab } = stage()
  for (const text of ['one', 'two', 'three']) server.say(chat, bo.id, text)
  const tab = await openTab(ana, { path: chat })
  expect(texts(tab)).toEqual(['one', 'two', 'three'])
  const { row, heads } = tab.memory.chat(chat)!.peek()
  tab.account.learned({ row: { ...row, rev: row.rev + 1, from: 2 }, heads, people: [] })
  await settle()
  expect(texts(tab)).toEqual(['three'])
})
