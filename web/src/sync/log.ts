/**
 * Brings what the server says about a chat's log into memory and, behind it, onto the disk: the one place where a window
 * grows. Pushes, ranges, pages of history and one's own acks all come through here, so each (chat, seq) counts once (C7).
 *
 * It asks the server nothing; a push that does not follow is answered with 'gap', and `catchup` fetches what is missing.
 */
import { batch } from '@preact/signals'
import type { KeptRows } from '../db/store.ts'
import type { ChatID, Changes, HeadsRow, History, Message, Person } from '../protocol/wire.gen.ts'
import { newChat, settle, withHeads, withMessage, type Chat } from '../state/chat.ts'
import { applyEntries, emptyAt, prepend, trim, withNewest } from '../state/timeline.ts'
import type { Core } from './core.ts'
import type { Receipts } from './receipts.ts'

/** Rows held in memory of a chat that is not open. */
const HELD_UNSEEN = 100

export class Log {
  readonly #core: Core
  readonly #receipts: Receipts
  /** What became of a message that is new to this tab. */
  readonly #arrived: (message: Message) => void

  constructor(core: Core, receipts: Receipts, arrived: (message: Message) => void) {
    this.#core = core
    this.#receipts = receipts
    this.#arrived = arrived
  }

  people(people: readonly Person[]): void {
    this.#core.journal.people(this.#core.memory.putPeople(people))
  }

  heads(told: readonly HeadsRow[]): void {
    const { memory, journal } = this.#core
    batch(() => {
      for (const heads of told) {
        const before = this.#chat(heads.chat)
        memory.change(heads.chat, (chat) => withHeads(chat, heads, memory.me))
        this.#receipts.told(heads.chat, heads.mine)
        const chat = this.#chat(heads.chat)
        if (chat !== undefined && chat !== before) journal.chat(chat)
      }
    })
  }

  /** One row as it was pushed, or as one's own ack tells it (C13). */
  push(message: Message): 'applied' | 'known' | 'gap' | 'stranger' {
    const chat = this.#chat(message.chat)
    if (chat === undefined) return 'stranger'
    const cursor = chat.timeline?.cursor ?? Infinity
    if (message.seq <= cursor) return chat.timeline === null ? 'gap' : 'known'
    if (message.seq > cursor + 1) return 'gap'
    this.#apply(message.chat, [message], (before) => withMessage(before, message, this.#core.memory.me))
    this.#keep(message.chat, message.seq, message.seq, [message])
    this.#trimUnseen(message.chat)
    return 'applied'
  }

  range(changes: Changes): void {
    this.people(changes.people)
    const { memory } = this.#core
    const before = this.#chat(changes.chat)?.timeline
    if (before == null || changes.upto <= before.cursor) return
    const fresh = changes.entries.filter(({ seq }) => seq > before.cursor)
    const rows = fresh.flatMap(({ message, change }) => (message === undefined || change !== undefined ? [] : [message]))
    const changed = fresh.flatMap(({ message, change }) => (message === undefined || change === undefined ? [] : [message]))
    this.#apply(changes.chat, rows, (chat) => {
      if (chat.timeline === null) return chat
      const grown = { ...chat, timeline: applyEntries(chat.timeline, changes.entries, changes.upto) }
      return rows.reduce<Chat>((next, message) => settle(next, message, memory.me), grown)
    })
    this.#keep(changes.chat, before.cursor + 1, changes.upto, [...rows, ...changed])
  }

  /** The newest page. A window that it does not touch starts anew from it (C12). */
  newest(page: History): void {
    this.people(page.people)
    const { memory, journal } = this.#core
    const chat = this.#chat(page.chat)
    if (chat === undefined) return
    const floor = floorOf(page, chat)
    const known = chat.timeline
    const restarts = known === null || floor > known.cursor + 1
    const rows = page.messages.filter(({ seq }) => known === null || seq > known.cursor)
    if (restarts) journal.reset(page.chat)
    this.#apply(page.chat, known === null ? [] : rows, (before) => {
      const grown = { ...before, timeline: withNewest(before.timeline, page.messages, floor, page.head) }
      return page.messages.reduce<Chat>((next, message) => settle(next, message, memory.me), grown)
    })
    this.#keep(page.chat, floor, page.head, page.messages)
  }

  older(page: History, before: number): void {
    this.people(page.people)
    const chat = this.#chat(page.chat)
    if (chat === undefined) return
    const floor = floorOf(page, chat)
    this.#prepend(page.chat, { messages: page.messages, floor })
    this.#keep(page.chat, floor, before - 1, page.messages)
  }

  /** Older rows off the disk. */
  recalled(id: ChatID, rows: KeptRows): void {
    this.#prepend(id, rows)
  }

  /** Nothing of this chat is owed and nothing shown: its window begins at its head and grows from there. */
  begin(id: ChatID): void {
    const { memory } = this.#core
    memory.change(id, (chat) => (chat.timeline === null ? { ...chat, timeline: emptyAt(chat.heads.head) } : chat))
    const head = this.#chat(id)?.heads.head ?? 0
    this.#keep(id, head + 1, head, [])
  }

  /** Another epoch: nothing that this device holds is certain (C17). */
  forgetAll(): void {
    const { memory, journal } = this.#core
    this.#receipts.forget()
    batch(() => {
      for (const { row } of memory.all()) {
        journal.reset(row.chat)
        memory.change(row.chat, (before) => ({ ...before, timeline: null, heads: newChat(row).heads }))
      }
    })
  }

  /** A chat that is not open needs few rows in memory; the disk has the rest. */
  trimUnseen(id: ChatID): void {
    this.#core.memory.change(id, (chat) =>
      chat.timeline === null ? chat : { ...chat, timeline: trim(chat.timeline, HELD_UNSEEN) },
    )
  }

  #trimUnseen(id: ChatID): void {
    const isOpen = this.#core.memory.open.peek()?.id === id
    const held = this.#chat(id)?.timeline?.messages.length ?? 0
    if (!isOpen && held > 2 * HELD_UNSEEN) this.trimUnseen(id)
  }

  /** Changes memory in one step of painting, together with whatever follows from the new rows. */
  #apply(id: ChatID, rows: readonly Message[], step: (chat: Chat) => Chat): void {
    const { memory, journal } = this.#core
    const waiting = this.#chat(id)?.outbox ?? []
    batch(() => {
      memory.change(id, step)
      for (const message of rows) this.#arrived(message)
    })
    const left = new Set(this.#chat(id)?.outbox.map((pending) => pending.client_id))
    for (const { client_id } of waiting) if (!left.has(client_id)) journal.settled(client_id)
  }

  #prepend(id: ChatID, { messages, floor }: KeptRows): void {
    this.#core.memory.change(id, (chat) =>
      chat.timeline === null ? chat : { ...chat, timeline: prepend(chat.timeline, messages, floor) },
    )
  }

  #keep(id: ChatID, floor: number, cursor: number, messages: readonly Message[]): void {
    const chat = this.#chat(id)
    if (chat === undefined) return
    const kept = chat.timeline?.cursor ?? cursor
    this.#core.journal.stretch(chat, floor, cursor, messages, () => this.#receipts.stored(id, kept))
  }

  #chat(id: ChatID): Chat | undefined {
    return this.#core.memory.chat(id)?.peek()
  }
}

/** The lowest seq that a page of history covers: its oldest row, or the first that one may read. */
function floorOf(page: History, chat: Chat): number {
  return page.more ? (page.messages[0]?.seq ?? page.head + 1) : chat.row.from + 1
}
