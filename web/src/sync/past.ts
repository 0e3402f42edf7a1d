/**
 * A look far back: the rows around a message that was asked for, in a window of its own that lies apart from the newest
 * one. It grows both ways, and where it comes up to the newest they are one again, so there is no hole on the way to the
 * present. What changes meanwhile changes in it too (log.ts).
 *
 * A way that is short is read whole instead, and leaves one window. Asked of the disk first, then of the server. It is
 * given up by going to the newest message, by sending, and by leaving the chat.
 */
import { batch } from '@preact/signals'
import { CallError } from '../net/call-error.ts'
import type { ChatID, History } from '../protocol/wire.gen.ts'
import type { Chat } from '../state/chat.ts'
import type { OpenChat } from '../state/memory.ts'
import { append, prepend, touches, type Timeline } from '../state/timeline.ts'
import type { Core } from './core.ts'
import type { Log } from './log.ts'

const HALF = 25
const STEP = 40
/** Of which a renewal reads so many at once. */
const PAGE = 200

export class Past {
  readonly #core: Core
  readonly #log: Log

  constructor(core: Core, log: Log) {
    this.#core = core
    this.#log = log
  }

  /** The rows around a seq, in the window that is shown then; throws when they cannot be had. */
  async around(open: OpenChat, seq: number): Promise<void> {
    const held = open.past.peek()
    if (held !== null && seq >= held.floor && seq <= held.cursor) return
    const found = (await this.#keptAround(open.id, seq)) ?? (await this.#readAround(open.id, seq))
    if (this.#core.memory.open.peek() !== open) return
    batch(() => {
      open.past.value = found.window
      this.settle(open)
    })
    if (found.page !== undefined) await this.catchUp(found.page)
  }

  async older(open: OpenChat): Promise<void> {
    const past = open.past.peek()
    const chat = this.#chat(open.id)
    if (past === null || chat === undefined) return
    const before = past.floor
    const kept = await this.#core.store.messages(open.id, before, STEP)
    const page = kept === null ? await this.#core.link.call('history.read', { chat: open.id, before, limit: STEP }) : undefined
    const floor = kept?.floor ?? floorOf(page, chat, before)
    this.#grow(open, past, (now) => prepend(now, kept?.messages ?? page?.messages ?? [], floor))
    if (page !== undefined) await this.catchUp(page)
  }

  /** The next rows towards the present. */
  async newer(open: OpenChat): Promise<void> {
    const past = open.past.peek()
    if (past === null || open.newer.peek() === 'loading') return
    open.newer.value = 'loading'
    try {
      const above = past.cursor
      const kept = await this.#core.store.messages(open.id, above + 1 + STEP, STEP)
      const page = kept === null ? await this.#core.link.call('history.read', { chat: open.id, after: above, limit: STEP }) : undefined
      const cursor = page === undefined ? above + STEP : topOf(page, above)
      this.#grow(open, past, (now) => append(now, kept?.messages ?? page?.messages ?? [], cursor))
      if (page !== undefined) await this.catchUp(page)
    } catch {
      open.newer.value = 'failed'
    }
  }

  leave(open: OpenChat): void {
    if (open.past.peek() === null) return
    batch(() => {
      open.past.value = null
      this.settle(open)
    })
  }

  /** A new connection: what was changed while there was none is read again. */
  async renew(open: OpenChat): Promise<void> {
    for (let after = (open.past.peek()?.floor ?? 1) - 1; ; ) {
      const past = open.past.peek()
      if (past === null || after >= past.cursor) return
      const page = await this.#core.link.call('history.read', after === 0 ? { chat: open.id, around: 1, limit: PAGE } : { chat: open.id, after, limit: PAGE })
      this.#log.people(page.people)
      this.#log.refreshed(open.id, page.messages)
      after = topOf(page, past.cursor)
    }
  }

  /** What there is above and below of what is shown. */
  settle(open: OpenChat): void {
    const chat = this.#chat(open.id)
    if (chat?.timeline == null) return
    const past = open.past.peek()
    if (past !== null && touches(past, chat.timeline)) {
      this.#log.joined(open.id, past)
      open.past.value = null
    }
    const floor = open.past.peek()?.floor ?? this.#chat(open.id)?.timeline?.floor ?? 0
    open.older.value = floor > chat.row.from + 1 ? 'some' : 'none'
    open.newer.value = open.past.peek() === null ? 'none' : 'some'
  }

  /**
   * A page that pushes have overtaken lacks what they changed in it, so those entries are read. It is in a window already:
   * what comes while they are on their way changes it there.
   */
  async catchUp({ chat, head }: History): Promise<void> {
    for (let after = head; after < (this.#chat(chat)?.timeline?.cursor ?? 0); ) {
      const changes = await this.#core.link.call('changes.read', { chat, after, limit: PAGE })
      this.#log.changed(changes, after)
      if (changes.upto <= after) return
      after = changes.upto
    }
  }

  #grow(open: OpenChat, from: Timeline, step: (past: Timeline) => Timeline): void {
    const now = open.past.peek()
    // The reader may have gone elsewhere meanwhile.
    if (now === null || now.floor !== from.floor || now.cursor !== from.cursor) return
    batch(() => {
      open.past.value = step(now)
      this.settle(open)
    })
  }

  async #keptAround(chat: ChatID, seq: number): Promise<Found | null> {
    const above = seq + HALF
    const kept = await this.#core.store.messages(chat, above + 1, 2 * HALF)
    return kept === null || kept.floor > seq ? null : { window: { floor: kept.floor, cursor: above, messages: kept.messages } }
  }

  async #readAround(id: ChatID, seq: number): Promise<Found> {
    const page = await this.#core.link.call('history.read', { chat: id, around: seq, limit: 2 * HALF })
    const chat = this.#chat(id)
    if (chat === undefined || page.messages.length === 0) throw new CallError('entry_not_found')
    this.#log.people(page.people)
    return { page, window: { floor: floorOf(page, chat, seq), cursor: topOf(page, seq), messages: page.messages } }
  }

  #chat(id: ChatID): Chat | undefined {
    return this.#core.memory.chat(id)?.peek()
  }
}

interface Found {
  readonly window: Timeline
  readonly page?: History
}

function floorOf(page: History | undefined, chat: Chat, asked: number): number {
  if (page === undefined || !page.more) return chat.row.from + 1
  return page.messages[0]?.seq ?? Math.min(asked, ...(page.expired ?? []).map(({ from }) => from + 1))
}

function topOf(page: History, asked: number): number {
  return page.newer === true ? (page.messages.at(-1)?.seq ?? asked) : Math.max(page.head, asked)
}
