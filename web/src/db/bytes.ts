/**
 * The bytes of files that wait in the outbox, by the file's id: kept apart from their rows, which are written again with each
 * step, and only until they are on the server. A database of its own, for the same reason; where the browser keeps nothing they
 * live as long as the page. Fetched with the first file.
 */
import { deleteDB, openDB, type IDBPDatabase } from 'idb'

const TABLE = 'bytes'
const nameOf = (me: string): string => `twoticks-bytes-${me}`

/** What cannot be kept beyond this page, or was asked for already. */
const held = new Map<string, Blob>()
const open = new Map<string, Promise<IDBPDatabase>>()

// Asynchronous also in its failures: some browsers have no databases at all.
async function database(me: string): Promise<IDBPDatabase> {
  let db = open.get(me)
  if (db === undefined) {
    db = openDB(nameOf(me), 1, {
      upgrade: (fresh) => void fresh.createObjectStore(TABLE),
      blocking: (_from, _to, event) => {
        open.delete(me)
        ;(event.target as IDBDatabase).close()
      },
    })
    open.set(me, db)
  }
  return db
}

/** Resolves once the bytes are kept, or are at least held. */
export async function keepBytes(me: string, id: string, bytes: Blob): Promise<void> {
  held.set(id, bytes)
  await database(me)
    .then((db) => db.put(TABLE, bytes, id))
    .catch(() => undefined)
}

export async function bytesOf(me: string, id: string): Promise<Blob | undefined> {
  const here = held.get(id)
  if (here !== undefined) return here
  const kept = (await database(me)
    .then((db) => db.get(TABLE, id))
    .catch(() => undefined)) as Blob | undefined
  if (kept !== undefined) held.set(id, kept)
  return kept
}

/** They are on the server: nothing is kept of them but what this page shows. */
export async function forgetBytes(me: string, ids: readonly string[]): Promise<void> {
  await database(me)
    .then((db) => Promise.all(ids.map((id) => db.delete(TABLE, id))))
    .catch(() => undefined)
}

/** With everything else that is kept of a person. */
export async function destroyBytes(me: string): Promise<void> {
  held.clear()
  const db = open.get(me)
  open.delete(me)
  await db?.then((each) => each.close()).catch(() => undefined)
  if (typeof indexedDB !== 'undefined') await deleteDB(nameOf(me)).catch(() => undefined)
}
