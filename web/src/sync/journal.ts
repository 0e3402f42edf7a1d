/**
 * What is written behind the screen: everything that changed in memory goes to the disk in the order in which it happened,
 * in one transaction at a time; what comes up while one is under way goes together into the next.
 *
 * A batch holds rows together with the stretch that they complete, so what is on disk is true whenever the page ends. Who
 * must know when something is kept (the outbox before it sends, the delivered mark of C19) awaits `kept` or hands over a
 * callback. A store that fails has become forgetful by itself; the journal never rejects.
 */
import type { ChatID, ClientID, Message, Person } from '../protocol/wire.gen.ts'
import type { Batch, Draft, KeptPending, KeptSent, Store, Stretch, SyncPoint } from '../db/store.ts'
import type { Chat, Pending } from '../state/chat.ts'

interface Gathering extends Batch {
  sync?: SyncPoint
  readonly reset: Set<ChatID>
  readonly gone: Set<ChatID>
  readonly chats: Map<ChatID, { id: ChatID; row: Chat['row']; heads: Chat['heads']; starred?: readonly number[]; hidden?: readonly number[] }>
  readonly stretches: Stretch[]
  readonly people: Person[]
  readonly pending: Map<ClientID, KeptPending>
  readonly settled: Set<ClientID>
  readonly sent: Map<ClientID, KeptSent | null>
  readonly drafts: Map<ChatID, Draft | null>
}

export class Journal {
  readonly #store: Store
  #epoch: string
  #next = gathering()
  #after: (() => void)[] = []
  #writing: Promise<void> | undefined
  /** Rows of the outbox on their way to the disk, which wait for nothing else. */
  readonly #ahead = new Set<Promise<void>>()

  constructor(store: Store, point: SyncPoint | undefined) {
    this.#store = store
    this.#epoch = point?.epoch ?? ''
  }

  chat({ row, heads, starred, hidden }: Chat): void {
    this.#next.chats.set(row.chat, {
      id: row.chat, row, heads, ...(starred.size > 0 ? { starred: [...starred] } : {}), ...(hidden.size > 0 ? { hidden: [...hidden] } : {}),
    })
    this.#write()
  }

  /** Rows that complete the log from `floor` to `cursor`. */
  stretch(chat: Chat, floor: number, cursor: number, messages: readonly Message[], kept?: () => void): void {
    this.#next.stretches.push({ chat: chat.row.chat, floor, cursor, messages })
    if (kept !== undefined) this.#after.push(kept)
    this.chat(chat)
  }

  /** The window of a chat starts anew: what came before, on disk or gathered, does not count any more. */
  reset(id: ChatID): void {
    this.#next.reset.add(id)
    this.#dropGathered(id)
    this.#write()
  }

  gone(id: ChatID): void {
    this.#next.gone.add(id)
    this.#next.chats.delete(id)
    this.#dropGathered(id)
    this.#write()
  }

  people(people: readonly Person[]): void {
    if (people.length === 0) return
    this.#next.people.push(...people)
    this.#write()
  }

  /** A row of the outbox, written at once; resolves when it is kept, before which it must not be sent (C1). */
  pending({ client_id, chat, text, written, state, failure, tries, wanted, again_of, quote, forwarded, files, link }: Pending): Promise<void> {
    const failed = state === 'failed' && failure !== undefined ? { failure: keptFailure(failure) } : {}
    const more = defined({ tries, wanted, again_of, quote, forwarded, files, link })
    const batch = gathering()
    batch.pending.set(client_id, { client_id, chat, text, written, ...failed, ...more })
    const kept = this.#store.commit(batch).finally(() => this.#ahead.delete(kept))
    this.#ahead.add(kept)
    return kept
  }

  settled(id: ClientID): void {
    this.#next.settled.add(id)
    this.#write()
  }

  /** A row of the outbox has its place in the log; what it was is remembered for a while (C17). */
  accepted({ client_id, chat, text, written, again_of, quote, forwarded, files, link }: Pending, seq: number, at: number): void {
    this.sent(client_id, { client_id, chat, text, written, seq, at, epoch: this.#epoch, ...defined({ again_of, quote, forwarded, files, link }) })
    this.settled(client_id)
  }

  sent(id: ClientID, row: KeptSent | null): void {
    this.#next.sent.set(id, row)
    this.#write()
  }

  draft(chat: ChatID, draft: Draft | null): void {
    this.#next.drafts.set(chat, draft)
    this.#write()
  }

  sync(point: SyncPoint): void {
    this.#epoch = point.epoch
    this.#next.sync = point
    this.#write()
  }

  /** Resolves once everything that was handed over so far is kept. */
  async kept(): Promise<void> {
    while (this.#writing !== undefined || this.#ahead.size > 0) await Promise.all([this.#writing, ...this.#ahead])
  }

  #write(): void {
    this.#writing ??= Promise.resolve().then(() => this.#run())
  }

  async #run(): Promise<void> {
    while (!isEmpty(this.#next) || this.#after.length > 0) {
      const batch = this.#next
      const after = this.#after
      this.#next = gathering()
      this.#after = []
      await this.#store.commit(batch)
      for (const done of after) done()
    }
    this.#writing = undefined
  }

  #dropGathered(id: ChatID): void {
    const stretches = this.#next.stretches.filter((stretch) => stretch.chat !== id)
    this.#next.stretches.splice(0, Infinity, ...stretches)
  }
}

function gathering(): Gathering {
  return {
    reset: new Set(),
    gone: new Set(),
    chats: new Map(),
    stretches: [],
    people: [],
    pending: new Map(),
    settled: new Set(),
    sent: new Map(),
    drafts: new Map(),
  }
}

function isEmpty(batch: Gathering): boolean {
  const { sync, reset, gone, chats, stretches, people, pending, settled, sent, drafts } = batch
  const sizes = [reset, gone, chats, pending, settled, sent, drafts].map((each) => each.size)
  return sync === undefined && stretches.length + people.length + sizes.reduce((a, b) => a + b, 0) === 0
}

/** Without the fields that are not there. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
}

function keptFailure({ code, field, reference }: NonNullable<Pending['failure']>): NonNullable<KeptPending['failure']> {
  return { code, ...(field === undefined ? {} : { field }), ...(reference === undefined ? {} : { reference }) }
}
