/**
 * What was written on this device and is not on the server yet (C1, C4, C10).
 *
 * A row is on the screen in the task in which it was written, then on the disk, then on its way: per chat in the order
 * written, up to 50 in one act, chats beside each other. Its client id stays the same for every try, so an ack that was
 * lost costs nothing (C6). Without a connection rows only wait; a refusal for good marks one as failed and holds up no
 * other. The tabs of a profile share the outbox: one of them sends at a time, for all.
 */
import { batch } from '@preact/signals'
import { asCallError, refusal, type CallError } from '../net/call-error.ts'
import type { Exclusive } from '../platform/tabs.ts'
import { textContent } from '../protocol/content.ts'
import type { ChatID, ClientID, Message, NewMessage, SendResult } from '../protocol/wire.gen.ts'
import type { Pending } from '../state/chat.ts'
import type { Failure } from '../state/views.ts'
import type { Core } from './core.ts'
import { nextBatch } from './outgoing.ts'

const ACK_WITHIN = 5_000
const FIRST_WAIT = 2_000
const LONGEST_WAIT = 8_000
const ORPHANED = 10_000

export interface OutboxEars {
  /** A message of one's own has its place in the log. */
  accepted(message: Message): void
  /** A row is new or changed, for the other tabs; null: it is gone. */
  changed(chat: ChatID, id: ClientID, row: Pending | null): void
}

export class Outbox {
  readonly #core: Core
  readonly #ears: OutboxEars
  readonly #exclusive: Exclusive
  readonly #lock: string
  #lastWritten = 0
  /** Chats with a batch on its way. */
  readonly #sending = new Map<ChatID, Promise<void>>()
  /** When each chat may be tried again, and after how long the next time. */
  readonly #waits = new Map<ChatID, { readonly until: number; readonly wait: number }>()
  #flushing = false
  /** Tells the flush under way that there may be more to send. */
  #wake: () => void = () => {}

  constructor(core: Core, exclusive: Exclusive, ears: OutboxEars) {
    this.#core = core
    this.#exclusive = exclusive
    this.#ears = ears
    this.#lock = `twoticks-outbox-${core.memory.me}`
  }

