/** What the service worker does with a push: one notice for each chat, and what the page would have kept, before it says "delivered". */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { IndexedStore } from '../db/indexed-store.ts'
import type { Batch, Kept } from '../db/store.ts'
import type { ChatRow, HeadsRow, Message } from '../protocol/wire.gen.ts'
import { pushed, readPush, type Push, type Registration, type Window } from './pushed.ts'

const id = (letter: string): string => letter.padEnd(22, 'A')
const [chat, bo, first, second] = ['C', 'B', 'E', 'F'].map(id) as [string, string, string, string]
let account = 0
let me: string

const message = (seq: number, words = `m${seq}`): Message => ({
  chat, seq, sender: bo, at: seq, content: { kind: 'text', version: 1, body: { text: words } },
})

/** A server with one chat, of which each seq is a message, save for a change of an older one. */
class Server {
  head = 0
  delivered = 0
  read = 0
  epoch = first
  /** A seq that is an edit of another. */
  edit: { seq: number; target: number } | undefined
  row: ChatRow = { rev: 1, chat, kind: 'direct', peer: bo, from: 0 }
  asked: string[] = []
  down = false
  /** Up to where this device had it when it said "delivered". */
  keptThen: number | undefined

  readonly fetch = async (path: string, init: { body: string }): Promise<Response> => {
    const command = path.replace('/api/', '')
    const body = JSON.parse(init.body) as { after?: number; before?: number; limit?: number; marks?: { delivered?: number }[] }
    this.asked.push(command === 'receipt.mark' ? `delivered ${body.marks?.[0]?.delivered}` : command)
    if (this.down) throw new TypeError('no network')
    if (command === 'receipt.mark') this.keptThen = (await kept()).chat?.span?.cursor
    return Response.json(this.#answer(command, body))
  }

  get heads(): HeadsRow {
    return { chat, head: this.head, head_at: this.head, mine: { delivered: this.delivered, read: this.read }, others: { delivered: 0, read: 0 }, members: 2, unread: this.head }
  }

  #answer(command: string, { after = 0, before = this.head + 1, limit = 0, marks }: { after?: number; before?: number; limit?: number; marks?: { delivered?: number }[] }): unknown {
    const page = { epoch: this.epoch, chat, head: this.head, people: [] }
    switch (command) {
      case 'heads.list':
        return { epoch: this.epoch, heads: [this.heads], people: [], presence: [] }
      case 'account.since':
        return { epoch: this.epoch, rev: 2, chats: [this.row], people: [], contacts: [], more: false }
      case 'changes.read': {
        const upto = Math.min(after + limit, this.head)
        return { ...page, upto, entries: this.#seqs(after + 1, upto).map((seq) => this.#entry(seq)) }
      }
      case 'history.read': {
        const first = Math.max(before - limit, 1)
        return { ...page, messages: this.#seqs(first, before - 1).map((seq) => message(seq)), more: first > 1 }
      }
      case 'receipt.mark':
        this.delivered = marks?.[0]?.delivered ?? 0
        return { results: [{ chat, mine: this.heads.mine, unread: this.head }] }
      default:
        throw new Error(command)
    }
  }

  #seqs(from: number, to: number): number[] {
    return Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => from + i)
  }

  #entry(seq: number): unknown {
    if (this.edit?.seq !== seq) return { seq, message: message(seq) }
    const { target } = this.edit
    return { seq, message: { ...message(target, 'better'), edited_seq: seq }, change: { kind: 'edit', target, actor: bo, at: seq } }
  }
}

let server: Server

beforeEach(() => {
  me = `person-${++account}`
  server = new Server()
  vi.stubGlobal('fetch', server.fetch)
})
afterEach(() => void vi.unstubAllGlobals())

/** What the page left on the disk: it was here up to `cursor`. */
async function used(change: Partial<Batch>): Promise<void> {
  const store = new IndexedStore(me, () => undefined)
  await store.commit({
    reset: new Set(), gone: new Set(), chats: new Map(), stretches: [], people: [], pending: new Map(), settled: new Set(), sent: new Map(), drafts: new Map(),
    sync: { epoch: first, rev: 1 }, ...change,
  })
  store.close()
}

const upTo = (cursor: number, floor = 1, hidden: number[] = []): Partial<Batch> => ({
  chats: new Map([[chat, { id: chat, row: server.row, heads: { ...server.heads, head: cursor }, hidden }]]),
  stretches: [{ chat, floor, cursor, messages: Array.from({ length: cursor - floor + 1 }, (_, i) => message(floor + i)) }],
})

async function kept(): Promise<{ chat: Kept['chats'][number] | undefined; texts: string[] }> {
  const store = new IndexedStore(me, () => undefined)
  const { chats } = await store.load()
  const rows = await store.messages(chat, (chats[0]?.span?.cursor ?? 0) + 1, 5_000)
  store.close()
  return { chat: chats[0], texts: (rows?.messages ?? []).map(({ content }) => (content?.body as { text: string }).text) }
}

class Notices implements Registration {
  readonly standing = new Map<string, { tag: string; title: string; data: { seq: number; count: number }; close(): void }>()
  shown = 0
  showNotification(title: string, options: NotificationOptions): Promise<void> {
    this.shown++
    const tag = options.tag ?? ''
    return Promise.resolve(void this.standing.set(tag, { tag, title, data: options.data as { seq: number; count: number }, close: () => this.standing.delete(tag) }))
  }
  getNotifications(filter?: { tag: string }) {
    return Promise.resolve([...this.standing.values()].filter(({ tag }) => filter === undefined || tag === filter.tag))
  }
}

