/** Typing, said and shown (C34). */
import { expect, test } from 'vitest'
import type { TypingSet } from '../protocol/wire.gen.ts'
import { ana, bo, chat, stage } from './fake-tab.ts'

function said(server: ReturnType<typeof stage>['server']): boolean[] {
  return server.sent('typing.set').map(({ body }) => (body as TypingSet).on)
}

test('R4.1: the first key says so at once, also the second and third time', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  for (let time = 1; time <= 3; time++) {
    tab.account.typing.key(chat, 'a')
    await clock.advance(0)
    expect(said(server).filter(Boolean)).toHaveLength(time)
    await clock.advance(1_100)
  }
})

test('R4.2: it stops 1 s after the last key', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  tab.account.typing.key(chat, 'a')
  await clock.advance(900)
  tab.account.typing.key(chat, 'ab')
  await clock.advance(999)
  expect(said(server)).toEqual([true])
  await clock.advance(1)
  expect(said(server)).toEqual([true, false])
})

test('R10.4: many keys are one signal, refreshed every 3 s', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  for (let key = 0; key < 100; key++) {
    tab.account.typing.key(chat, 'a'.repeat(key + 1))
    await clock.advance(100)
  }
  expect(said(server)).toEqual([true, true, true, true])
})

test.each([
  ['clearing', (tab: Awaited<ReturnType<ReturnType<typeof stage>['openTab']>>) => tab.account.typing.key(chat, '')],
  ['losing the focus', (tab: Awaited<ReturnType<ReturnType<typeof stage>['openTab']>>) => tab.page.tell('blur')],
  ['leaving the chat', (tab: Awaited<ReturnType<ReturnType<typeof stage>['openTab']>>) => void (tab.memory.route.value = { page: 'chats' })],
])('R4.2: %s stops it at once, and once', async (_way, act) => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  tab.account.typing.key(chat, 'a')
  act(tab)
  await clock.advance(2_000)
  expect(said(server)).toEqual([true, false])
})

test('what others say is shown by name and ends by itself after 6 s', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.push([ana.id], 'typing.changed', { typing: { chat, users: [bo.id], count: 1 } })
  expect(tab.views.chats.value[0]?.typing).toEqual({ names: ['Bo'], count: 1 })
  await clock.advance(5_999)
  expect(tab.views.chats.value[0]?.typing.count).toBe(1)
  await clock.advance(1)
  expect(tab.views.chats.value[0]?.typing.count).toBe(0)
})

test('R4.4: it ends in the same step in which the message arrives', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.push([ana.id], 'typing.changed', { typing: { chat, users: [bo.id], count: 1 } })
  server.say(chat, bo.id, 'done')
  expect(tab.views.chats.value[0]?.typing.count).toBe(0)
})

test('R4.5: one never sees oneself type', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.push([ana.id], 'typing.changed', { typing: { chat, users: [ana.id, bo.id], count: 2 } })
  expect(tab.views.chats.value[0]?.typing).toEqual({ names: ['Bo'], count: 1 })
})
