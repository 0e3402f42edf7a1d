/** A page that ends and starts again: nothing that was written or read is lost, and nothing is claimed too early. */
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { openStore } from '../db/open.ts'
import type { Store } from '../db/store.ts'
import type { HistoryRead, ReceiptMark } from '../protocol/wire.gen.ts'
import { ana, bo, chat, rows, stage, statuses, texts, write } from './fake-tab.ts'

/** The database works in tasks of its own, which fake time does not move. */
async function until(holds: () => boolean, advance: () => Promise<void>): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) {
    await new Promise((resolve) => setImmediate(resolve))
    if (i % 10 === 9) await advance()
  }
  expect(holds()).toBe(true)
}

function disk(): Store {
  return openStore(ana.id, { forgetful: () => {}, superseded: () => {} })
}

test('R6.4: what waits survives a reload and a restart of the browser, and goes out in order', async () => {
  const { server, clock, openTab } = stage()
  const advance = () => clock.advance(50)
  const before = await openTab(ana, { path: chat, store: disk() })
  await until(() => before.memory.loaded.value, advance)
  server.isUp = false
  server.cut()
  const keys = ['one', 'two'].map((text) => write(before, text))
  await before.account.core.journal.kept()
  // The page just ends: nobody stops the account.
  const after = await openTab(ana, { path: chat, store: disk() })
  expect(rows(after)).toMatchObject([
    { key: keys[0], text: 'one', status: 'waiting' },
    { key: keys[1], text: 'two', status: 'waiting' },
  ])
  await before.account.stop()
  server.isUp = true
  await until(() => server.log(chat).length === 2, () => clock.advance(1_000))
  await until(() => statuses(after).every((status) => status === 'sent'), advance)
  expect(rows(after).map(({ key }) => key)).toEqual(keys)
  await after.account.forget()
})

test('a reload paints the chat from the disk without the server', async () => {
  const { server, clock, openTab } = stage()
  const before = await openTab(ana, { path: chat, store: disk() })
  for (let i = 1; i <= 60; i++) server.say(chat, bo.id, `m${i}`)
  await until(() => server.marks(chat, ana.id).delivered === 60, () => clock.advance(50))
  await before.account.stop()
  server.isUp = false
  const after = await openTab(ana, { path: chat, store: disk() })
  await until(() => texts(after).length === 50, () => clock.advance(0))
  expect(after.views.chatsLoaded.value).toBe(true)
  expect(texts(after).at(-1)).toBe('m60')
  await after.account.forget()
})

test('C19: rows that were kept but not reported when the page ended are reported by the next', async () => {
  const { server, clock, openTab } = stage()
  const advance = () => clock.advance(50)
  const before = await openTab(ana, { store: disk() })
  await until(() => before.memory.loaded.value, advance)
  server.disturb = ({ type }) => (type === 'receipt.mark' ? 'silence' : undefined)
  for (let i = 1; i <= 3; i++) server.say(chat, bo.id, `m${i}`)
  await before.account.core.journal.kept()
  await before.account.stop()
  server.disturb = () => undefined
  const asked = server.sent('history.read').length
  const after = await openTab(ana, { store: disk() })
  await until(() => server.marks(chat, ana.id).delivered === 3, advance)
  const marks = server.sent('receipt.mark').flatMap(({ body }) => (body as ReceiptMark).marks)
  expect(marks.at(-1)).toEqual({ chat, delivered: 3 })
  expect(server.sent('history.read').slice(asked).map(({ body }) => body as HistoryRead)).toEqual([])
  await after.account.forget()
})

test('a chat that was cleared while the page was away is empty on its return, and fills with what comes', async () => {
  const { server, clock, openTab } = stage()
  const advance = () => clock.advance(50)
  const before = await openTab(ana, { path: chat, store: disk() })
  for (let i = 1; i <= 3; i++) server.say(chat, bo.id, `m${i}`)
  await until(() => server.marks(chat, ana.id).delivered === 3, advance)
  await before.account.core.journal.kept()
  await before.account.stop()
  server.rowsAs.set(chat, { from: 3, rev: 9 })
  server.rev = 9
  const after = await openTab(ana, { path: chat, store: disk() })
  await until(() => texts(after).length === 0, advance)
  server.say(chat, bo.id, 'new')
  await until(() => texts(after).length === 1, advance)
  await after.account.core.journal.kept()
  await after.account.stop()
  server.isUp = false
  const again = await openTab(ana, { path: chat, store: disk() })
  await until(() => texts(again).length > 0, advance)
  expect(texts(again)).toEqual(['new'])
  await again.account.forget()
})
