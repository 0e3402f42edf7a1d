/** Receipts: when a device owes one, and that none is said twice. */
import { expect, test } from 'vitest'
import { ForgetfulStore } from '../db/forgetful-store.ts'
import type { ReceiptMark } from '../protocol/wire.gen.ts'
import { ana, bo, chat, otherChat, stage, statuses, write } from './fake-tab.ts'

function marksSent(server: ReturnType<typeof stage>['server']): ReceiptMark['marks'][] {
  return server.sent('receipt.mark').map(({ body }) => (body as ReceiptMark).marks)
}

test('R3.2: a message that this device has is reported as delivered, though no chat is open', async () => {
  const { server, clock, openTab } = stage()
  await openTab(ana)
  server.say(chat, bo.id, 'hello')
  await clock.advance(150)
  expect(marksSent(server)).toEqual([[{ chat, delivered: 1 }]])
})

test('C19: delivered is reported only after the rows and their cursor are on the disk', async () => {
  const { server, clock, openTab } = stage()
  let commit: () => void = () => {}
  const store = new ForgetfulStore()
  store.commit = () => new Promise<void>((resolve) => (commit = resolve))
  await openTab(ana, { store })
  server.say(chat, bo.id, 'hello')
  await clock.advance(5_000)
  expect(marksSent(server)).toEqual([])
  while (server.sent('receipt.mark').length === 0) {
    commit()
    await clock.advance(150)
  }
  expect(marksSent(server)).toEqual([[{ chat, delivered: 1 }]])
})

test('R8.3: many messages in several chats make one frame', async () => {
  const { server, clock, openTab } = stage()
  server.addChat(otherChat, [ana.id, bo.id])
  await openTab(ana)
  for (let i = 0; i < 20; i++) server.say(i % 2 === 0 ? chat : otherChat, bo.id, `m${i}`)
  await clock.advance(1_000)
  expect(marksSent(server)).toEqual([
    [
      { chat, delivered: 10 },
      { chat: otherChat, delivered: 10 },
    ],
  ])
})

test('C19: sending moves no mark', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  write(tab, 'mine')
  await clock.advance(100)
  tab.account.receipts.seen(chat, 1)
  await clock.advance(1_000)
  expect(marksSent(server)).toEqual([])
})

test('R8.1: what is seen in a focused window is read at once', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.say(chat, bo.id, 'hello')
  tab.account.receipts.seen(chat, 1)
  await clock.advance(0)
  expect(server.marks(chat, ana.id).read).toBe(1)
  expect(tab.views.chats.value[0]?.unread).toBe(0)
})

test('R8.1: a window without the focus reads nothing, and all that it showed within 300 ms of gaining it', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  tab.page.tell('blur')
  for (let i = 1; i <= 3; i++) {
    server.say(chat, bo.id, `m${i}`)
    tab.account.receipts.seen(chat, i)
  }
  await clock.advance(10_000)
  expect(server.marks(chat, ana.id)).toEqual({ delivered: 3, read: 0 })
  tab.page.tell('focus')
  await clock.advance(300)
  expect(server.marks(chat, ana.id).read).toBe(3)
})

test('a hidden tab reads nothing', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  tab.page.tell('hidden')
  server.say(chat, bo.id, 'hello')
  tab.account.receipts.seen(chat, 1)
  await clock.advance(5_000)
  expect(server.marks(chat, ana.id).read).toBe(0)
})

test('what was seen without the focus is not read once the chat was left', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  tab.page.tell('blur')
  server.say(chat, bo.id, 'hello')
  tab.account.receipts.seen(chat, 1)
  tab.memory.route.value = { page: 'chats' }
  tab.page.tell('focus')
  await clock.advance(1_000)
  expect(server.marks(chat, ana.id).read).toBe(0)
})

test('further marks of a chat go out at most every 250 ms', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  for (let i = 1; i <= 20; i++) {
    server.say(chat, bo.id, `m${i}`)
    tab.account.receipts.seen(chat, i)
    await clock.advance(50)
  }
  await clock.advance(300)
  const reads = marksSent(server).flat().filter(({ read }) => read !== undefined)
  expect(reads.length).toBeLessThanOrEqual(6)
  expect(server.marks(chat, ana.id).read).toBe(20)
})

test('R8.5: the same mark is never said twice on one connection', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.say(chat, bo.id, 'hello')
  for (let i = 0; i < 5; i++) {
    tab.account.receipts.seen(chat, 1)
    await clock.advance(300)
  }
  expect(marksSent(server).flat().filter(({ read }) => read !== undefined)).toHaveLength(1)
})

test('what was read without a connection is reported on the next', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.say(chat, bo.id, 'hello')
  await clock.advance(200)
  server.isUp = false
  server.cut()
  tab.account.receipts.seen(chat, 1)
  await clock.advance(5_000)
  expect(tab.views.chats.value[0]?.unread).toBe(0)
  server.isUp = true
  await clock.advance(20_000)
  expect(server.marks(chat, ana.id).read).toBe(1)
})

test('R3.5: the ticks of the sender rise live and never fall (C21)', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  write(tab, 'hello')
  await clock.advance(10)
  const told = (delivered: number, read: number) => {
    server.push([ana.id], 'receipt.advanced', { chat, user: bo.id, marks: { delivered, read }, at: server.now })
    return statuses(tab)[0]
  }
  expect([told(0, 0), told(1, 0), told(1, 1), told(1, 0)]).toEqual(['sent', 'delivered', 'read', 'read'])
})

test('R8.5: read on another device clears the count here, and this device says nothing', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana)
  server.say(chat, bo.id, 'hello')
  await clock.advance(200)
  const said = marksSent(server).length
  server.push([ana.id], 'receipt.advanced', { chat, user: ana.id, marks: { delivered: 1, read: 1 }, at: server.now })
  await clock.advance(1_000)
  expect(tab.views.chats.value[0]?.unread).toBe(0)
  expect(marksSent(server)).toHaveLength(said)
})
