/** What a device keeps: whole batches, joined windows, and a page that goes on when nothing can be kept. */
import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, test } from 'vitest'
import type { ChatRow, HeadsRow, Message } from '../protocol/wire.gen.ts'
import { IndexedStore } from './indexed-store.ts'
import { openStore } from './open.ts'
import { databaseName } from './schema.ts'
import type { Batch, Store } from './store.ts'
import { join, pruned } from './window.ts'

let account = 0

/** A person that no test before used, so that each test has a database of its own. */
function somebody(): string {
  return `person-${++account}`
}

function indexed(me: string): IndexedStore {
  return new IndexedStore(me, () => {})
}

const row: ChatRow = { rev: 1, chat: 'c', kind: 'direct', peer: 'bo', from: 0 }
const heads: HeadsRow = { chat: 'c', head: 9, head_at: 9, mine: { delivered: 0, read: 0 }, others: { delivered: 0, read: 0 }, members: 2, unread: 0 }

function message(seq: number): Message {
  return { chat: 'c', seq, sender: 'bo', at: seq, content: { kind: 'text', version: 1, body: { text: `m${seq}` } } }
}

function batchOf(change: Partial<Batch>): Batch {
  const nothing = { reset: new Set<string>(), gone: new Set<string>(), settled: new Set<string>(), sent: new Map() }
  return { ...nothing, chats: new Map(), stretches: [], people: [], pending: new Map(), drafts: new Map(), ...change }
}

function stretch(floor: number, cursor: number): Batch {
  const messages = Array.from({ length: cursor - floor + 1 }, (_, i) => message(floor + i))
  return batchOf({ chats: new Map([['c', { id: 'c', row, heads }]]), stretches: [{ chat: 'c', floor, cursor, messages }] })
}

async function seqs(store: Store, before: number, limit = 50): Promise<number[] | null> {
  return (await store.messages('c', before, limit))?.messages.map(({ seq }) => seq) ?? null
}

test('what was committed is there after a reload', async () => {
  const me = somebody()
  const store = indexed(me)
  const pending = { client_id: 'id1', chat: 'c', text: 'hello', written: 2 }
  await store.commit({ ...stretch(1, 3), sync: { epoch: 'e1', rev: 4 }, pending: new Map([['id1', pending]]), drafts: new Map([['c', { text: 'dra', at: 5 }]]) })
  store.close()
  const kept = await indexed(me).load()
  expect(kept).toMatchObject({ sync: { epoch: 'e1', rev: 4 }, outbox: [pending], chats: [{ id: 'c', span: { floor: 1, cursor: 3 } }] })
  expect(kept.drafts.get('c')).toEqual({ text: 'dra', at: 5 })
})

test('rows are read newest first from below a seq, and only where nothing is missing', async () => {
  const store = indexed(somebody())
  await store.commit(stretch(10, 30))
  expect(await seqs(store, 31, 3)).toEqual([28, 29, 30])
  expect(await store.messages('c', 13, 50)).toMatchObject({ floor: 10 })
  expect(await seqs(store, 10)).toBeNull()
  expect(await seqs(store, 40)).toBeNull()
})

test('two tabs at different places leave no hole: stretches join where they touch', async () => {
  const me = somebody()
  const [one, two] = [indexed(me), indexed(me)]
  await one.commit(stretch(1, 10))
  await two.commit(stretch(11, 20))
  await one.commit(stretch(8, 12))
  expect((await one.load()).chats[0]?.span).toEqual({ floor: 1, cursor: 20 })
})

test('a stretch that starts anew replaces an older one; what comes late for the older one is not kept', async () => {
  const store = indexed(somebody())
  await store.commit(stretch(1, 10))
  await store.commit({ ...stretch(500, 550), reset: new Set(['c']) })
  await store.commit(stretch(11, 20))
  expect((await store.load()).chats[0]?.span).toEqual({ floor: 500, cursor: 550 })
  expect(await seqs(store, 551, 100)).toHaveLength(51)
})

test('a handle that the browser ended is replaced and the write repeated', async () => {
  const me = somebody()
  const store = indexed(me)
  await store.commit(stretch(1, 3))
  const handle = await openDB(databaseName(me))
  const prototype = Object.getPrototypeOf(handle) as object
  expect(prototype).toBeDefined()
  handle.close()
  const original = IDBDatabase.prototype.transaction
  let dead = true
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args) {
    if (!dead) return original.apply(this, args)
    dead = false
    throw new DOMException('Connection to Indexed Database server lost', 'UnknownError')
  }
  await store.commit(stretch(4, 5))
  IDBDatabase.prototype.transaction = original
  expect(await seqs(store, 6)).toEqual([1, 2, 3, 4, 5])
})

test('a full disk costs the rows, never the outbox', async () => {
  const me = somebody()
  const told: string[] = []
  const store = openStore(me, { forgetful: () => told.push('forgetful'), superseded: () => {} })
  await store.commit(stretch(1, 3))
  const original = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args) {
    if (this.name === 'messages') throw new DOMException('full', 'QuotaExceededError')
    return original.apply(this, args)
  }
  await store.commit({ ...stretch(4, 6), pending: new Map([['id1', { client_id: 'id1', chat: 'c', text: 'keep me', written: 1 }]]) })
  IDBObjectStore.prototype.put = original
  expect(told).toEqual([])
  expect((await store.load()).outbox).toHaveLength(1)
  expect(await seqs(store, 7)).toBeNull()
})

test('without IndexedDB the page goes on and says that it keeps nothing', async () => {
  const { indexedDB } = globalThis
  Reflect.deleteProperty(globalThis, 'indexedDB')
  const told: string[] = []
  const store = openStore(somebody(), { forgetful: () => told.push('forgetful'), superseded: () => {} })
  await store.commit(stretch(1, 3))
  expect(await store.load()).toMatchObject({ chats: [], outbox: [] })
  expect(told).toEqual(['forgetful'])
  globalThis.indexedDB = indexedDB
})

test('an account that was forgotten leaves no database, also while another tab has it open', async () => {
  const me = somebody()
  const [one, two] = [indexed(me), indexed(me)]
  await one.commit(stretch(1, 3))
  await two.load()
  await one.destroy()
  await expect(two.commit(stretch(4, 5))).rejects.toThrow()
  const databases = await indexedDB.databases()
  expect(databases.map(({ name }) => name)).not.toContain(databaseName(me))
})

test('windows join only where they touch, and the later one stands', () => {
  expect(join(undefined, { floor: 5, cursor: 9 })).toEqual({ floor: 5, cursor: 9 })
  expect(join({ floor: 1, cursor: 4 }, { floor: 5, cursor: 9 })).toEqual({ floor: 1, cursor: 9 })
  expect(join({ floor: 5, cursor: 9 }, { floor: 1, cursor: 4 })).toEqual({ floor: 1, cursor: 9 })
  expect(join({ floor: 1, cursor: 4 }, { floor: 6, cursor: 9 })).toEqual({ floor: 6, cursor: 9 })
  expect(join({ floor: 6, cursor: 9 }, { floor: 1, cursor: 4 })).toBeNull()
  expect(join({ floor: 10, cursor: 9 }, { floor: 10, cursor: 12 })).toEqual({ floor: 10, cursor: 12 })
  expect(join({ floor: 1, cursor: 4 }, { floor: 5, cursor: 4 })).toEqual({ floor: 1, cursor: 4 })
})

test('of a long chat the newest 2,000 stay', () => {
  expect(pruned({ floor: 1, cursor: 2_100 })).toBeUndefined()
  expect(pruned({ floor: 1, cursor: 3_000 })).toBe(1_001)
})
