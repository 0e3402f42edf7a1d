/**
 * The rows of the chat that is open: what is in memory is painted at once, then what is on the disk, then the newest 50 as
 * the server has them (R11.2), and upwards 20 at a time, from the disk as far as it reaches (R10.3).
 *
 * Before the page is shown as ready, the window reaches down to the first unread row, so that it can open there; how far
 * that may be is bounded, since the rest can be scrolled to. A message that was asked for is reached however far it is: by
 * reading on where that is short, else by a look far back (far-back.ts).
 */
import { batch } from '@preact/signals'
import { asCallError } from '../net/call-error.ts'
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Chat } from '../state/chat.ts'
import { openChat, type OpenChat } from '../state/memory.ts'
import { firstByOthersAbove } from '../state/timeline.ts'
import type { Core } from './core.ts'
import type { FarBack } from './far-back.ts'
import type { Log } from './log.ts'
import { failureOf } from './outgoing.ts'
import { Past } from './past.ts'

const NEWEST = 50
const OLDER = 20
const REACH = 200
const FURTHEST = 2_000

export class HistoryReader {
  readonly #core: Core
  readonly #log: Log
  readonly #past: Past
  #farBack: FarBack | undefined
  /** A row that a chat was opened at and that could not be reached yet. */
  #wanted: { readonly open: OpenChat; readonly seq: number } | undefined
  /** The newest page of each chat that was asked for on this connection: once is enough, since pushes follow. */
  readonly #fresh = new Map<ChatID, Promise<void>>()

  constructor(core: Core, log: Log) {
    this.#core = core
    this.#log = log
    this.#past = new Past(core, log)
  }

  /** A new connection: the newest pages may be old. */
  resume(): void {
    this.#fresh.clear()
  }

  /** Makes a chat the open one and fills its window. `at`: a row to open at. */
  async open(id: ChatID, at?: number): Promise<void> {
    const open = this.#begin(id)
    if (open === null) return
    this.#wanted = at === undefined ? undefined : { open, seq: at }
    await this.#fromDisk(open)
    await this.#fromServer(open)
  }

  /** Brings a row of the open chat into view, wherever it is; throws when it cannot be had. */
  async jump(seq: number): Promise<void> {
    const open = this.#core.memory.open.peek()
    if (open === null) return
    this.#wanted = undefined
    await this.#show(open, seq)
  }

  /** The address names a row of the chat that is open already. */
  async openAt(seq: number): Promise<void> {
    const open = this.#core.memory.open.peek()
    if (open === null) return
    this.#wanted = { open, seq }
    await this.#showWanted(open).catch(() => undefined) // The next connection tries again.
  }

  /** Back to the newest rows. */
  present(): void {
    const open = this.#core.memory.open.peek()
    if (open !== null) this.#past.leave(open)
  }

  async newer(id: ChatID): Promise<void> {
    const open = this.#core.memory.open.peek()
    if (open?.id === id) await this.#farBack?.newer(open)
  }

  /** There will be no answer for a while: what is here is all that can be shown. */
  giveUp(): void {
    const open = this.#core.memory.open.peek()
    if (open?.loading.peek() === 'empty') open.loading.value = this.#isEmpty(open.id) ? 'failed' : 'ready'
  }

  /** Fills the window of the chat that is open already, as after a reconnection. */
  async refresh(): Promise<void> {
    const open = this.#core.memory.open.peek()
    if (open === null) return
    await this.#farBack?.renew(open).catch(() => undefined) // Without a connection the next one does.
    await this.#fromServer(open)
  }

  async older(id: ChatID): Promise<void> {
    const open = this.#core.memory.open.peek()
    if (open?.id === id && open.loading.peek() === 'failed') return this.#again(open)
    if (open?.id !== id || open.older.peek() === 'loading' || open.older.peek() === 'none') return
    open.older.value = 'loading'
    try {
      if (open.past.peek() === null) await this.#extend(id, OLDER)
      else await this.#farBack?.older(open)
    } catch {
      open.older.value = 'failed'
      return
    }
    this.#settle(open)
  }

