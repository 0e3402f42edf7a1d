/**
 * A look far back: the rows around a message that was asked for, in a window of its own (past.ts) that grows both ways.
 * Asked of the disk first, then of the server. Fetched with the first such look.
 */
import { batch } from '@preact/signals'
import { CallError } from '../net/call-error.ts'
import type { ChatID, History } from '../protocol/wire.gen.ts'
import type { Chat } from '../state/chat.ts'
import type { OpenChat } from '../state/memory.ts'
import { append, prepend, type Timeline } from '../state/timeline.ts'
import type { Core } from './core.ts'
import type { Log } from './log.ts'
import type { Past } from './past.ts'

const HALF = 25
const STEP = 40
/** Read at once, by what is read again. */
const PAGE = 200

export class FarBack {
  readonly #core: Core
  readonly #log: Log
  readonly #past: Past

  constructor(core: Core, log: Log, past: Past) {
    this.#core = core
    this.#log = log
    this.#past = past
  }

  /** The rows around a seq, in the window that is shown then; throws when they cannot be had. */
  async around(open: OpenChat, seq: number): Promise<void> {
    const held = open.past.peek()
    if (held !== null && seq >= held.floor && seq <= held.cursor) return
    const found = (await this.#keptAround(open.id, seq)) ?? (await this.#readAround(open.id, seq))
    if (this.#core.memory.open.peek() !== open) return
    batch(() => {
      open.past.value = found.window
      this.#past.settle(open)
    })
    if (found.page !== undefined) await this.#past.catchUp(found.page)
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
    if (page !== undefined) await this.#past.catchUp(page)
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
      if (page !== undefined) await this.#past.catchUp(page)
    } catch {
      open.newer.value = 'failed'
    }
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

  #grow(open: OpenChat, from: Timeline, step: (past: Timeline) => Timeline): void {
    const now = open.past.peek()
    // The reader may have gone elsewhere meanwhile.
    if (now === null || now.floor !== from.floor || now.cursor !== from.cursor) return
    batch(() => {
      open.past.value = step(now)
      this.#past.settle(open)
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
