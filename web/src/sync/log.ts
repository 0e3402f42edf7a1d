/**
 * Brings what the server says about a chat's log into memory and, behind it, onto the disk: the one place where a window
 * grows. Pushes, ranges, pages of history and one's own acks all come through here, so each (chat, seq) counts once (C7).
 *
 * It asks the server nothing; a push that does not follow is answered with 'gap', and `catchup` fetches what is missing.
 */
import { batch } from '@preact/signals'
import type { KeptRows } from '../db/store.ts'
import type { Changes, ChatID, ChatRow, Entry, ExpiredChanged, HeadsRow, Hidden, History, Message, Person, Star, Stretch } from '../protocol/wire.gen.ts'
import { settle, withEntries, withExpired, withHeads, withHidden, withStar, type Chat } from '../state/chat.ts'
import { newChat } from '../state/new-chat.ts'
import { cut, emptyAt, insert, prepend, trim, withFresher, withNewest, type Timeline } from '../state/timeline.ts'
import type { Core } from './core.ts'
import { noteMentions } from './mentions.ts'
import type { Receipts } from './receipts.ts'

/** Rows held in memory of a chat that is not open. */
const HELD_UNSEEN = 100

export interface LogEars {
  /** A stretch in the midst of the window has not expired any more: its rows are wanted (C27). */
  unfolded(chat: ChatID, stretch: Stretch): void
}

export class Log {
  readonly #core: Core
  readonly #receipts: Receipts
  readonly #ears: LogEars

