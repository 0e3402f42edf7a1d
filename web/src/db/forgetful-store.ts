/**
 * The store of a browser that keeps nothing: private windows, blocked or full storage. Everything lasts as long as the tab
 * does, in its memory; what is asked for here is read from the server instead.
 */
import type { Batch, Kept, KeptRows, KeptSent, Store } from './store.ts'

export class ForgetfulStore implements Store {
  load(): Promise<Kept> {
    return Promise.resolve({ sync: undefined, chats: [], people: [], outbox: [], drafts: new Map() })
  }

  messages(): Promise<KeptRows | null> {
    return Promise.resolve(null)
  }

  sent(): Promise<readonly KeptSent[]> {
    return Promise.resolve([])
  }

  commit(_batch: Batch): Promise<void> {
    return Promise.resolve()
  }

  close(): void {}

  destroy(): Promise<void> {
    return Promise.resolve()
  }
}
