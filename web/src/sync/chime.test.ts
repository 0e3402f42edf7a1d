/** When a message is heard, over all tabs of a profile. */
import { expect, test } from 'vitest'
import { settle } from '../platform/fakes.ts'
import { ana, bo, chat, otherChat, stage, write, type Tab } from './fake-tab.ts'

const plays = (...tabs: Tab[]): number => tabs.reduce((sum, { sound }) => sum + sound.plays, 0)

test('one message in two tabs makes one sound, with the focus elsewhere and with it in one of them', async () => {
  const { server, clock, openTab } = stage()
  const [one, two] = [await openTab(ana), await openTab(ana)]
  one.page.tell('blur')
  two.page.tell('blur')
  server.say(chat, bo.id, 'hello')
  await clock.advance(500)
  expect(plays(one, two)).toBe(1)
  two.page.tell('focus')
  await clock.advance(2_000)
  server.say(chat, bo.id, 'again')
  await clock.advance(500)
  expect(plays(one, two)).toBe(2)
})

test('one\'s own message, from here or another device, is not heard', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana)
  write(tab, 'from here')
  server.say(chat, ana.id, 'from the phone')
  await clock.advance(1_000)
  expect(plays(tab)).toBe(0)
})

test('a message of the chat that is open in the focused window is heard in no tab', async () => {
  const { server, clock, openTab } = stage()
  // The tab behind hears of the message first.
  const behind = await openTab(ana)
  const looking = await openTab(ana, { path: chat })
  behind.page.tell('blur')
  behind.page.tell('hidden')
  server.say(chat, bo.id, 'hello')
  await clock.advance(1_000)
  expect(plays(looking, behind)).toBe(0)
  looking.page.tell('blur')
  server.say(chat, bo.id, 'are you there?')
  await clock.advance(1_000)
  expect(plays(looking, behind)).toBe(1)
})

test('a message of another chat than the open one is heard', async () => {
  const { server, clock, openTab } = stage()
  server.addChat(otherChat, [ana.id, bo.id])
  const tab = await openTab(ana, { path: chat })
  server.say(otherChat, bo.id, 'over here')
  await clock.advance(500)
  expect(plays(tab)).toBe(1)
})

test('many messages within a second are one sound', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana)
  for (const text of ['a', 'b', 'c']) {
    server.say(chat, bo.id, text)
    await clock.advance(300)
  }
  expect(plays(tab)).toBe(1)
  await clock.advance(200)
  server.say(chat, bo.id, 'd')
  await settle()
  expect(plays(tab)).toBe(2)
})

test('what was missed is one sound when it has been fetched, and none when the page starts', async () => {
  const { server, clock, openTab } = stage()
  server.say(chat, bo.id, 'before the page was there')
  const tab = await openTab(ana)
  await clock.advance(1_000)
  expect(plays(tab)).toBe(0)
  server.cut(ana.id)
  for (let i = 0; i < 300; i++) server.say(chat, bo.id, `missed ${i}`)
  await clock.advance(20_000)
  expect(tab.memory.chat(chat)?.peek().timeline?.cursor).toBe(301)
  expect(plays(tab)).toBe(1)
  server.cut(ana.id)
  await clock.advance(20_000)
  expect(plays(tab)).toBe(1)
})

test('nothing is heard where it is switched off or the browser does not allow it, and a tab that may be heard speaks for one that may not', async () => {
  const { server, clock, openTab } = stage()
  const [one, two] = [await openTab(ana), await openTab(ana)]
  one.page.tell('blur')
  one.sound.isAllowed = false
  two.page.tell('blur')
  server.say(chat, bo.id, 'hello')
  await clock.advance(2_500)
  expect([one.sound.plays, two.sound.plays]).toEqual([0, 1])
  two.sound.isOn = false
  server.say(chat, bo.id, 'again')
  await clock.advance(2_500)
  expect(plays(one, two)).toBe(1)
})
