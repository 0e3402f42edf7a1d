/**
 * What was begun and not sent, one text per chat (R11.4, C30a). It is in memory with every key, a moment later on the
 * disk and in the other tabs, and about a second later on one's other devices.
 *
 * The newer text counts, by the clock of the device that wrote it; what is being written here is never replaced. Without
 * a connection the other devices hear of it on the next one. A draft that cannot be told is kept here all the same.
 */
import type { Cancel } from '../platform/clock.ts'
import type { ChatID, ChatRow, Quote } from '../protocol/wire.gen.ts'
import type { Core } from './core.ts'

const SETTLE = 300
const TELL = 1_000

export class Drafts {
  readonly #core: Core
  readonly #tellTabs: (chat: ChatID, text: string, at: number) => void
  readonly #unsettled = new Map<ChatID, Cancel>()
  /** Drafts that the server has not been told, each with its timer. */
  readonly #untold = new Map<ChatID, Cancel>()
  /** When each text was written, here or on the device that it came from. */
  readonly #at = new Map<ChatID, number>()

  constructor(core: Core, tellTabs: (chat: ChatID, text: string, at: number) => void) {
    this.#core = core
    this.#tellTabs = tellTabs
  }

  typed(id: ChatID, text: string): void {
    const { memory, clock } = this.#core
    this.#at.set(id, clock.now())
    memory.change(id, (chat) => ({ ...chat, draft: text, draftedAt: text === '' ? 0 : chat.draftedAt }))
    this.#unsettled.get(id)?.()
    this.#unsettled.set(id, clock.after(SETTLE, () => this.#settle(id)))
    this.#untold.get(id)?.()
    this.#untold.set(id, clock.after(TELL, () => this.#tell(id)))
  }

  /** What is to be answered, or that nothing is. */
  answers(id: ChatID, quote: Quote | undefined): void {
    this.#core.memory.change(id, ({ reply: _, ...chat }) => (quote === undefined ? chat : { ...chat, reply: quote }))
    this.#keep(id)
  }

  /** The message was sent: its draft is gone at once, everywhere. */
  sent(id: ChatID): void {
    const chat = this.#core.memory.chat(id)?.peek()
    if (chat?.draft === '' && !this.#untold.has(id)) return
    this.typed(id, '')
    this.stopped(id)
  }

  /** The composer lost the focus, or the page may end. */
  stopped(id: ChatID): void {
    this.#settle(id)
    if (this.#untold.has(id)) this.#tell(id)
  }

  stoppedAll(): void {
    for (const id of new Set([...this.#unsettled.keys(), ...this.#untold.keys()])) this.stopped(id)
  }

  /** Nobody writes here any more: what another device wrote meanwhile counts now, if it is newer. */
  released(id: ChatID): void {
    const chat = this.#core.memory.chat(id)?.peek()
    if (chat !== undefined) this.synced(chat.row)
  }

  /** The chat was left: a draft that stays behind moves it up in the list. */
  left(id: ChatID): void {
    this.stopped(id)
    const at = this.#at.get(id) ?? this.#core.clock.now()
    this.#core.memory.change(id, (chat) => (chat.draft === '' || chat.draftedAt > 0 ? chat : { ...chat, draftedAt: at }))
  }

  /** Another tab changed it. */
  told(id: ChatID, text: string, at: number): void {
    this.#take(id, text, at)
  }

  /** One's own row of the chat, as the server has it. */
  synced({ chat: id, draft: text = '', draft_at: at = 0 }: ChatRow): void {
    const before = this.#core.memory.chat(id)?.peek().draft
    if (before === undefined || !this.#take(id, text, at) || before === text) return
    this.#keep(id)
  }

  /** A new connection, and the account's rows are read: what the server lacks is told. */
  resume(): void {
    for (const { row, draft } of this.#core.memory.all()) {
      const at = this.#at.get(row.chat) ?? 0
      if (draft !== (row.draft ?? '') && at > (row.draft_at ?? 0)) this.#tell(row.chat)
    }
  }

  /** A draft that this device kept, as the page starts. */
  kept(id: ChatID, at: number): void {
    this.#at.set(id, at)
    this.released(id)
  }

  #settle(id: ChatID): void {
    const cancel = this.#unsettled.get(id)
    const chat = this.#core.memory.chat(id)?.peek()
    if (cancel === undefined || chat === undefined) return
    cancel()
    this.#unsettled.delete(id)
    this.#keep(id)
    this.#tellTabs(id, chat.draft, this.#at.get(id) ?? 0)
  }

  #keep(id: ChatID): void {
    const chat = this.#core.memory.chat(id)?.peek()
    if (chat === undefined) return
    const { draft: text, reply: quote, row } = chat
    // That it was emptied is kept too, while the server has it still.
    const isNothing = text === '' && quote === undefined && (row.draft ?? '') === ''
    const at = this.#at.get(id) ?? 0
    this.#core.journal.draft(id, isNothing ? null : { text, at, ...(quote === undefined ? {} : { quote }) })
  }

  #tell(id: ChatID): void {
    const { memory, link } = this.#core
    this.#untold.get(id)?.()
    this.#untold.delete(id)
    const chat = memory.chat(id)?.peek()
    const at = this.#at.get(id)
    if (chat === undefined || at === undefined || chat.row.to !== undefined || !link.connected) return
    if (chat.draft === (chat.row.draft ?? '')) return
    link.call('draft.set', { chat: id, text: chat.draft, at }).then(
      ({ row }) => {
        // A chat that was cleared meanwhile says so by itself.
        if (memory.chat(id)?.peek().row.from === row.from) memory.putRow(row)
      },
      () => {}, // Told again on the next connection, as long as it is newer than what the server has.
    )
  }

  /** Takes a newer text from elsewhere, unless one is being written here. */
  #take(id: ChatID, text: string, at: number): boolean {
    const { memory, page } = this.#core
    if (at <= (this.#at.get(id) ?? 0) || (memory.open.peek()?.id === id && page.focused())) return false
    this.#at.set(id, at)
    memory.change(id, (chat) => ({ ...chat, draft: text, draftedAt: text === '' ? 0 : at }))
    return true
  }
}
