/**
 * Opens what this device keeps of an account, and keeps the page going when the browser will not keep anything: a full
 * disk first costs the older rows, then, as every other lasting failure, the keeping itself. The rest of the client sees
 * one Store and is told once when it stopped being durable.
 */
import type { ChatID, UserID } from '../protocol/wire.gen.ts'
import { ForgetfulStore } from './forgetful-store.ts'
import { IndexedStore, isFull } from './indexed-store.ts'
import type { Batch, Kept, KeptRows, KeptSent, Store } from './store.ts'

export interface StoreEars {
  /** From now on nothing is kept beyond this tab. */
  forgetful(): void
  /** A newer page waits in another tab: this one should be loaded again. */
  superseded(): void
}

export function openStore(me: UserID, ears: StoreEars): Store {
  if (typeof indexedDB === 'undefined') {
    ears.forgetful()
    return new ForgetfulStore()
  }
  return new LastingStore(new IndexedStore(me, ears.superseded), ears)
}

const OPENS_WITHIN = 3_000

class LastingStore implements Store {
  #store: Store
  readonly #ears: StoreEars
  #closed = false

  constructor(store: Store, ears: StoreEars) {
    this.#store = store
    this.#ears = ears
  }

  /** A database that does not open is as good as none: the page does not wait for it. */
  load(): Promise<Kept> {
    return this.#try((store) => within(OPENS_WITHIN, store.load()))
  }

  messages(chat: ChatID, before: number, limit: number): Promise<KeptRows | null> {
    return this.#try((store) => store.messages(chat, before, limit))
  }

  sent(): Promise<readonly KeptSent[]> {
    return this.#try((store) => store.sent())
  }

  async commit(batch: Batch): Promise<void> {
    if (this.#closed) return
    try {
      await this.#store.commit(batch)
    } catch (error) {
      if (isFull(error)) await this.#try((store) => store.commit(withoutRows(batch)))
      else this.#giveUp()
    }
  }

  close(): void {
    this.#closed = true
    this.#store.close()
  }

  destroy(): Promise<void> {
    this.#closed = true
    return this.#store.destroy()
  }

  async #try<T>(work: (store: Store) => Promise<T>): Promise<T> {
    try {
      return await work(this.#store)
    } catch {
      this.#giveUp()
      return work(this.#store)
    }
  }

  #giveUp(): void {
    this.#store.close()
    this.#store = new ForgetfulStore()
    // What fails because the account was closed is no trouble of this browser.
    if (!this.#closed) this.#ears.forgetful()
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('too late')), ms)))
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** What has to be kept when there is room for little: the outbox and the drafts. Rows are read from the server again. */
function withoutRows(batch: Batch): Batch {
  return { ...batch, reset: new Set([...batch.reset, ...batch.chats.keys()]), stretches: [] }
}