  constructor(core: Core, receipts: Receipts, ears: LogEars) {
    this.#core = core
    this.#receipts = receipts
    this.#ears = ears
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
        if (chat === undefined || chat === before) continue
        journal.chat(chat)
        this.#unfold(before, chat)
      }
    })
  }

  /** A star came or went; false while its chat is not known. */
  star({ chat, seq, gone }: Star): boolean {
    return this.#row(chat, (before) => withStar(before, seq, gone !== true))
  }

  /** A message was deleted by this person for themselves: what is kept of its chat is what is left in memory. */
  hide({ chat: id, seq }: Hidden): boolean {
    const { memory, journal } = this.#core
    if (!this.#row(id, (chat) => withHidden(chat, seq, memory.me))) return false
    const timeline = this.#chat(id)?.timeline
    journal.reset(id)
    if (timeline != null) this.#keep(id, timeline.floor, timeline.cursor, timeline.messages)
    return true
  }

  #row(id: ChatID, step: (chat: Chat) => Chat): boolean {
    this.#core.memory.change(id, step)
    const chat = this.#chat(id)
    if (chat !== undefined) this.#core.journal.chat(chat)
    return chat !== undefined
  }

  /** A stretch left somebody's queue, or came back to it. */
  expired(told: ExpiredChanged): void {
    const { memory, journal } = this.#core
    const before = this.#chat(told.chat)
    memory.change(told.chat, (chat) => withExpired(chat, told))
    const chat = this.#chat(told.chat)
    if (chat === undefined) return
    journal.chat(chat)
    this.#receipts.told(told.chat, chat.heads.mine)
    this.#unfold(before, chat)
  }

  /** One entry as it was pushed, or as the answer to one's own command tells it (C13). */
  push(id: ChatID, entry: Entry): 'applied' | 'known' | 'gap' | 'stranger' {
    const chat = this.#chat(id)
    if (chat === undefined) return 'stranger'
    const { seq } = entry
    // Nothing after one's removal is for this person, whatever a stale subscription brings (C23).
    if (seq > (chat.row.to ?? Infinity)) return 'known'
    const cursor = chat.timeline?.cursor ?? Infinity
    if (seq <= cursor) return chat.timeline === null ? 'gap' : 'known'
    if (seq > cursor + 1) return 'gap'
    this.#apply(id, (before) => withEntries(before, [entry], seq, this.#core.memory.me))
    this.#refreshPast(id, touched([entry]))
    this.#keep(id, seq, seq, touched([entry]))
    this.#trimUnseen(id)
    return 'applied'
  }

  /** A row as the answer to one's own change tells it, before its place in the log is known. */
  told(message: Message): void {
    this.#core.memory.change(message.chat, (chat) => {
      const last = chat.heads.last?.seq === message.seq ? { last: message } : {}
      const timeline = chat.timeline === null ? null : withFresher(chat.timeline, [message])
      return { ...chat, timeline, heads: { ...chat.heads, ...last } }
    })
    this.#refreshPast(message.chat, [message])
  }

  /** Entries that rows were changed by which came with an older page: those rows as they are now. */
  changed({ chat: id, people, entries, upto }: Changes, after: number): void {
    this.people(people)
    const fresh = touched(entries.filter(({ change }) => change !== undefined))
    this.refreshed(id, fresh)
    this.#keep(id, after + 1, upto, fresh)
  }

  /** Rows as they were just read, in whichever window they are. */
  refreshed(id: ChatID, fresh: readonly Message[]): void {
    this.#core.memory.change(id, (chat) => (chat.timeline === null ? chat : { ...chat, timeline: withFresher(chat.timeline, fresh) }))
    this.#refreshPast(id, fresh)
  }

  /** A window of the past has come up to the newest one: they are one again. */
  joined(id: ChatID, past: Timeline): void {
    const floor = this.#chat(id)?.timeline?.floor
    if (floor === undefined) return
    const messages = past.messages.filter(({ seq }) => seq < floor)
    this.#prepend(id, { messages, floor: past.floor })
    this.#keep(id, past.floor, floor - 1, messages)
  }

  range(changes: Changes): void {
    this.people(changes.people)
    const { memory } = this.#core
    const before = this.#chat(changes.chat)?.timeline
    if (before == null || changes.upto <= before.cursor) return
    const fresh = changes.entries.filter(({ seq }) => seq > before.cursor)
    this.#apply(changes.chat, (chat) => withEntries(chat, fresh, changes.upto, memory.me))
    this.#refreshPast(changes.chat, touched(fresh))
    this.#keep(changes.chat, before.cursor + 1, changes.upto, touched(fresh))
  }

  /** The newest page. A window that it does not touch starts anew from it (C12). */
  newest({ messages: rows, ...page }: History): void {
    this.people(page.people)
    const { memory, journal } = this.#core
    const chat = this.#chat(page.chat)
    if (chat === undefined) return
    // The chat may have been cleared while the page was on its way.
    const messages = rows.filter(({ seq }) => seq > chat.row.from)
    const floor = floorOf({ ...page, messages }, chat)
    const known = chat.timeline
    const restarts = known === null || floor > known.cursor + 1
    if (restarts) journal.reset(page.chat)
    this.#apply(page.chat, (before) => {
      const grown = { ...before, timeline: withNewest(before.timeline, messages, floor, page.head) }
      return messages.reduce<Chat>((next, message) => settle(next, message, memory.me), grown)
    })
    this.#keep(page.chat, floor, page.head, messages)
  }

  older(page: History, before: number): void {
    this.people(page.people)
    const chat = this.#chat(page.chat)
    if (chat === undefined) return
    const floor = floorOf(page, chat)
    this.#prepend(page.chat, { messages: page.messages, floor })
    this.#keep(page.chat, floor, before - 1, page.messages)
  }

  /** Rows that had expired and were shown: they take their places in the midst of the window (C27). */
  shown(page: History, { from, to }: Stretch): void {
    this.people(page.people)
    const rows = page.messages.filter(({ seq }) => seq > from && seq <= to)
    this.#core.memory.change(page.chat, (chat) => (chat.timeline === null ? chat : { ...chat, timeline: insert(chat.timeline, rows) }))
  }

  /** The rows of a stretch did not come: the window begins above it, and what is older is read on demand. */
  cutBelow(id: ChatID, floor: number): void {
    this.#core.memory.change(id, (chat) => (chat.timeline === null ? chat : { ...chat, timeline: cut(chat.timeline, floor) }))
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
    this.#receipts.forget()
    batch(() => {
      for (const { row } of this.#core.memory.all()) {
        this.forget(row.chat)
        // The versions of rows were rewound too.
        const waiting = (chat: Chat) => chat.outbox.filter(({ seq }) => seq === undefined)
        this.#core.memory.change(row.chat, (chat) => ({ ...chat, row: { ...chat.row, rev: -1 }, outbox: waiting(chat) }))
      }
    })
  }

  /** A row of the account, by whichever answer. What is held of a chat that begins elsewhere now is not to be shown any more. */
  row(row: ChatRow): boolean {
    const before = this.#chat(row.chat)?.row
    const isNew = this.#core.memory.putRow(row)
    const now = this.#chat(row.chat)?.row
    if (before !== undefined && now !== undefined && before.from !== now.from) this.forget(row.chat)
    return isNew
  }

  /** What is held of a chat is not true any more: its window starts anew. */
  forget(id: ChatID): void {
    this.#core.journal.reset(id)
    this.#core.memory.change(id, (before) => ({ ...before, timeline: null, heads: newChat(before.row).heads }))
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
  #apply(id: ChatID, step: (chat: Chat) => Chat): void {
    const { memory, journal } = this.#core
    const waiting = this.#chat(id)?.outbox ?? []
    memory.change(id, step)
    const left = new Set(this.#chat(id)?.outbox.map((pending) => pending.client_id))
    for (const pending of waiting) {
      if (left.has(pending.client_id)) continue
      const message = this.#chat(id)?.timeline?.messages.findLast(({ client_id }) => client_id === pending.client_id)
      if (message === undefined) journal.settled(pending.client_id)
      else journal.accepted(pending, message.seq, message.at)
    }
  }

  /**
   * Stretches that are gone from the list came back: until their rows are here, what is kept on the disk begins above
   * them, so that it never has a hole.
   */
  #unfold(before: Chat | undefined, { row: { chat: id }, heads, timeline }: Chat): void {
    const still = new Set(heads.expired?.map(({ from }) => from))
    const back = (before?.heads.expired ?? []).filter(({ from, to }) => !still.has(from) && timeline !== null && to >= timeline.floor)
    if (back.length === 0 || timeline === null) return
    const floor = Math.max(...back.map(({ to }) => to)) + 1
    this.#core.journal.reset(id)
    this.#keep(id, floor, timeline.cursor, timeline.messages.filter(({ seq }) => seq >= floor))
    for (const stretch of back) this.#ears.unfolded(id, stretch)
  }

  /** Rows that the reader looks at far back are kept true as the newest are. */
  #refreshPast(id: ChatID, fresh: readonly Message[]): void {
    const open = this.#core.memory.open.peek()
    const past = open?.id === id ? open.past.peek() : null
    if (open !== null && past !== null) open.past.value = withFresher(past, fresh)
  }

  #prepend(id: ChatID, { messages, floor }: KeptRows): void {
    this.#core.memory.change(id, (chat) =>
      chat.timeline === null ? chat : { ...chat, timeline: prepend(chat.timeline, messages, floor) },
    )
  }

  #keep(id: ChatID, floor: number, cursor: number, rows: readonly Message[]): void {
    const chat = this.#chat(id)
    if (chat === undefined) return
    const messages = rows.filter(({ seq }) => !chat.hidden.has(seq))
    if (chat.row.kind === 'group') noteMentions(this.#core.memory, messages.filter(({ seq }) => seq > chat.heads.mine.read))
    const kept = chat.timeline?.cursor ?? cursor
    this.#core.journal.stretch(chat, floor, cursor, messages, () => this.#receipts.stored(id, kept))
  }

  #chat(id: ChatID): Chat | undefined {
    return this.#core.memory.chat(id)?.peek()
  }
}

/** The rows that entries added or changed. */
function touched(entries: readonly Entry[]): Message[] {
  return entries.flatMap(({ message }) => message ?? [])
}

/** The lowest seq that a page of history covers: its oldest row, or the first that one may read. */
function floorOf(page: History, chat: Chat): number {
  if (!page.more) return chat.row.from + 1
  return page.messages[0]?.seq ?? Math.min(page.head, ...(page.expired ?? []).map(({ from }) => from)) + 1
}
