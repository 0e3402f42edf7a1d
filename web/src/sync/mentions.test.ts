/** Who called one by name in a group (R1.3): live, until it was read, deleted or edited. */
import { beforeEach, expect, test } from 'vitest'
import { settle } from '../platform/fakes.ts'
import type { Message } from '../protocol/wire.gen.ts'
import { ana, bo, chat, otherChat, stage, type Stage, type Tab } from './fake-tab.ts'

let on: Stage

beforeEach(() => {
  on = stage()
  on.server.rowsAs.set(chat, { kind: 'group', name: 'Choir', role: 'member' })
})

function called(tab: Tab): string[] {
  return tab.views.notifications.value.mentions.map(({ text }) => text)
}

function isBadged(tab: Tab): boolean | undefined {
  return tab.views.chats.value.find(({ id }) => id === chat)?.mentioned
}

function change(kind: string, { seq, ...message }: Message, text?: string): void {
  const at = on.server.log(chat).length + 1
  const { content: _, ...rest } = message
  const now = text === undefined ? { ...rest, seq, deleted_seq: at } : { ...rest, seq, edited_seq: at, content: { kind: 'text', version: 1, body: { text } } }
  on.server.push([ana.id], 'message.changed', { chat, entry: { seq: at, message: now, change: { kind, actor: bo.id, target: seq, at: 1 } } })
}

test('R1.3: what calls one by name is listed as it comes, newest first, once, and says who and where', async () => {
  const tab = await on.openTab(ana)
  on.server.say(chat, bo.id, 'bring the scores, @Ana.')
  on.server.say(chat, bo.id, 'mail ana@example.org or @bo')
  const last = on.server.say(chat, bo.id, '@ana and tea')
  on.server.push([ana.id], 'message.added', { message: last })
  await settle()
  expect(called(tab)).toEqual(['@ana and tea', 'bring the scores, @Ana.'])
  expect(tab.views.notifications.value.mentions[0]).toMatchObject({ sender: { name: 'Bo' }, item: { id: chat, title: 'Choir' }, seq: 3 })
  expect(isBadged(tab)).toBe(true)
})

test('R1.3: one\'s own words, and those in a chat of two, are no mention', async () => {
  on.server.addChat(otherChat, [ana.id, bo.id])
  const tab = await on.openTab(ana)
  on.server.say(chat, ana.id, 'I am @ana')
  on.server.say(otherChat, bo.id, '@ana')
  await settle()
  expect(called(tab)).toEqual([])
  expect(isBadged(tab)).toBe(false)
})

test('R1.3, R11.4: a mention that was read is gone, here or on another device', async () => {
  const tab = await on.openTab(ana, { path: chat })
  on.server.say(chat, bo.id, '@ana one')
  on.server.say(chat, bo.id, '@ana two')
  await settle()
  tab.account.receipts.seen(chat, 1)
  expect(called(tab)).toEqual(['@ana two'])
  on.server.push([ana.id], 'receipt.advanced', { chat, user: ana.id, marks: { delivered: 2, read: 2 }, at: on.server.now })
  await settle()
  expect(called(tab)).toEqual([])
  expect(isBadged(tab)).toBe(false)
})

test('R1.3: a mention that is deleted, or edited away, is gone; one that is edited is shown as it is now', async () => {
  const tab = await on.openTab(ana)
  const message = on.server.say(chat, bo.id, '@ana one')
  await settle()
  change('edit', message, '@ana won')
  await settle()
  expect(called(tab)).toEqual(['@ana won'])
  on.server.push([ana.id], 'message.changed', {
    chat,
    entry: { seq: 3, message: { ...message, edited_seq: 3, content: { kind: 'text', version: 1, body: { text: '@bo one' } } }, change: { kind: 'edit', actor: bo.id, target: 1, at: 1 } },
  })
  await settle()
  expect(called(tab)).toEqual([])
})

test('R1.3: deleting a mention takes it away', async () => {
  const tab = await on.openTab(ana)
  const message = on.server.say(chat, bo.id, '@ana one')
  await settle()
  expect(called(tab)).toHaveLength(1)
  change('delete', message)
  await settle()
  expect(called(tab)).toEqual([])
  expect(isBadged(tab)).toBe(false)
})

test('R1.3: an edit that calls one by name is a mention', async () => {
  const tab = await on.openTab(ana)
  const message = on.server.say(chat, bo.id, 'somebody bring the scores')
  await settle()
  expect(called(tab)).toEqual([])
  change('edit', message, '@ana bring the scores')
  await settle()
  expect(called(tab)).toEqual(['@ana bring the scores'])
})

test('R1.3: what was said while the page was closed is asked for once, and the list shows it without the notifications', async () => {
  const message = on.server.say(chat, bo.id, '@ana come')
  on.server.mentions = [message]
  on.server.disturb = ({ type }) => (type === 'changes.read' || type === 'history.read' ? { code: 'not_allowed' } : undefined)
  const tab = await on.openTab(ana)
  expect(isBadged(tab)).toBe(true)
  expect(on.server.sent('notifications.subscribe')).toHaveLength(1)
  expect(on.server.sent('notifications.unsubscribe')).toHaveLength(1)
})
