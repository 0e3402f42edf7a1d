/**
 * Says how far this device has stored, and its user has seen, each chat (C19).
 *
 * `delivered` is owed once everything above the user's mark is in the window and on the disk; it is gathered for a moment,
 * so that many messages in many chats make one frame (R8.3). `read` is owed once a row of somebody else was seen in a
 * focused window; the first goes out at once, further ones at most every 250 ms per chat. What was read without a
 * connection goes out on the next. No mark is said twice on one connection (R8.5); the server keeps the maximum (C20).
 */
import { batch } from '@preact/signals'
import { asCallError } from '../net/call-error.ts'
import type { Cancel } from '../platform/clock.ts'
import type { ChatID, ChatMark, Marks } from '../protocol/wire.gen.ts'
import { higher, reachesOwed, withMine } from '../state/chat.ts'
import type { Core } from './core.ts'
import type { Places } from './places.ts'

const GATHER = 100
const BETWEEN_READS = 250
const AGAIN = 2_000

const none: Marks = { delivered: 0, read: 0 }

export interface ReceiptEars {
  /** The user read up to there on this tab. */
  read(chat: ChatID, seq: number): void
  /** The server has one's marks of this chat as they stand. */
  marked(chat: ChatID): void
}

export class Receipts {
  readonly #core: Core
  readonly #ears: ReceiptEars
  /** Fetched with the first message. */
  #places: Promise<Places> | undefined
  /** What the server is known to have. */
  readonly #told = new Map<ChatID, Marks>()
  /** What was said on this connection. */
  readonly #said = new Map<ChatID, Marks>()
  /** Up to where each chat is on the disk. */
  readonly #kept = new Map<ChatID, number>()
  readonly #seen = new Map<ChatID, number>()
  readonly #lastRead = new Map<ChatID, number>()
  readonly #owing = new Set<ChatID>()
  #timer: Cancel = () => {}
  #due = Infinity

  constructor(core: Core, ears: ReceiptEars) {
    this.#core = core
    this.#ears = ears
  }

  /** The server said what it has of one's own marks. */
  told(chat: ChatID, mine: Marks): void {
    this.#told.set(chat, higher(this.#told.get(chat) ?? none, mine))
    this.#owe(chat, GATHER)
  }

