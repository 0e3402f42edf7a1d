/** Looking far back: a message that is not loaded, its neighbours both ways, and the way to the present without a hole. */
import { expect, test } from 'vitest'
import { settle } from '../platform/fakes.ts'
import { ana, bo, chat, stage, texts, write, type Stage, type Tab } from './fake-tab.ts'

async function longChat(length = 600): Promise<Stage & { tab: Tab }> {
  const set = stage()
  for (let n = 1; n <= length; n++) set.server.say(chat, n % 2 === 0 ? ana.id : bo.id, String(n))
  set.server.headsAs.set(chat, { mine: { delivered: length, read: length }, unread: 0 })
  const tab = await set.openTab(ana, { path: chat })
  return { ...set, tab }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
const view = (tab: Tab) => tab.views.chat.value

test('a message far back is shown among its neighbours, and from there every row up to the present, once and in order', async () => {
  const { tab } = await longChat()
  expect(texts(tab)).toEqual(numbers(551, 600))
  await tab.account.history.jump(200)
  expect(texts(tab)).toEqual(numbers(176, 225))
  expect(view(tab)?.target.value).toEqual({ seq: 200 })
  expect([view(tab)?.older.value, view(tab)?.newer.value]).toEqual(['some', 'some'])
  await tab.account.history.older(chat)
  expect(texts(tab)).toEqual(numbers(136, 225))
  for (let i = 0; i < 20 && view(tab)?.newer.value === 'some'; i++) await tab.account.history.newer(chat)
  expect(view(tab)?.newer.value).toBe('none')
  expect(texts(tab)).toEqual(numbers(136, 600))
})

test('what is near is read on to, and what is loaded is only pointed at, each time anew', async () => {
  const { tab } = await longChat()
  await tab.account.history.jump(450)
  expect(texts(tab)).toEqual(numbers(351, 600))
  expect(view(tab)?.newer.value).toBe('none')
  const first = view(tab)?.target.value
  await tab.account.history.jump(450)
  expect(view(tab)?.target.value).toEqual(first)
  expect(view(tab)?.target.value).not.toBe(first)
})

test('what changes and comes while one looks far back: the row is as it is now, the new message waits at the end', async () => {
  const { server, tab } = await longChat()
  await tab.account.history.jump(200)
  const old = server.log(chat)[199]!
  const message = { ...old, content: { kind: 'text', version: 1, body: { text: 'edited' } }, edited_seq: 601 }
  server.push([ana.id], 'message.changed', { chat, entry: { seq: 601, message, change: { kind: 'edit', actor: ana.id, target: 200, at: 1 } } })
  await settle()
  expect(texts(tab)[24]).toBe('edited')
  expect(texts(tab)).toHaveLength(50)
  tab.account.history.present()
  expect(texts(tab)).toEqual(numbers(551, 600))
  expect([view(tab)?.newer.value, view(tab)?.older.value]).toEqual(['none', 'some'])
})

test('a page that a push overtook while it was on its way is made good', async () => {
  const { server, tab } = await longChat()
  const old = server.log(chat)[199]!
  const message = { ...old, content: { kind: 'text', version: 1, body: { text: 'edited' } }, edited_seq: 601 }
  const entry = { seq: 601, message, change: { kind: 'edit', actor: ana.id, target: 200, at: 1 } }
  server.script = ({ type }) => {
    if (type === 'history.read') server.push([ana.id], 'message.changed', { chat, entry })
    if (type === 'changes.read') return { reply: { epoch: server.epoch, chat, head: 601, upto: 601, entries: [entry], people: [] } }
    return undefined
  }
  await tab.account.history.jump(200)
  expect(texts(tab)[24]).toBe('edited')
})

test('a chat opens at a message that the address names, however far it is', async () => {
  const set = stage()
  for (let n = 1; n <= 600; n++) set.server.say(chat, bo.id, String(n))
  set.server.headsAs.set(chat, { mine: { delivered: 600, read: 600 }, unread: 0 })
  const tab = await set.openTab(ana)
  tab.memory.route.value = { page: 'chat', chat, at: 100 }
  await settle()
  expect(texts(tab)).toEqual(numbers(76, 125))
  expect(view(tab)?.target.value).toEqual({ seq: 100 })
})

test('a message that cannot be had says so, and leaves what is shown', async () => {
  const { server, tab } = await longChat()
  server.disturb = () => ({ code: 'unavailable' })
  await expect(tab.account.history.jump(200)).rejects.toMatchObject({ code: expect.any(String) as string })
  expect(texts(tab)).toEqual(numbers(551, 600))
})

test('writing leads back to the newest rows', async () => {
  const { tab } = await longChat()
  await tab.account.history.jump(200)
  tab.account.history.present()
  write(tab, 'here')
  await settle()
  expect(texts(tab).slice(-2)).toEqual(['600', 'here'])
})