const window = (focused: boolean): Window => ({ focused, visibilityState: 'visible', focus: () => Promise.resolve(), postMessage: () => undefined })
const push = (seq: number): Push => ({ chat, seq, me, language: 'en', from: 'Bo', text: `m${seq}` })
const readUpTo = (seq: number): Push => ({ chat, seq, me, language: 'en', read: true })

test('what is no push of ours is none', () => {
  for (const data of [null, 7, 'x', {}, { ...push(1), seq: '1' }, { ...push(1), me: undefined }]) expect(readPush(data), JSON.stringify(data)).toBeUndefined()
  expect(readPush(push(1))).toEqual(push(1))
})

test('a chat has one notice, which counts; what a page told before, or is looked at, is not told again', async () => {
  const notices = new Notices()
  await pushed(push(3), notices, [window(false)])
  await pushed(push(5), notices, [window(false)])
  expect([...notices.standing]).toMatchObject([[chat, { title: 'Bo (2)', data: { seq: 5, count: 2 } }]])
  await pushed(push(5), notices, [window(false)])
  await pushed(push(4), notices, [window(false)])
  await pushed(push(6), notices, [window(false), window(true)])
  expect(notices.shown).toBe(2)
  expect(server.asked, 'the page that is open does the rest').toEqual([])
})

test('with no page open, what is missing is kept before it is said to be delivered', async () => {
  server.head = 450
  await used(upTo(10))
  await pushed(push(450), new Notices(), [])
  expect(server.asked).toEqual(['heads.list', 'changes.read', 'changes.read', 'changes.read', 'delivered 450', 'heads.list'])
  expect(server.keptThen).toBe(450)
  const { chat: now, texts } = await kept()
  expect([now?.span, now?.heads.head, texts.length, texts[449]]).toEqual([{ floor: 1, cursor: 450 }, 450, 450, 'm450'])
})

test('an older message that was edited is as it is now; one that was deleted here stays away', async () => {
  server.head = 13
  server.edit = { seq: 12, target: 4 }
  await used(upTo(10, 1, [11]))
  await pushed(push(13), new Notices(), [])
  const { texts, chat: now } = await kept()
  expect(texts).toEqual(['m1', 'm2', 'm3', 'better', 'm5', 'm6', 'm7', 'm8', 'm9', 'm10', 'm13'])
  expect(now?.hidden).toEqual([11])
})

test('a chat that is far behind starts anew, complete down to what was never delivered', async () => {
  server.head = 1_500
  server.delivered = 1_300
  await used(upTo(10))
  await pushed(push(1_500), new Notices(), [])
  expect(server.asked).toEqual(['heads.list', 'history.read', 'history.read', 'delivered 1500', 'heads.list'])
  expect(server.keptThen).toBe(1_500)
  const { chat: now, texts } = await kept()
  expect([now?.span, texts[0], texts.length]).toEqual([{ floor: 1_251, cursor: 1_500 }, 'm1251', 250])
})

test('more than a worker has the patience for is left to the page, and nothing is said to be delivered', async () => {
  server.head = 5_000
  await used(upTo(10))
  await pushed(push(5_000), new Notices(), [])
  expect(server.asked.filter((command) => command.startsWith('delivered'))).toEqual([])
  expect((await kept()).chat?.span).toEqual({ floor: 1, cursor: 10 })
})

test('a chat that this device has not heard of is kept with its row', async () => {
  server.head = 2
  await used({})
  await pushed(push(2), new Notices(), [])
  expect(server.asked).toEqual(['heads.list', 'account.since', 'history.read', 'delivered 2', 'heads.list'])
  expect(await kept()).toMatchObject({ chat: { id: chat, row: { peer: bo } }, texts: ['m1', 'm2'] })
})

test('an account that was never used here is not begun, and another epoch is a matter of the page', async () => {
  server.head = 2
  await pushed(push(2), new Notices(), [])
  expect(server.asked, 'only whether the notice stands').toEqual(['heads.list'])
  await used(upTo(1))
  server.epoch = second
  await pushed(push(2), new Notices(), [])
  expect(server.asked).toEqual(['heads.list', 'heads.list', 'heads.list'])
  expect((await kept()).chat?.span).toEqual({ floor: 1, cursor: 1 })
})

test('without a network the notice is shown all the same', async () => {
  await used(upTo(1))
  server.down = true
  const notices = new Notices()
  await pushed(push(2), notices, [])
  expect([notices.shown, (await kept()).chat?.span]).toEqual([1, { floor: 1, cursor: 1 }])
})

test('what is read elsewhere goes: when the server says so, and as far as it says', async () => {
  const notices = new Notices()
  await pushed(push(3), notices, [])
  await pushed(readUpTo(2), notices, [])
  expect([...notices.standing.keys()], 'not read that far').toEqual([chat])
  server.asked = []
  await pushed(readUpTo(3), notices, [])
  await pushed(readUpTo(3), notices, [])
  expect([notices.standing.size, notices.shown, server.asked]).toEqual([0, 1, []])
})

test('the next push takes away what was read meanwhile, of any chat', async () => {
  const notices = new Notices()
  await pushed(push(3), notices, [])
  const other: Push = { ...push(1), chat: id('D') }
  server.read = 2
  await pushed(other, notices, [])
  expect([...notices.standing.keys()], 'not read that far').toEqual([chat, other.chat])
  server.read = 3
  await pushed({ ...other, seq: 2 }, notices, [])
  expect([...notices.standing.keys()]).toEqual([other.chat])
  await pushed(push(3), notices, [])
  expect([...notices.standing.keys()], 'it came after it was read').toEqual([other.chat])
})
