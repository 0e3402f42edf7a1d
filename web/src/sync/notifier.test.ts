/** What the system tells of while no window of this device is looked at. */
import { expect, test } from 'vitest'
import { settle } from '../platform/fakes.ts'
import { ana, bo, chat, otherChat, stage, type Tab } from './fake-tab.ts'

const shown = (...tabs: Tab[]): string[] => tabs.flatMap(({ notices }) => notices.shown.map(({ title, body }) => `${title} | ${body}`))

/** Ana in a tab that nobody looks at. */
async function behind(): Promise<ReturnType<typeof stage> & { tab: Tab; wait: (ms?: number) => Promise<void> }> {
  const at = stage()
  const tab = await at.openTab(ana)
  tab.page.tell('blur')
  const wait = async (ms = 1_500) => {
    await at.clock.advance(ms)
    await settle()
  }
  return { ...at, tab, wait }
}

test('one notice for each chat: the newest message, and how many there are', async () => {
  const { server, tab, wait } = await behind()
  server.addChat(otherChat, [ana.id, bo.id])
  await wait()
  server.say(chat, bo.id, 'hello')
  await wait()
  expect(shown(tab)).toEqual(['Bo | hello'])
  server.say(chat, bo.id, 'are you there?')
  await wait()
  server.say(otherChat, bo.id, 'over here')
  await wait()
  expect(shown(tab)).toEqual(['Bo (2) | are you there?', 'Bo | over here'])
  expect(new Set(tab.notices.shown.map(({ name }) => name)).size).toBe(2)
})

test('a window that is looked at is told nothing, whatever chat it shows, nor are the tabs behind it', async () => {
  const { server, tab, openTab, wait } = await behind()
  server.addChat(otherChat, [ana.id, bo.id])
  await wait()
  const looking = await openTab(ana, { path: otherChat })
  server.say(chat, bo.id, 'hello')
  await wait()
  expect(shown(tab, looking)).toEqual([])
})

test('two tabs that nobody looks at tell it once', async () => {
  const { server, tab, openTab, wait } = await behind()
  const other = await openTab(ana)
  other.page.tell('blur')
  server.say(chat, bo.id, 'hello')
  await wait()
  expect(shown(tab, other)).toEqual(['Bo | hello'])
})

test('what is read on another device within a moment is not told, and what is read later is taken away', async () => {
  const { server, tab, wait } = await behind()
  server.say(chat, bo.id, 'seen on the phone')
  await wait(300)
  server.read(chat, ana.id, 1)
  await wait()
  expect(shown(tab)).toEqual([])
  server.say(chat, bo.id, 'and this one')
  await wait()
  expect(shown(tab)).toEqual(['Bo | and this one'])
  server.read(chat, ana.id, 2)
  await wait(100)
  expect(shown(tab)).toEqual([])
  server.say(chat, bo.id, 'later')
  await wait()
  expect(shown(tab), 'counted anew').toEqual(['Bo | later'])
})

test('switched off, not allowed, or without a preview', async () => {
  const { server, tab, wait } = await behind()
  tab.notices.notify = false
  server.say(chat, bo.id, 'off')
  await wait()
  tab.notices.notify = true
  tab.notices.isAllowed = false
  server.say(chat, bo.id, 'not allowed')
  await wait()
  expect(shown(tab)).toEqual([])
  tab.notices.isAllowed = true
  tab.notices.preview = false
  server.say(chat, bo.id, 'a secret')
  await wait()
  expect(shown(tab)).toEqual(['Twoticks | A new message'])
})

test('a chat that was made quiet tells nothing', async () => {
  const { server, tab, wait } = await behind()
  tab.memory.change(chat, (known) => ({ ...known, row: { ...known.row, muted_until: Infinity } }))
  server.say(chat, bo.id, 'softly')
  await wait()
  expect(shown(tab)).toEqual([])
})

test('a group that was made quiet tells of what calls one by name, unless one does not want that', async () => {
  const { server, tab, wait } = await behind()
  tab.memory.change(chat, (known) => ({ ...known, row: { ...known.row, kind: 'group', name: 'Choir', muted_until: Infinity } }))
  server.say(chat, bo.id, 'to nobody')
  server.say(chat, bo.id, '@ana, are you there?')
  await wait()
  expect(shown(tab)).toEqual(['Choir | Bo: @ana, are you there?'])
  tab.memory.settings.value = { 'notify.mentions': 'off' }
  server.say(chat, bo.id, '@ana, and now?')
  await wait()
  expect(shown(tab)).toEqual(['Choir | Bo: @ana, are you there?'])
})

test('pressed, it opens its chat', async () => {
  const { server, tab, wait } = await behind()
  server.say(chat, bo.id, 'hello')
  await wait()
  tab.notices.shown[0]!.press()
  expect(tab.notices.opened).toEqual([chat])
})
