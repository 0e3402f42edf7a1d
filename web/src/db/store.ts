/**
 * What this device keeps of one account, and the one way to change it: a batch that is kept whole or not at all.
 *
 * The tabs of a profile share what is kept, each with its own memory and at its own pace. A chat's window on disk is
 * therefore joined with what another tab wrote (window.ts), never simply overwritten. `sync` is the only caller. Losing
 * all of it loses only what waits in the outbox, since the server has the rest.
 */
import type { ChatID, ChatRow, ClientID, File as SentFile, HeadsRow, Link, Message, Person, Quote } from '../protocol/wire.gen.ts'
import type { Span } from './window.ts'

export interface KeptChat {
  readonly id: ChatID
  readonly row: ChatRow
  readonly heads: HeadsRow
  /** Seqs of what this person starred, and of what they deleted for themselves. */
  readonly starred?: readonly number[]
  readonly hidden?: readonly number[]
  /** The rows that are kept; absent while only where the chat stands is. */
  readonly span?: Span
}

/** A stretch of a chat's log that became known: every row from `floor` to `cursor`. */
export interface Stretch extends Span {
  readonly chat: ChatID
  readonly messages: readonly Message[]
}

/** A row of the outbox as it is kept; whether it was on its way when the page ended is not, since it is asked again (C6). */
export interface KeptPending {
  readonly client_id: ClientID
  readonly chat: ChatID
  readonly text: string
  readonly written: number
  readonly failure?: { readonly code: string; readonly field?: string; readonly reference?: string }
  readonly tries?: number
  readonly wanted?: boolean
  readonly again_of?: ClientID
  readonly quote?: Quote
  readonly forwarded?: boolean
  readonly files?: readonly KeptFile[]
  readonly link?: Link
}

/** A file of a message that waits; its bytes are kept by its id (bytes.ts) until they are on the server. */
export interface KeptFile extends SentFile {
  readonly whole?: boolean
}

/** One's own message of this device that was accepted: offered again should the server lose it (C17). */
export interface KeptSent extends Pick<KeptPending, 'client_id' | 'chat' | 'text' | 'written' | 'again_of' | 'quote' | 'forwarded' | 'files' | 'link'> {
  readonly seq: number
  readonly at: number
  readonly epoch: string
}

export interface Draft {
  readonly text: string
  readonly at: number
  /** What it is to answer; known to this device only. */
  readonly quote?: Quote
}

/** Where the account's sync stands (C16, C31). */
export interface SyncPoint {
  readonly epoch: string
  readonly rev: number
  /** One's settings as of it; absent while none was chosen. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface Kept {
  readonly sync: SyncPoint | undefined
  readonly chats: readonly KeptChat[]
  readonly people: readonly Person[]
  readonly outbox: readonly KeptPending[]
  readonly drafts: ReadonlyMap<ChatID, Draft>
}

/** Rows oldest first: all that there are from `floor` up to where they were asked for. */
export interface KeptRows {
  readonly messages: readonly Message[]
  readonly floor: number
}

export interface Batch {
  readonly sync?: SyncPoint
  /** Chats whose window starts anew: what is kept of them goes first (C12). */
  readonly reset: ReadonlySet<ChatID>
  readonly gone: ReadonlySet<ChatID>
  /** Where chats stand; what is kept of their rows stays. */
  readonly chats: ReadonlyMap<ChatID, Omit<KeptChat, 'span'>>
  /** In the order in which they became known; of chats that are in `chats`, or kept before. */
  readonly stretches: readonly Stretch[]
  readonly people: readonly Person[]
  readonly pending: ReadonlyMap<ClientID, KeptPending>
  readonly settled: ReadonlySet<ClientID>
  /** null: it need not be known any more. */
  readonly sent: ReadonlyMap<ClientID, KeptSent | null>
  /** null: the draft is gone. */
  readonly drafts: ReadonlyMap<ChatID, Draft | null>
}

export interface Store {
  load(): Promise<Kept>
  /** The newest rows of a chat below a seq; null when what is kept does not reach up to there. */
  messages(chat: ChatID, before: number, limit: number): Promise<KeptRows | null>
  /** What this device sent and remembers, oldest first. */
  sent(): Promise<readonly KeptSent[]>
  /** Resolves once the batch is kept, or cannot be. */
  commit(batch: Batch): Promise<void>
  close(): void
  /** Forgets everything, for good. */
  destroy(): Promise<void>
}
