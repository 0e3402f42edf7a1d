/** Several tabs of one person agree (R11.4), each with its own connection. */
import { expect, test } from 'vitest'
import { settle } from '../platform/fakes.ts'
import { ana, bo, chat, rows, stage, statuses, texts, write } from './fake-tab.ts'

test('R11.4: what one tab writes is in the other, with the same ticks, once', async () => {
  const { server, clock, openTab } = stage()
  const [one, two] = [await openTab(ana, { path: chat }), await openTab(ana, { path: chat })]
  const key = write(one, 'hello')
  await clock.advance(50)
  server.push([ana.id], 'receipt.advanced', { chat, user: bo.id, marks: { delivered: 1, read: 0 }, at: server.now })
  for (const tab of [one, two]) expect(rows(tab)).toMatchObject([{ key, text: 'hello', status: 'delivered' }])
  expect(server.sent('message.send')).toHaveLength(1)
})

test('R11.4: what waits in one tab waits in the other too, and is sent once', async () => {
  const { server, clock, openTab } = stage()
  const [one, two] = [await openTab(ana, { path: chat }), await openTab(ana, { path: chat })]
  server.isUp = false
  server.cut()
  write(one, 'waiting')
  await settle()
  expect(statuses(two)).toEqual(['waiting'])
  server.isUp = true
  await clock.advance(20_000)
  for (const tab of [one, two]) expect(statuses(tab)).toEqual(['sent'])
  expect(server.log(chat)).toHaveLength(1)
})

test('R6.4: a tab that ends leaves its row to the others', async () => {
  const { server, clock, openTab } = stage()
  const [one, two] = [await openTab(ana, { path: chat }), await openTab(ana, { path: chat })]
  server.disturb = ({ type }) => (type === 'message.send' ? 'silence' : undefined)
  write(one, 'orphan')
  await settle()
  await one.account.stop()
  server.disturb = () => undefined
  await clock.advance(20_000)
  expect(texts(two)).toEqual(['orphan'])
  expect(server.log(chat)).toHaveLength(1)
})

test('R11.4: a draft of one tab is in the other, but never over what is being written there', async () => {
  const { clock, openTab } = stage()
  const [one, two] = [await openTab(ana, { path: chat }), await openTab(ana, { path: chat })]
  two.page.tell('blur')
  one.account.drafts.typed(chat, 'half a thou')
  await clock.advance(300)
  expect(two.views.chat.value?.draft.value).toBe('half a thou')
  one.page.tell('blur')
  two.page.tell('focus')
  one.account.drafts.typed(chat, 'something else')
  await clock.advance(300)
  expect(two.views.chat.value?.draft.value).toBe('half a thou')
})

test('R11.4: read in one tab is read in the other, at once', async () => {
  const { server, clock, openTab } = stage()
  const [one, two] = [await openTab(ana, { path: chat }), await openTab(ana)]
  server.say(chat, bo.id, 'hello')
  await clock.advance(200)
  server.loses = () => true
  one.account.receipts.seen(chat, 1)
  expect(two.views.chats.value[0]?.unread).toBe(0)
})

test('signing out in one tab ends the session in the others', async () => {
  const { openTab } = stage()
  const [one, two] = [await openTab(ana), await openTab(ana)]
  await one.account.forget()
  expect(two.isOver()).toBe(true)
})

test('a failed message that is dropped in one tab is gone in the other', async () => {
  const { server, openTab } = stage()
  const [one, two] = [await openTab(ana, { path: chat }), await openTab(ana, { path: chat })]
  server.disturb = ({ type }) => (type === 'message.send' ? { code: 'not_allowed' } : undefined)
  const key = write(one, 'no')
  await settle()
  expect(statuses(two)).toEqual(['failed'])
  one.account.outbox.discard(chat, key)
  expect(texts(two)).toEqual([])
})

test('R7.4, R11.4: what a tab left behind is sent by another within 3 s', async () => {
  const { server, clock, openTab } = stage()
  const one = await openTab(ana, { path: chat })
  const two = await openTab(ana, { path: chat })
  one.page.tell('offline')
  server.cut(ana.id)
  write(one, 'left behind')
  await settle()
  await one.account.stop()
  await clock.advance(3_000)
  expect(server.log(chat)).toHaveLength(1)
  expect(texts(two)).toEqual(['left behind'])
  expect(statuses(two)).toEqual(['sent'])
})

test('R9.5: the tries of a message are counted for all tabs together', async () => {
  const { server, clock, openTab } = stage()
  const one = await openTab(ana, { path: chat })
  const two = await openTab(ana, { path: chat })
  server.disturb = ({ type }) => (type === 'message.send' ? { code: 'internal' } : undefined)
  write(one, 'hello')
  await clock.advance(60_000)
  expect(server.sent('message.send')).toHaveLength(5)
  expect([...statuses(one), ...statuses(two)]).toEqual(['failed', 'failed'])
})