  async #again(open: OpenChat): Promise<void> {
    open.loading.value = 'empty'
    await this.#fromServer(open)
    if (open.loading.peek() === 'empty') open.loading.value = 'failed'
  }

  #begin(id: ChatID): OpenChat | null {
    const { memory } = this.#core
    if (memory.chat(id) === undefined) return null
    const open = openChat(id)
    batch(() => {
      this.#divide(open)
      this.#settle(open)
      memory.open.value = open
    })
    return open
  }

  async #fromDisk(open: OpenChat): Promise<void> {
    const chat = this.#chat(open.id)
    const held = chat?.timeline?.messages.length ?? 0
    if (chat?.timeline == null || held >= NEWEST || !hasOlder(chat)) return
    const rows = await this.#core.store.messages(open.id, chat.timeline.floor, NEWEST - held)
    const now = this.#chat(open.id)?.timeline
    if (rows === null || now == null || now.floor !== chat.timeline.floor) return
    batch(() => {
      this.#log.recalled(open.id, rows)
      this.#divide(open)
      this.#settle(open)
    })
  }

  async #fromServer(open: OpenChat): Promise<void> {
    if (!this.#core.link.connected) return
    try {
      await this.#newest(open.id)
      this.#divide(open)
      await this.#reach(open)
      await this.#showWanted(open)
    } catch (thrown) {
      // Without a connection the next one fills the window; what the server refused is asked again when the person says so.
      const refused = asCallError(thrown)
      if (refused.code === 'no_connection' || !this.#isEmpty(open.id)) return
      open.failure.value = failureOf(refused)
      open.loading.value = 'failed'
      return
    }
    batch(() => {
      this.#divide(open)
      this.#settle(open, true)
    })
  }

  #newest(chat: ChatID): Promise<void> {
    const asked = this.#fresh.get(chat)
    if (asked !== undefined) return asked
    const page = this.#core.link.call('history.read', { chat, limit: NEWEST }).then((page) => this.#log.newest(page))
    this.#fresh.set(chat, page)
    page.catch(() => this.#fresh.delete(chat))
    return page
  }

  async #showWanted(open: OpenChat): Promise<void> {
    const wanted = this.#wanted
    if (wanted?.open !== open) return
    await this.#show(open, wanted.seq)
    if (this.#wanted === wanted) this.#wanted = undefined
  }

  async #show(open: OpenChat, seq: number): Promise<void> {
    const floor = this.#chat(open.id)?.timeline?.floor
    if (floor !== undefined && seq < floor && floor - seq <= REACH) await this.#extend(open.id, REACH)
    if (this.#core.memory.open.peek() !== open) return
    const timeline = this.#chat(open.id)?.timeline
    if (timeline == null || seq < timeline.floor) await (await this.#lookFarBack()).around(open, seq)
    else this.#past.leave(open)
    batch(() => {
      this.#settle(open)
      open.target.value = { seq }
    })
  }

  async #lookFarBack(): Promise<FarBack> {
    const { FarBack } = await import('./far-back.ts')
    return (this.#farBack ??= new FarBack(this.#core, this.#log, this.#past))
  }

  /** Down to the first unread row. */
  async #reach(open: OpenChat): Promise<void> {
    for (let read = 0; read < FURTHEST; read += REACH) {
      const chat = this.#chat(open.id)
      if (chat?.timeline == null || !hasOlder(chat)) return
      const unread = chat.heads.unread > 0 && open.divider.peek() === null ? chat.heads.mine.read + 1 : Infinity
      if (chat.timeline.floor <= unread) return
      await this.#extend(open.id, REACH)
    }
  }

  async #extend(id: ChatID, limit: number): Promise<void> {
    const chat = this.#chat(id)
    if (chat?.timeline == null || !hasOlder(chat)) return
    const before = chat.timeline.floor
    const kept = await this.#core.store.messages(id, before, limit)
    if (kept !== null) return this.#log.recalled(id, kept)
    const page = await this.#core.link.call('history.read', { chat: id, before, limit })
    this.#log.older(page, before)
    await this.#past.catchUp(page)
  }

  /** Where the unread rows begin, once for as long as the chat is open. */
  #divide(open: OpenChat): void {
    const chat = this.#chat(open.id)
    if (open.divider.peek() !== null || open.loading.peek() === 'ready') return
    if (chat?.timeline == null || chat.heads.unread === 0) return
    const first = firstByOthersAbove(chat.timeline, chat.heads.mine.read, this.#core.memory.me)
    if (first !== undefined) open.divider.value = { seq: first.seq, count: chat.heads.unread }
  }

  /** `complete`: the server was asked, so an empty window is an empty chat. */
  #settle(open: OpenChat, complete = false): void {
    const chat = this.#chat(open.id)
    if (chat === undefined) return
    const undivided = chat.heads.unread > 0 && open.divider.peek() === null && this.#core.link.connected
    const bare = this.#isEmpty(open.id) && chat.heads.head > chat.row.from
    if (complete || !(bare || undivided)) open.loading.value = 'ready'
    this.#past.settle(open)
  }

  #isEmpty(id: ChatID): boolean {
    const chat = this.#chat(id)
    return (chat?.timeline?.messages.length ?? 0) + (chat?.outbox.length ?? 0) === 0
  }

  #chat(id: ChatID): Chat | undefined {
    return this.#core.memory.chat(id)?.peek()
  }
}

function hasOlder(chat: Chat): boolean {
  return chat.timeline !== null && chat.timeline.floor > chat.row.from + 1
}
