/**
 * "One tab at a time" where the browser has no Web Locks: a row on the disk that says who acts, with a lease. The holder
 * renews it while it works; a tab that died or froze loses it with the lease. Two may act at once when a clock jumps or a
 * holder was slow to renew, which is harmless (C6). Where nothing can be kept, every tab acts for itself.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

interface Schema extends DBSchema {
  claims: { key: string; value: { readonly holder: string; readonly until: number } }
}

const LEASE = 2_500
const RENEWED = 800
const ASKED_AGAIN = 300

const holder = crypto.getRandomValues(new Uint32Array(4)).join('-')
let opened: Promise<IDBPDatabase<Schema>> | undefined

export async function exclusiveByClaim(name: string, work: () => Promise<void>): Promise<void> {
  try {
    while (!(await claim(name))) await new Promise((resolve) => setTimeout(resolve, ASKED_AGAIN))
  } catch {
    return work()
  }
  const renewing = setInterval(() => void claim(name).catch(() => false), RENEWED)
  try {
    await work()
  } finally {
    clearInterval(renewing)
    await release(name).catch(() => undefined)
  }
}

/** Takes a name for a while; false while anybody has it. For what is over at once (platform/claim.ts). */
export async function claimOnce(name: string, ms: number): Promise<boolean> {
  const tx = (await database()).transaction('claims', 'readwrite')
  const isFree = ((await tx.store.get(name))?.until ?? 0) < Date.now()
  if (isFree) await tx.store.put({ holder, until: Date.now() + ms }, name)
  await tx.done
  if (isFree) setTimeout(() => void release(name).catch(() => undefined), ms)
  return isFree
}

/** Takes the claim or renews it; false while it is another tab's. */
async function claim(name: string): Promise<boolean> {
  const tx = (await database()).transaction('claims', 'readwrite')
  const held = await tx.store.get(name)
  const mine = held === undefined || held.holder === holder || held.until < Date.now()
  if (mine) await tx.store.put({ holder, until: Date.now() + LEASE }, name)
  await tx.done
  return mine
}

async function release(name: string): Promise<void> {
  const tx = (await database()).transaction('claims', 'readwrite')
  if ((await tx.store.get(name))?.holder === holder) await tx.store.delete(name)
  await tx.done
}

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('twoticks-claims', 1, { upgrade: (db) => void db.createObjectStore('claims') })
  return opened
}