  /** Everything of this chat's window up to there is on the disk. */
  stored(chat: ChatID, cursor: number): void {
    const before = this.#kept.get(chat) ?? 0
    this.#kept.set(chat, Math.max(cursor, before))
    this.#owe(chat, GATHER)
    if (cursor > before && this.#told.has(chat)) this.#place((places) => places.stored(chat, cursor))
  }

  seen(chat: ChatID, seq: number): void {
    this.#seen.set(chat, Math.max(seq, this.#seen.get(chat) ?? 0))
    this.#read(chat)
  }

  /** The window gained the focus, or can be seen again: what is in view is read now (R8.1). */
  attend(): void {
    const open = this.#core.memory.open.peek()
    if (open !== null) this.#read(open.id)
  }

  /** The chat is not in view any more: what was seen without the focus was not read. */
  left(chat: ChatID): void {
    this.#seen.delete(chat)
  }

  /** A new connection: nothing was said on it yet. */
  resume(): void {
    this.#said.clear()
    this.#tellPlaces('resume')
    for (const chat of this.#told.keys()) this.#owe(chat, GATHER)
  }

  /** Another epoch: what was said and told counts no more (C17). */
  forget(): void {
    for (const marks of [this.#told, this.#said, this.#kept]) marks.clear()
    this.#tellPlaces('forget')
  }

  stop(): void {
    this.#timer()
  }

  #tellPlaces(of: 'resume' | 'forget'): void {
    if (this.#places !== undefined) this.#place((places) => places[of]())
  }

  #place(run: (places: Places) => void): void {
    this.#places ??= import('./places.ts').then(({ Places }) => new Places(this.#core))
    this.#places.then(run).catch(() => (this.#places = undefined))
  }

  #read(id: ChatID): void {
    const { memory, journal, page, clock } = this.#core
    const seen = this.#seen.get(id)
    const chat = memory.chat(id)?.peek()
    if (seen === undefined || chat?.timeline == null || !page.visible() || !page.focused()) return
    const read = chat.heads.mine.read
    const last = chat.timeline.messages.findLast(({ seq, sender }) => seq <= seen && sender !== memory.me)
    if (last === undefined || last.seq <= read) return
    batch(() => memory.change(id, (before) => withMine(before, { read: last.seq }, memory.me)))
    journal.chat(memory.chat(id)?.peek() ?? chat)
    this.#ears.read(id, last.seq)
    this.#owe(id, Math.max(0, (this.#lastRead.get(id) ?? 0) + BETWEEN_READS - clock.now()))
  }

  #owe(chat: ChatID, within: number): void {
    if (!this.#core.link.connected || this.#owed(chat) === undefined) return
    this.#owing.add(chat)
    const { clock } = this.#core
    const due = clock.now() + within
    if (due >= this.#due) return
    this.#timer()
    this.#due = due
    if (within === 0) this.#say()
    else this.#timer = clock.after(within, () => this.#say())
  }

  #owed(id: ChatID): ChatMark | undefined {
    const chat = this.#core.memory.chat(id)?.peek()
    const told = this.#told.get(id)
    if (chat === undefined || told === undefined) return undefined
    const said = higher(told, this.#said.get(id) ?? none)
    const delivered = this.#deliverable(id, said.delivered)
    const read = chat.heads.mine.read
    if (delivered === undefined && read <= said.read) return undefined
    return { chat: id, ...(delivered === undefined ? {} : { delivered }), ...(read > said.read ? { read } : {}) }
  }

  #deliverable(id: ChatID, mark: number): number | undefined {
    const { memory } = this.#core
    const chat = memory.chat(id)?.peek()
    const kept = this.#kept.get(id) ?? 0
    if (chat?.timeline == null || kept <= mark || !reachesOwed(chat, memory.me)) return undefined
    const owes = chat.timeline.messages.some(({ seq, sender }) => seq > mark && seq <= kept && sender !== memory.me)
    return owes ? kept : undefined
  }

  #say(): void {
    this.#due = Infinity
    const { link, clock } = this.#core
    if (!link.connected) return
    const marks: ChatMark[] = []
    const early: ChatID[] = []
    for (const chat of this.#owing) {
      const owed = this.#owed(chat)
      if (owed === undefined) continue
      const readIsEarly = owed.read !== undefined && clock.now() < (this.#lastRead.get(chat) ?? 0) + BETWEEN_READS
      if (readIsEarly) early.push(chat)
      if (owed.read === undefined || !readIsEarly) marks.push(owed)
      else if (owed.delivered !== undefined) marks.push({ chat, delivered: owed.delivered })
    }
    this.#owing.clear()
    for (const { chat, delivered = 0, read = 0 } of marks) {
      this.#said.set(chat, higher(this.#said.get(chat) ?? none, { delivered, read }))
      if (delivered > 0) this.#place((places) => places.said(chat, delivered))
      if (read > 0) this.#lastRead.set(chat, clock.now())
    }
    for (const chat of early) this.#owe(chat, BETWEEN_READS)
    if (marks.length > 0) void this.#send(marks)
  }

  async #send(marks: readonly ChatMark[]): Promise<void> {
    const { link, memory } = this.#core
    try {
      const { results } = await link.call('receipt.mark', { marks })
      batch(() => {
        for (const { chat, mine, error } of results) {
          if (error !== undefined) continue
          memory.change(chat, (before) => withMine(before, mine, memory.me))
          this.told(chat, mine)
          this.#ears.marked(chat)
        }
      })
    } catch (thrown) {
      // A refusal for good would be refused again; without a connection `resume` says it again.
      if (asCallError(thrown).final || !link.connected) return
      for (const { chat } of marks) this.#said.delete(chat)
      for (const { chat } of marks) this.#owe(chat, asCallError(thrown).retryAfterMs ?? AGAIN)
    }
  }
}
