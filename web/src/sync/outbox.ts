/**
 * What was written on this device and is not on the server yet (C1, C4, C10).
 *
 * A row is on the screen in the task in which it was written, then on the disk, then on its way: per chat in the order
 * written, up to 50 in one act, chats beside each other. Its client id stays the same for every try, so an ack that was
 * lost costs nothing (C6). The tabs of a profile share the outbox: one of them sends at a time, for all.
 *
 * How the rules of trying are read here (R2.5, R9):
 *  - The first send is one over the socket and, if that is not answered well, one over HTTP; in slow mode the latter alone.
 *  - Each automatic try after it is one request, at most three per message, over the way that did not fail last. The count
 *    is the message's own: it outlives connections, reloads and tabs, and is begun anew only by Retry.
 *  - Without a connection nothing is sent, nothing counts and nothing fails. A connection that comes starts the queue at
 *    once; a message that was sent before goes on with its tries there.
 *  - "Try later" is an answer, not a failure: nothing was stored and the server said when to come. The message waits with
 *    the server's reason, spends no try, and what is wrong with the whole server holds up all chats (breaker.ts).
 *  - A refusal for good marks the message at once and holds up no other.
 */
import { batch } from '@preact/signals'
import { asCallError, refusal, type CallError } from '../net/call-error.ts'
import type { Exclusive } from '../platform/tabs.ts'
import { filesOf, linkOf, textOf } from '../protocol/content.ts'
import type { ChatID, ClientID, Message, SendResult } from '../protocol/wire.gen.ts'
import type { Pending } from '../state/chat.ts'
import { closed, failed, probing, refused, room, type Breaker } from './breaker.ts'
import type { Core } from './core.ts'
import { afterFailure, afterRefusal, asMessage, asNewMessage, failureOf, hasToUpload, isFresh, isTooOld, nextBatch } from './outgoing.ts'

