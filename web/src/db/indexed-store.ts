/**
 * The store over IndexedDB. One handle, dropped when the browser ends it or a newer page wants to upgrade, and opened once
 * more for the call that found it gone: the same dead handle never comes back to life.
 *
 * It throws what IndexedDB throws; `open.ts` decides what a failure means.
 */
import { deleteDB, openDB, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { ChatID, UserID } from '../protocol/wire.gen.ts'
import { databaseName, SCHEMA_VERSION, upgrade, type Schema } from './schema.ts'
import type { Batch, Kept, KeptChat, KeptRows, KeptSent, Store, Stretch } from './store.ts'
import { join, pruned } from './window.ts'

type Database = IDBPDatabase<Schema>
type Table = StoreNames<Schema>
type Writing = IDBPTransaction<Schema, Table[], 'readwrite'>

export class IndexedStore implements Store {
  readonly #name: string
  readonly #superseded: () => void
  #handle: Promise<Database> | undefined
  #closed = false

  /** `superseded` is told when a newer page of another tab waits for this one to let go. */
  constructor(me: UserID, superseded: () => void) {
    this.#name = databaseName(me)
    this.#superseded = superseded
  }

  load(): Promise<Kept> {
    return this.#with(async (db) => {
      const tx = db.transaction(['chats', 'people', 'outbox', 'drafts', 'sync'])
      const [sync, chats, people, outbox, draftedIn, drafts] = await Promise.all([
        tx.objectStore('sync').get('point'),
        tx.objectStore('chats').getAll(),
        tx.objectStore('people').getAll(),
        tx.objectStore('outbox').getAll(),
        tx.objectStore('drafts').getAllKeys(),
        tx.objectStore('drafts').getAll(),
      ])
      outbox.sort((a, b) => a.written - b.written)
      return { sync, chats, people, outbox, drafts: new Map(draftedIn.map((chat, i) => [chat, drafts[i] ?? { text: '', at: 0 }])) }
    })
  }

  messages(chat: ChatID, before: number, limit: number): Promise<KeptRows | null> {
    return this.#with(async (db) => {
      const tx = db.transaction(['chats', 'messages'])
      const span = (await tx.objectStore('chats').get(chat))?.span
      if (span === undefined || span.floor >= before || span.cursor < before - 1) return null
      const range = IDBKeyRange.bound([chat, span.floor], [chat, before], false, true)
      const messages = []
      let cursor = await tx.objectStore('messages').openCursor(range, 'prev')
      while (cursor !== null && messages.length < limit) {
        messages.unshift(cursor.value)
        cursor = await cursor.continue()
      }
      return { messages, floor: messages.length < limit ? span.floor : (messages[0]?.seq ?? span.floor) }
    })
  }

  sent(): Promise<readonly KeptSent[]> {
    return this.#with(async (db) => (await db.getAll('sent')).sort((a, b) => a.written - b.written))
  }

  commit(batch: Batch): Promise<void> {
    return this.#with(async (db) => {
      const tables = tablesOf(batch)
      if (tables.length === 0) return
      const tx = db.transaction(tables, 'readwrite', { durability: 'relaxed' })
      // Whatever rejects inside the transaction aborts it, and `done` says so.
      await Promise.all([write(tx, batch), tx.done])
    })
  }

  close(): void {
    this.#closed = true
    this.#drop()
  }

  async destroy(): Promise<void> {
    this.close()
    await deleteDB(this.#name)
  }

  async #with<T>(work: (db: Database) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('the store is closed')
    const handle = this.#open()
    try {
      return await work(await handle)
    } catch (error) {
      if (this.#closed || isFull(error)) throw error
      if (this.#handle === handle) this.#drop()
      return work(await this.#open())
    }
  }

  #open(): Promise<Database> {
    this.#handle ??= openDB<Schema>(this.#name, SCHEMA_VERSION, {
      upgrade,
      blocking: (_from, to) => {
        // No newer version: another tab deletes it, because the person signed out.
        if (to === null) this.#closed = true
        else this.#superseded()
        this.#drop()
      },
      terminated: () => this.#drop(),
    })
    return this.#handle
  }

  #drop(): void {
    const handle = this.#handle
    this.#handle = undefined
    handle?.then((db) => db.close()).catch(() => {})
  }
}

export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}

/** Only what a batch touches, so that a row of the outbox does not wait for the rows of a chat. */
function tablesOf({ sync, reset, gone, chats, stretches, people, pending, settled, sent, drafts }: Batch): Table[] {
  const tables: Table[] = []
  if (reset.size + gone.size + chats.size + stretches.length > 0) tables.push('chats', 'messages')
  if (people.length > 0) tables.push('people')
  if (pending.size + settled.size > 0) tables.push('outbox')
  if (sent.size > 0) tables.push('sent')
  if (drafts.size > 0) tables.push('drafts')
  if (sync !== undefined) tables.push('sync')
  return tables
}

async function write(tx: Writing, batch: Batch): Promise<void> {
  for (const chat of [...batch.reset, ...batch.gone]) await forget(tx, chat)
  for (const chat of batch.chats.values()) await writeChat(tx, chat)
  for (const stretch of batch.stretches) await writeStretch(tx, stretch)
  const puts: Promise<unknown>[] = []
  for (const person of batch.people) puts.push(tx.objectStore('people').put(person))
  for (const pending of batch.pending.values()) puts.push(tx.objectStore('outbox').put(pending))
  for (const id of batch.settled) puts.push(tx.objectStore('outbox').delete(id))
  for (const [id, row] of batch.sent) puts.push(row === null ? tx.objectStore('sent').delete(id) : tx.objectStore('sent').put(row))
  for (const [chat, draft] of batch.drafts) {
    const drafts = tx.objectStore('drafts')
    puts.push(draft === null ? drafts.delete(chat) : drafts.put(draft, chat))
  }
  if (batch.sync !== undefined) puts.push(tx.objectStore('sync').put(batch.sync, 'point'))
  // Everything is asked for: the browser need not come back with the answers, behind a frame's painting, to learn that.
  tx.commit()
  await Promise.all(puts)
}

async function writeChat(tx: Writing, written: Omit<KeptChat, 'span'>): Promise<void> {
  const chats = tx.objectStore('chats')
  const span = (await chats.get(written.id))?.span
  await chats.put(span === undefined ? written : { ...written, span })
}

/** Joins a stretch with what is kept of its chat; one that would leave a hole is not kept. */
async function writeStretch(tx: Writing, { chat, floor, cursor, messages }: Stretch): Promise<void> {
  const chats = tx.objectStore('chats')
  const kept = await chats.get(chat)
  if (kept === undefined) return
  const joined = join(kept.span, { floor, cursor })
  if (joined === null) return
  const span = { ...joined, floor: pruned(joined) ?? joined.floor }
  if (kept.span !== undefined && span.floor > kept.span.floor) {
    await tx.objectStore('messages').delete(IDBKeyRange.bound([chat, 0], [chat, span.floor], false, true))
  }
  await chats.put({ ...kept, span })
  const rows = messages.filter((message) => message.seq >= span.floor)
  await Promise.all(rows.map((message) => tx.objectStore('messages').put(message)))
}

async function forget(tx: Writing, chat: ChatID): Promise<void> {
  await tx.objectStore('messages').delete(IDBKeyRange.bound([chat, 0], [chat, Number.MAX_SAFE_INTEGER]))
  await tx.objectStore('chats').delete(chat)
}
