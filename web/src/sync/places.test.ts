/** How far this device has chats, for message info on one's other devices. */
import { expect, test } from 'vitest'
import type { ReceiptMark } from '../protocol/wire.gen.ts'
import { ana, bo, chat, stage, write } from './fake-tab.ts'
import './places.ts' // it is fetched with the first message, and here without a wait

type Stage = ReturnType<typeof stage>

const marksSent = (server: Stage['server']) => server.sent('receipt.mark').flatMap(({ body }) => (body as ReceiptMark).marks)
const placesSent = (server: Stage['server']) => marksSent(server).filter(({ stored }) => stored !== undefined)

/** Lets what is fetched arrive, then the time pass in which things are gathered. */
async function gather(clock: Stage['clock']): Promise<void> {
  await clock.advance(100)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await clock.advance(5_000)
}

test('what one wrote on another device is told to be here too, once for many', async () => {
  const { server, clock, openTab } = stage()
  await openTab(ana)
  for (const text of ['one', 'two', 'three']) server.say(chat, ana.id, text)
  await gather(clock)
  expect(placesSent(server)).toEqual([{ chat, stored: 3 }])
})

test('the device that wrote it says so as well, and no tick moves by it', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  write(tab, 'mine')
  await gather(clock)
  expect(placesSent(server)).toEqual([{ chat, stored: 1 }])
  expect(server.marks(chat, ana.id)).toEqual({ delivered: 0, read: 0 })
})

test('what a mark says is not said again', async () => {
  const { server, clock, openTab } = stage()
  await openTab(ana)
  server.say(chat, bo.id, 'hello')
  await gather(clock)
  server.say(chat, bo.id, 'and again')
  await gather(clock)
  expect(marksSent(server)).toEqual([{ chat, delivered: 1 }, { chat, delivered: 2 }])
})

test('a server that died may have lost it: it is said once more on the next connection', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana)
  server.say(chat, ana.id, 'mine')
  await gather(clock)
  server.cut()
  await gather(clock)
  expect(tab.views.connection.value.state).toBe('connected')
  expect(placesSent(server)).toEqual([{ chat, stored: 1 }, { chat, stored: 1 }])
})