const ACK_WITHIN = 5_000
/** What another tab wrote is that tab's to send, unless it is gone; the one that is seen comes first. */
const LEFT_TO_OTHERS = 1_000
const LEFT_TO_VISIBLE = 2_000
/** Timers count in whole milliseconds, and may run before the one that they were set for is over. */
const A_LITTLE = 5

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
  #breaker: Breaker = closed
  /** The socket was the last way that did not answer. */
  #distrustsSocket = false
  #flushing = false
  /** On the screen and not on the disk yet: these must not be sent (C1). */
  readonly #unkept = new Set<ClientID>()
  /** Tells the flush under way that there may be more to send. */
  #wake: () => void = () => {}

  constructor(core: Core, exclusive: Exclusive, ears: OutboxEars) {
    this.#core = core
    this.#exclusive = exclusive
    this.#ears = ears
    this.#lock = `twoticks-outbox-${core.memory.me}`
  }

  /** Puts a message on the screen at once and on its way as soon as it is kept (R10.1). */
  add(chat: ChatID, id: ClientID, text: string, more: Pick<Pending, 'again_of' | 'quote' | 'forwarded' | 'files' | 'link'> = {}): void {
    this.#lastWritten = Math.max(this.#core.clock.now(), this.#lastWritten + 0.001)
    this.#enter({ client_id: id, chat, text, written: this.#lastWritten, state: 'waiting', ...more })
  }

  /** Sends one's own expired message anew, as a message of its own that names the old one (C26). */
  again(chat: ChatID, seq: number, id: ClientID): void {
    const old = this.#core.memory.chat(chat)?.peek().timeline?.messages.find((message) => message.seq === seq)
    const text = old?.content === undefined ? undefined : textOf(old.content)
    const files = old?.content === undefined ? undefined : filesOf(old.content)?.map((file) => ({ ...file, whole: true }))
    const link = old?.content && linkOf(old.content)
    if (text !== undefined && old?.client_id !== undefined) this.add(chat, id, text, { again_of: old.client_id, ...(old.quote === undefined ? {} : { quote: old.quote }), ...(old.forwarded === true ? { forwarded: true } : {}), ...(files && { files }), ...(link && { link }) })
  }

  /** Rows of another tab, or of the page before this one, that are kept already. */
  adopt(row: Pending): void {
    const { memory, clock, page } = this.#core
    const chat = memory.chat(row.chat)?.peek()
    if (chat?.timeline?.messages.some(({ client_id }) => client_id === row.client_id) === true) return
    this.#put(row.state === 'sending' ? { ...row, state: 'waiting' } : row)
    if (this.#flushing) this.#wake()
    const left = page.visible() ? LEFT_TO_OTHERS : LEFT_TO_VISIBLE
    clock.after(Math.max(0, (row.notBefore ?? 0) - clock.now()) + left, () => void this.flush())
  }

  /** A message that the server had and lost: it is sent again under its old id, before what was written after it (C17). */
  offerAgain(row: Pending): void {
    if (this.#find(row.chat, row.client_id) === undefined) this.#enter(row)
  }

  /** Another tab says that a row is done with. */
  release(chat: ChatID, id: ClientID): void {
    this.#change(chat, id, () => null)
  }

  /** The person wants it sent, whatever was before: its tries begin anew. */
  retry(chat: ChatID, id: ClientID): void {
    const row = this.#find(chat, id)
    if (row?.state !== 'failed') return
    const { failure: _, tries: __, notBefore: ___, ...rest } = row
    this.#breaker = closed
    this.#enter({ ...rest, state: 'waiting', ...(row.failure?.code === 'too_old' ? { wanted: true } : {}) })
  }

  /** What has failed, or is still being uploaded, is given up. */
  discard(chat: ChatID, id: ClientID): void {
    const row = this.#find(chat, id)
    if (row === undefined || (row.state !== 'failed' && !hasToUpload(row))) return
    this.#change(chat, id, () => null)
    this.#core.journal.settled(id)
    this.#ears.changed(chat, id, null)
  }

  /** A new connection: nothing is on its way any more, and no wait counts. */
  resume(): Promise<void> {
    this.#distrustsSocket = false
    this.#turn(closed)
    batch(() => {
      for (const { row, outbox } of this.#core.memory.all()) {
        for (const { client_id, notBefore } of outbox) {
          if (notBefore !== undefined) this.#change(row.chat, client_id, ({ notBefore: _, ...now }) => now)
        }
      }
    })
    return this.flush()
  }

  /** Sends what waits in every chat, as long as there is something and a connection. */
  async flush(): Promise<void> {
    if (this.#flushing) {
      this.#wake()
      return
    }
    if (!this.#core.link.connected || (this.#ready().length === 0 && this.#unkept.size === 0)) return
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
      if (this.#sending.size === 0 && this.#unkept.size === 0) return
      await Promise.race([woken, ...this.#sending.values()])
    }
  }

  /** Chats that have something to send and may be tried now. */
  #ready(): ChatID[] {
    const { memory, clock } = this.#core
    const now = clock.now()
    const may = room(this.#breaker, now)
    if (may === 'none') return []
    const chats = memory.all().flatMap(({ row: { chat }, outbox }) => {
      const first = this.#kept(outbox).find((row) => row.state === 'waiting')
      return first === undefined || this.#sending.has(chat) || (first.notBefore ?? 0) > now ? [] : [chat]
    })
    return may === 'one' ? chats.slice(0, 1) : chats
  }

  async #send(chat: ChatID): Promise<void> {
    const { memory, link, clock } = this.#core
    for (const row of memory.chat(chat)?.peek().outbox ?? []) if (isTooOld(row, clock.now())) this.#fail({ ...row, failure: { code: 'too_old' } })
    const rows = nextBatch(this.#kept(memory.chat(chat)?.peek().outbox ?? []))
    const [first] = rows
    if (first === undefined) return
    if (hasToUpload(first)) return this.#upload(first)
    this.#breaker = probing(this.#breaker)
    this.#changeAll(rows, ({ failure: _, notBefore: __, ...row }) => ({ ...row, state: 'sending' }))
    const overSocket = link.live && (isFresh(first) || !this.#distrustsSocket)
    let error = await this.#request(chat, rows, overSocket)
    const hasOtherWay = overSocket && isFresh(first) && this.#core.page.online()
    if (error !== undefined && hasOtherWay && !error.final && !error.tryLater) error = await this.#request(chat, rows, false)
    if (error !== undefined) return this.#interrupted(rows, error)
    this.#turn(closed)
    this.#changeAll(rows, (row) => (row.state === 'sending' ? { ...row, state: 'waiting' } : row))
  }

  /** Brings the files of a row to the server, as far as they are not there, and keeps what that came to. */
  async #upload({ chat, client_id }: Pending): Promise<void> {
    const find = () => this.#find(chat, client_id)
    this.#change(chat, client_id, ({ failure: _, notBefore: __, ...row }) => ({ ...row, state: 'sending' }))
    let error: CallError | undefined
    try {
      await (await import('./uploads.ts')).upload(this.#core, find, (row) => this.#keep({ ...row, state: 'sending' }))
      this.#turn(closed)
    } catch (thrown) {
      error = asCallError(thrown)
    }
    const row = find()
    if (row === undefined) return
    if (error === undefined) this.#keep({ ...row, state: 'waiting' })
    else this.#interrupted([row], error)
  }

  /** One request; answers with what went wrong, if it was not answered well as a whole. */
  async #request(chat: ChatID, rows: readonly Pending[], overSocket: boolean): Promise<CallError | undefined> {
    const { link, post } = this.#core
    const body = { chat, messages: rows.map(asNewMessage) }
    try {
      const { results } = await (overSocket ? link.call('message.send', body, ACK_WITHIN) : post('message.send', body))
      this.#distrustsSocket = false
      const refusals = batch(() => results.map((result, i) => this.#settle(rows[i], result)))
      return refusals.find((each) => each !== undefined)
    } catch (thrown) {
      this.#distrustsSocket = overSocket
      return asCallError(thrown)
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
    if (refused?.final !== true) return refused
    this.#fail({ ...row, failure: failureOf(refused) })
    return undefined
  }

  #accept(row: Pending, seq: number, at: number): void {
    const { memory, journal } = this.#core
    const { chat, client_id } = row
    const accepted: Pending = { ...row, state: 'accepted', seq, at }
    this.#change(chat, client_id, () => accepted)
    journal.accepted(row, seq, at)
    const answered = row.quote === undefined ? undefined : memory.chat(chat)?.peek().timeline?.messages.find((message) => message.seq === row.quote?.seq)
    this.#ears.accepted(asMessage(row, memory.me, seq, at, answered))
    this.#ears.changed(chat, client_id, accepted)
  }

  #fail(row: Pending): void {
    this.#keep({ ...row, state: 'failed' })
  }

  /** The act was not answered well: refused for good, told to come later, or to be asked again under the same ids (C5). */
  #interrupted(rows: readonly Pending[], error: CallError): void {
    const { clock, random, link } = this.#core
    const now = clock.now()
    const left = rows.filter(({ chat, client_id }) => this.#find(chat, client_id)?.state === 'sending')
    const chance = random()
    batch(() => {
      if (error.code === 'login_required') {
        // The session has ended, which the connection finds out; these wait for the person's return.
        this.#changeAll(left, (row) => ({ ...row, state: 'waiting' }))
        this.#turn(closed)
      } else if (error.final) {
        for (const row of left) this.#fail({ ...row, failure: failureOf(error) })
        this.#turn(closed)
      } else if (error.tryLater) {
        for (const row of left) this.#keep(afterRefusal(row, error, now))
        if (error.code !== 'rate_limited') this.#turn(refused(this.#breaker, now, chance, error.retryAfterMs), error)
      } else {
        for (const row of left) this.#keep(afterFailure(row, error, link.connected, now, chance))
        this.#turn(link.connected ? failed(this.#breaker, now, chance) : closed, error)
      }
    })
    this.#callBack(left)
  }

  /** The breaker moves; while it is open, the person is told why nothing goes out. */
  #turn(breaker: Breaker, why?: CallError): void {
    const { memory } = this.#core
    this.#breaker = breaker
    if (breaker.state === 'closed') memory.busy.value = null
    else if (why !== undefined) memory.busy.value = failureOf(why)
  }

  /** Comes back when these rows may be tried again, and the server may be asked at all. */
  #callBack(rows: readonly Pending[]): void {
    const { clock } = this.#core
    const now = clock.now()
    const due = rows.map(({ chat, client_id }) => this.#find(chat, client_id)?.notBefore ?? 0)
    const opens = this.#breaker.state === 'open' ? this.#breaker.until : 0
    for (const at of new Set([Math.max(...due), opens])) if (at > now) clock.after(at - now + A_LITTLE, () => void this.flush())
  }

  /** A row that is new here, or begins anew. */
  #enter(row: Pending): void {
    this.#put(row)
    this.#core.link.nudge('send')
    this.#unkept.add(row.client_id)
    const kept = this.#core.journal.pending(row).finally(() => this.#unkept.delete(row.client_id))
    // The turn among the tabs is asked for while the disk works.
    void this.flush()
    void kept.then(() => {
      this.#ears.changed(row.chat, row.client_id, row)
      return this.flush()
    })
  }

  /** What may be sent: a row waits for the disk, and those written after it wait for their turn. */
  #kept(outbox: readonly Pending[]): readonly Pending[] {
    const first = this.#unkept.size === 0 ? -1 : outbox.findIndex(({ client_id }) => this.#unkept.has(client_id))
    return first === -1 ? outbox : outbox.slice(0, first)
  }

  /** A row that changed: on the screen, on the disk, in the other tabs. */
  #keep(row: Pending): void {
    this.#change(row.chat, row.client_id, () => row)
    void this.#core.journal.pending(row)
    this.#ears.changed(row.chat, row.client_id, row)
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
