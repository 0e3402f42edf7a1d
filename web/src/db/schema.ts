/** The tables of one account's database in this browser, and how an older one becomes this. */
import type { DBSchema, IDBPDatabase } from 'idb'
import type { ChatID, ClientID, Message, Person, UserID } from '../protocol/wire.gen.ts'
import type { Draft, KeptChat, KeptPending, KeptSent, SyncPoint } from './store.ts'

export const SCHEMA_VERSION = 2

export interface Schema extends DBSchema {
  messages: { key: [ChatID, number]; value: Message }
  chats: { key: ChatID; value: KeptChat }
  people: { key: UserID; value: Person }
  outbox: { key: ClientID; value: KeptPending; indexes: { chat: ChatID } }
  sent: { key: ClientID; value: KeptSent }
  drafts: { key: ChatID; value: Draft }
  /** One row, under 'point'. */
  sync: { key: string; value: SyncPoint }
}

/** One database per account, so that nothing of one person is ever sent or shown for another. */
export function databaseName(me: UserID): string {
  return `twoticks-${me}`
}

export function upgrade(db: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) {
    db.createObjectStore('messages', { keyPath: ['chat', 'seq'] })
    db.createObjectStore('chats', { keyPath: 'id' })
    db.createObjectStore('people', { keyPath: 'id' })
    db.createObjectStore('outbox', { keyPath: 'client_id' }).createIndex('chat', 'chat')
    db.createObjectStore('drafts')
    db.createObjectStore('sync')
  }
  if (from < 2) db.createObjectStore('sent', { keyPath: 'client_id' })
}