  /** Puts a message on the screen at once and on its way as soon as it is kept (R10.1). */
  add(chat: ChatID, id: ClientID, text: string): void {
    this.#lastWritten = Math.max(this.#core.clock.now(), this.#lastWritten + 0.001)
    const row: Pending = { client_id: id, chat, text, written: this.#lastWritten, state: 'waiting' }
    this.#put(row)
    this.#core.link.nudge('send')
    void this.#core.journal.pending(row).then(() => {
      this.#ears.changed(chat, id, row)
      return this.flush()
    })
  }

  /** Rows of another tab, or of the page before this one, that are kept already. */
  adopt(row: Pending): void {
    const chat = this.#core.memory.chat(row.chat)?.peek()
    if (chat?.timeline?.messages.some(({ client_id }) => client_id === row.client_id) === true) return
    this.#put(row.state === 'sending' ? { ...row, state: 'waiting' } : row)
    // The tab that wrote it sends it; should that tab be gone, this one does.
    this.#core.clock.after(ORPHANED, () => void this.flush())
  }

  /** Another tab says that a row is done with. */
  release(chat: ChatID, id: ClientID): void {
    this.#change(chat, id, () => null)
  }

  retry(chat: ChatID, id: ClientID): void {
    const row = this.#find(chat, id)
    if (row?.state !== 'failed') return
    const again: Pending = { client_id: id, chat, text: row.text, written: row.written, state: 'waiting' }
    this.#change(chat, id, () => again)
    this.#waits.delete(chat)
    this.#core.link.nudge('send')
    void this.#core.journal.pending(again).then(() => {
      this.#ears.changed(chat, id, again)
      return this.flush()
    })
  }

  discard(chat: ChatID, id: ClientID): void {
    if (this.#find(chat, id)?.state !== 'failed') return
    this.#change(chat, id, () => null)
    this.#core.journal.settled(id)
    this.#ears.changed(chat, id, null)
  }

  /** A new connection: nothing is on its way any more, and no wait counts. */
  resume(): Promise<void> {
    this.#waits.clear()
    return this.flush()
  }

  /** Sends what waits in every chat, as long as there is something and a connection. */
  async flush(): Promise<void> {
    if (this.#flushing) {
      this.#wake()
      return
    }
    if (!this.#core.link.connected || this.#ready().length === 0) return
    this.#flushing = true
    try {
      await this.#exclusive(this.#lock, () => this.#sendAll())
    } finally {
      this.#flushing = false
    }
    // A row may have come between the last look and the end of the lock.
    if (this.#ready().length > 0) await this.flush()
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      for (const chat of this.#core.link.connected ? this.#ready() : []) {
        const sending = this.#send(chat).finally(() => this.#sending.delete(chat))
        this.#sending.set(chat, sending)
      }
      if (this.#sending.size === 0) return
      await Promise.race([woken, ...this.#sending.values()])
    }
  }

  /** Chats that have something to send and may be tried now. */
  #ready(): ChatID[] {
    const { memory, clock } = this.#core
    return memory.all().flatMap(({ row: { chat }, outbox }) => {
      if (this.#sending.has(chat) || (this.#waits.get(chat)?.until ?? 0) > clock.now()) return []
      return outbox.some((row) => row.state === 'waiting') ? [chat] : []
    })
  }

  async #send(chat: ChatID): Promise<void> {
    const rows = nextBatch(this.#core.memory.chat(chat)?.peek().outbox ?? [])
    this.#changeAll(rows, (row) => ({ ...row, state: 'sending' }))
    try {
      const messages = rows.map(asNewMessage)
      const { results } = await this.#core.link.call('message.send', { chat, messages }, ACK_WITHIN)
      const waits = batch(() => results.map((result, i) => this.#settle(rows[i], result)))
      const wait = waits.find((each) => each !== undefined)
      if (wait === undefined) this.#waits.delete(chat)
      else this.#later(chat, wait.retryAfterMs)
    } catch (thrown) {
      this.#interrupted(chat, rows, asCallError(thrown))
    }
  }

  /** One result of an act; answers with the refusal if the row has to wait. */
  #settle(row: Pending | undefined, result: SendResult): CallError | undefined {
    if (row === undefined) return undefined
    const { seq, at, error } = result
    if (seq !== undefined && at !== undefined) {
      this.#accept(row, seq, at)
      return undefined
    }
    const refused = error === undefined ? undefined : refusal(error)
    if (refused?.final === true) this.#fail(row, refused)
    else this.#change(row.chat, row.client_id, (now) => ({ ...now, state: 'waiting' }))
    return refused?.final === true ? undefined : refused
  }

  #accept(row: Pending, seq: number, at: number): void {
    const { memory, journal } = this.#core
    const { chat, client_id } = row
    const accepted: Pending = { ...row, state: 'accepted', seq, at }
    this.#change(chat, client_id, () => accepted)
    journal.settled(client_id)
    this.#ears.accepted({ chat, seq, at, sender: memory.me, ...asNewMessage(row) })
    this.#ears.changed(chat, client_id, accepted)
  }

  #fail(row: Pending, error: CallError): void {
    const failed: Pending = { ...row, state: 'failed', failure: failureOf(error) }
    this.#change(row.chat, row.client_id, () => failed)
    void this.#core.journal.pending(failed)
    this.#ears.changed(row.chat, row.client_id, failed)
  }

  /** The whole act was not answered well: refused for good, or to be asked again under the same ids (C5). */
  #interrupted(chat: ChatID, rows: readonly Pending[], error: CallError): void {
    if (error.final && error.code !== 'login_required') {
      batch(() => rows.forEach((row) => this.#fail(row, error)))
      return
    }
    this.#changeAll(rows, (row) => ({ ...row, state: 'waiting' }))
    if (this.#core.link.connected) this.#later(chat, error.retryAfterMs)
  }

  #later(chat: ChatID, ordered: number | undefined): void {
    const { clock, random } = this.#core
    const wait = Math.min((this.#waits.get(chat)?.wait ?? FIRST_WAIT / 2) * 2, LONGEST_WAIT)
    const ms = ordered ?? wait / 2 + (wait / 2) * random()
    this.#waits.set(chat, { until: clock.now() + ms, wait })
    clock.after(ms, () => void this.flush())
  }

  #put(row: Pending): void {
    this.#core.memory.change(row.chat, (chat) => {
      const others = chat.outbox.filter((other) => other.client_id !== row.client_id)
      return { ...chat, outbox: [...others, row].sort((a, b) => a.written - b.written) }
    })
  }

  #changeAll(rows: readonly Pending[], step: (row: Pending) => Pending): void {
    batch(() => rows.forEach((row) => this.#change(row.chat, row.client_id, step)))
  }

  #change(chat: ChatID, id: ClientID, step: (row: Pending) => Pending | null): void {
    if (this.#find(chat, id) === undefined) return
    this.#core.memory.change(chat, (before) => ({
      ...before,
      outbox: before.outbox.flatMap((row) => (row.client_id === id ? (step(row) ?? []) : row)),
    }))
  }

  #find(chat: ChatID, id: ClientID): Pending | undefined {
    return this.#core.memory.chat(chat)?.peek().outbox.find((row) => row.client_id === id)
  }
}

function asNewMessage({ client_id, text, written }: Pending): NewMessage {
  return { client_id, sent_at: Math.floor(written), content: textContent(text) }
}

function failureOf({ code, field, retryAfterMs, reference }: CallError): Failure {
  return {
    code,
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(reference === undefined ? {} : { reference }),
  }
}
