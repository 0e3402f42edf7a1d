/** Files of messages on their way: in pieces, from where the last try ended, in order with words, once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepBytes } from '../db/bytes.ts'
import { learn } from '../protocol/codec.ts'
import type { FileBegin, MessageSend } from '../protocol/wire.gen.ts'
import { ana, chat, rows, stage, statuses, texts, write, type Tab } from './fake-tab.ts'
import { fakeID, type FakeServer } from './fake-server.ts'
// Fetched with the first file by the page; here it is at hand.
import './uploads.ts'

const MIB = 1 << 20
const photo = fakeID('a photo')

/** What the server has of files, and what the line does to a piece. */
interface Shelf {
  readonly got: Map<string, { size: number; arrived: number; pieces: number }>
  line: (piece: number) => 'through' | 'cut' | 'half' | { readonly code: string }
}
let shelf: Shelf

beforeEach(async () => {
  // Its answers are read by a part that the page fetches with the first of them.
  await learn('file.begin')
  shelf = { got: new Map(), line: () => 'through' }
  vi.stubGlobal('fetch', async (path: string, { body }: { body: Blob }) => {
    const [, id = '', at] = /^\/files\/(.*)\?offset=(\d+)$/.exec(path) ?? []
    const file = shelf.got.get(id)
    if (file === undefined || Number(at) !== file.arrived) return answer(409, { error: { code: 'file_offset', message: '' } })
    const what = shelf.line(++file.pieces)
    if (typeof what === 'object') return answer(422, { error: { code: what.code, message: '' } })
    if (what !== 'cut') file.arrived += what === 'half' ? Math.floor(body.size / 2) : body.size
    if (what !== 'through') throw new TypeError('Failed to fetch')
    return answer(200, state(id))
  })
})
afterEach(() => void vi.unstubAllGlobals())

const answer = (status: number, body: unknown) => ({ ok: status === 200, status, json: () => Promise.resolve(body) })

function state(id: string): unknown {
  const { size, arrived } = shelf.got.get(id)!
  return { offset: arrived, ...(arrived < size ? {} : { whole: { id, name: 'as the server says.jpg', shape: 'picture', type: 'image/jpeg', size: 99, width: 4, height: 3 } }) }
}

function takesFiles(server: FakeServer): void {
  server.script = ({ type, body }) => {
    if (type !== 'file.begin') return undefined
    const { file, size }: FileBegin = body
    if (!shelf.got.has(file)) shelf.got.set(file, { size, arrived: 0, pieces: 0 })
    return { reply: state(file) }
  }
}

/** A message with a file, as the page adds one. */
async function attach(tab: Tab, size: number, text: string): Promise<string> {
  await keepBytes(ana.id, photo, new Blob([new Uint8Array(size)]))
  const id = fakeID(text)
  tab.account.outbox.add(chat, id, text, { files: [{ id: photo, name: 'mine.jpg', shape: 'picture', size }] })
  return id
}

const said = (server: FakeServer) => server.sent('message.send').flatMap(({ body }) => (body as MessageSend).messages.map(({ content }) => content))

test('C10: a message with a file is on the screen at once, and what was written after it waits for its turn', async () => {
  const { server, clock, openTab } = stage()
  takesFiles(server)
  const tab = await openTab(ana, { path: chat })
  await attach(tab, 3 * MIB, 'look')
  write(tab, 'after it')
  expect(texts(tab)).toEqual(['look', 'after it'])
  await clock.advance(1_000)
  expect(said(server)).toMatchObject([{ kind: 'files', body: { files: [{ id: photo, name: 'mine.jpg' }], text: 'look' } }, { kind: 'text', body: { text: 'after it' } }])
  expect(statuses(tab)).toEqual(['sent', 'sent'])
  expect(shelf.got.get(photo)).toMatchObject({ arrived: 3 * MIB })
  expect(rows(tab)[0]?.files).toMatchObject([{ id: photo, name: 'mine.jpg', path: `/files/${chat}/1/0` }])
})

test('what has arrived is not sent again: after each cut it goes on from there, and the message is sent once', async () => {
  const { server, clock, openTab } = stage()
  takesFiles(server)
  const tab = await openTab(ana, { path: chat })
  shelf.line = (piece) => (piece % 3 === 0 ? 'half' : piece % 3 === 1 ? 'through' : 'cut')
  await attach(tab, 6 * MIB, 'look')
  await clock.advance(60_000)
  expect(statuses(tab)).toEqual(['sent'])
  expect(shelf.got.get(photo)).toMatchObject({ arrived: 6 * MIB })
  expect(said(server)).toHaveLength(1)
})

test('R9.5: where nothing gets through it waits longer each time, fails with the reason, and Retry goes on', async () => {
  const { server, clock, openTab } = stage()
  takesFiles(server)
  const tab = await openTab(ana, { path: chat })
  shelf.line = () => 'cut'
  const key = await attach(tab, MIB, 'look')
  await clock.advance(600_000)
  expect(statuses(tab)).toEqual(['failed'])
  expect(rows(tab)[0]?.failure).toMatchObject({ code: 'no_connection' })
  expect(said(server)).toEqual([])
  shelf.line = () => 'through'
  tab.account.outbox.retry(chat, key)
  await clock.advance(1_000)
  expect(statuses(tab)).toEqual(['sent'])
})

test('R12.2: what the server refuses for good fails at once and holds up nothing', async () => {
  const { server, clock, openTab } = stage()
  takesFiles(server)
  const tab = await openTab(ana, { path: chat })
  shelf.line = () => ({ code: 'image_damaged' })
  await attach(tab, 1_000, 'no picture')
  write(tab, 'after it')
  await clock.advance(1_000)
  expect(statuses(tab)).toEqual(['sent', 'failed'])
  expect(rows(tab).find(({ text }) => text === 'no picture')?.failure).toMatchObject({ code: 'image_damaged' })
})

test('one that is given up on the way is sent to nobody', async () => {
  const { server, clock, openTab } = stage()
  takesFiles(server)
  const tab = await openTab(ana, { path: chat })
  let pieces = 0
  const key = await attach(tab, 8 * MIB, 'look')
  shelf.line = () => {
    if (++pieces === 2) tab.account.outbox.discard(chat, key)
    return 'through'
  }
  write(tab, 'after it')
  await clock.advance(10_000)
  expect(pieces).toBeLessThan(5)
  expect(texts(tab)).toEqual(['after it'])
  expect(said(server)).toMatchObject([{ kind: 'text' }])
})
