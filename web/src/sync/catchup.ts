/**
 * Brings this tab from what it holds to what the server has (C16): after every welcome, when the server says that pushes
 * may be lost (C15), and for one chat when a push does not follow (C13).
 *
 * First the account's own rows, then where all chats stand, newest first, then the ranges that are missing, the open chat
 * before the others. Everything here may be interrupted by a lost connection and is then begun again from what was
 * reached; it asks for nothing that it holds.
 */
import { asCallError } from '../net/call-error.ts'
import type { AccountChanged, ChatID, ChatRow, Entry, HeadsRow, Hidden, Setting, Star, Stretch, Welcome } from '../protocol/wire.gen.ts'
import { isOwed, reachesOwed, unreadIsCertain, type Chat } from '../state/chat.ts'
import { changesPresence, withSettings } from '../state/settings.ts'
import type { Core } from './core.ts'
import type { Log } from './log.ts'

/** Further behind than this, a chat starts anew from its newest page (C12). */
const TOO_FAR = 1_000
const NEWEST = 50
const RANGE = 200
/** How long a push that does not follow may wait for the one before it; well within the 500 ms of C13. */
const GAP_PATIENCE = 50
/** Many chats are fetched at this pace, so that a return after a long time stays below any limit on commands. */
const UNPACED = 60
const PACE = 25

export interface CatchupEars {
  /** One's own row of a chat, as it is now: it carries the draft (C30a). */
  drafted(row: ChatRow): void
  /** It is known where all chats stand. */
  listed(): void
}

export class Catchup {
  readonly #core: Core
  readonly #log: Log
  readonly #ears: CatchupEars
  #epoch: string
  #rev: number
  /** One fetch per chat at a time. */
  readonly #fetching = new Map<ChatID, Promise<void>>()
  /** Pushes that came before those that precede them. */
  readonly #aside = new Map<ChatID, Map<number, Entry>>()
  readonly #gaps = new Set<ChatID>()
  #account: Promise<void> = Promise.resolve()
  /** Whom one sees online is another than before: where all chats stand is read again, which tells of it. */
  #presenceStale = false
  #run = 0
  #stars: readonly Star[] = []
  #hidden: readonly Hidden[] = []

  constructor(core: Core, log: Log, ears: CatchupEars, point: { readonly epoch: string; readonly rev: number } = { epoch: '', rev: 0 }) {
    this.#core = core
    this.#log = log
    this.#ears = ears
    this.#epoch = point.epoch
    this.#rev = point.rev
  }

  async welcomed(welcome: Welcome): Promise<void> {
    if (welcome.epoch !== this.#epoch) {
      if (this.#epoch !== '') this.#log.forgetAll()
      this.#epoch = welcome.epoch
      this.#rev = 0
      this.#core.memory.settings.value = {}
    }
    this.#aside.clear()
    await this.reread()
  }

  /** The epoch that everything here is about (C17). */
  get epoch(): string {
    return this.#epoch
  }

  /** Reads the account's rows and all heads, then fetches what is missing. */
  async reread(): Promise<void> {
    const run = ++this.#run
    try {
      await this.account()
      this.#presenceStale = false
      const behind = await this.#heads(run)
      if (run !== this.#run) return
      this.#core.memory.loaded.value = true
      this.#ears.listed()
      await this.#fetchAll(behind, run)
    } catch (thrown) {
      this.#whenInterrupted(thrown)
    }
  }

  /** Rows of one's own account that changed; those that do not follow are read again from the last that did (C31). */
  accountChanged({ rev, chats, people, settings = [], stars = [], hidden = [], blocks = [] }: AccountChanged): void {
    if (rev <= this.#rev) return
    this.#log.people(people)
    if (rev - this.#rev !== chats.length + settings.length + stars.length + hidden.length + blocks.length) {
      this.account().then(
        () => this.#refresh(),
        (thrown: unknown) => this.#whenInterrupted(thrown),
      )
      return
    }
    this.#rows(chats)
    this.#settings(settings)
    this.#keepsakes(stars, hidden)
    this.#reached(rev)
    this.#refresh()
  }

  #reached(rev: number): void {
    this.#rev = rev
    this.#core.journal.sync({ epoch: this.#epoch, rev, settings: this.#core.memory.settings.peek() })
  }

  /** Stars and hidden messages. A chat's own row may come after them, when it changed since: they wait for it. */
  #keepsakes(stars: readonly Star[], hidden: readonly Hidden[]): void {
    this.#stars = [...this.#stars, ...stars].filter((star) => !this.#log.star(star))
    const rows = [...this.#hidden, ...hidden]
    this.#hidden = rows.filter((row) => !this.#log.hide(row))
    const chats = new Set(rows.map(({ chat }) => chat).filter((chat) => this.#chat(chat) !== undefined))
    // What is unread, and the newest row, may lie below the window.
    if (chats.size > 0 && this.#core.memory.loaded.peek() && this.#core.link.connected) void this.headsOf([...chats])
  }

  #settings(rows: readonly Setting[]): void {
    if (rows.length === 0) return
    const { memory } = this.#core
    memory.settings.value = withSettings(memory.settings.peek(), rows)
    if (!rows.some(({ name }) => changesPresence(name))) return
    memory.forgetPresence()
    this.#presenceStale = true
  }

  #refresh(): void {
    if (this.#presenceStale) void this.reread()
  }

  /** Reads the account's rows above the version that is held. */
  account(): Promise<void> {
    const read = async () => {
      for (let more = true; more; ) {
        const answer = await this.#core.link.call('account.since', { rev: this.#rev })
        this.#log.people(answer.people)
        this.#rows(answer.chats)
        this.#settings(answer.settings ?? [])
        this.#keepsakes(answer.stars ?? [], answer.hidden ?? [])
        this.#reached(Math.max(this.#rev, answer.rev))
        more = answer.more
      }
    }
    this.#account = this.#account.then(read, read)
    return this.#account
  }

  /** Where some chats stand, asked again because this tab cannot know. */
  async headsOf(chats: readonly ChatID[]): Promise<void> {
    try {
      const { heads, people, presence } = await this.#core.link.call('heads.list', { chats })
      this.#log.people(people)
      this.#core.memory.putPresence(presence)
      this.#told(heads)
      for (const chat of chats) this.behind(chat)
    } catch (thrown) {
      this.#whenInterrupted(thrown)
    }
  }

  /** A push of a chat that is not known: a row of the account must have been missed. */
  strange(): void {
    void this.reread()
  }

  /** The read mark moved: where the window does not tell how many are unread, the server does. */
  recounted(id: ChatID): void {
    const chat = this.#chat(id)
    if (chat !== undefined && !unreadIsCertain(chat) && this.#core.link.connected) void this.headsOf([id])
  }

  /** A push that does not follow (C13): it waits for a moment, then what lies before it is fetched. */
  gap(id: ChatID, entry: Entry): void {
    const waiting = this.#aside.get(id) ?? new Map<number, Entry>()
    this.#aside.set(id, waiting.set(entry.seq, entry))
    if (this.#gaps.has(id)) return
    this.#gaps.add(id)
    this.#core.clock.after(GAP_PATIENCE, () => {
      this.#gaps.delete(id)
      this.#drain(id)
      if (this.#aside.has(id)) void this.fetch(id)
    })
  }

  /** A push followed: those that waited for it may follow now. */
  followed(chat: ChatID): void {
    if (this.#aside.has(chat)) this.#drain(chat)
  }

  /** Fetches a chat if it stands further than this tab. */
  behind(id: ChatID): void {
    if (this.#needs(id)) void this.fetch(id)
  }

  /** Fetches what a chat lacks; at the same time only once. */
  fetch(id: ChatID): Promise<void> {
    const running = this.#fetching.get(id)
    if (running !== undefined) return running
    const fetching = this.#fetch(id)
      .catch((thrown: unknown) => this.#whenInterrupted(thrown))
      .finally(() => this.#fetching.delete(id))
    this.#fetching.set(id, fetching)
    return fetching
  }

  /** Reads the rows of a stretch that had expired and was shown (C27). */
  async unfold(id: ChatID, stretch: Stretch): Promise<void> {
    try {
      for (let before = stretch.to + 1; before > stretch.from + 1; ) {
        const page = await this.#core.link.call('history.read', { chat: id, before, limit: RANGE })
        this.#log.shown(page, stretch)
        before = page.more ? (page.messages[0]?.seq ?? 0) : 0
      }
    } catch {
      this.#log.cutBelow(id, stretch.to + 1)
    }
  }

  #rows(rows: readonly ChatRow[]): void {
    const { memory, journal } = this.#core
    const asked: ChatID[] = []
    for (const row of rows) {
      const before = this.#chat(row.chat)?.row
      const isNew = this.#log.row(row)
      if (isNew && memory.loaded.peek()) {
        // A chat that appears while this page is up: its log is followed from its first entry on.
        this.#log.begin(row.chat)
        asked.push(row.chat)
      }
      if (before !== undefined && (before.to !== row.to || before.from !== row.from)) {
        // Removed: the last that one may read is fetched. Back again, or cleared: what was before is not one's own to read.
        if (before.from !== row.from && memory.open.peek()?.id === row.chat) void this.fetch(row.chat)
        asked.push(row.chat)
      }
      this.#ears.drafted(row)
      const chat = this.#chat(row.chat)
      if (chat === undefined) journal.gone(row.chat)
      else journal.chat(chat)
    }
    if (asked.length > 0 && memory.loaded.peek()) void this.headsOf(asked)
  }

  #told(heads: readonly HeadsRow[]): void {
    this.#log.heads(heads)
    for (const { chat, head } of heads) if ((this.#chat(chat)?.timeline?.cursor ?? 0) > head) void this.#verify(chat)
  }

  /** A head below one's cursor was told: an answer that a push overtook, or history was rewound (C17). */
  async #verify(id: ChatID): Promise<void> {
    try {
      const after = this.#chat(id)?.timeline?.cursor ?? 0
      const { head } = await this.#core.link.call('changes.read', { chat: id, after, limit: 1 })
      if (head >= after) return
      this.#log.forget(id)
      await this.headsOf([id])
    } catch (thrown) {
      this.#whenInterrupted(thrown)
    }
  }

  async #heads(run: number): Promise<ChatID[]> {
    const { link, memory } = this.#core
    const behind: ChatID[] = []
    let after: string | undefined
    do {
      const page = await link.call('heads.list', after === undefined ? {} : { after })
      if (run !== this.#run) return []
      this.#log.people(page.people)
      memory.putPresence(page.presence)
      this.#told(page.heads)
      for (const { chat } of page.heads) if (this.#needs(chat)) behind.push(chat)
      after = page.next
      if (after !== undefined) memory.loaded.value = true
    } while (after !== undefined)
    return behind
  }

  /** Whether something has to be fetched. A chat of which nothing is owed only begins here, and is read when it is opened. */
  #needs(id: ChatID): boolean {
    const chat = this.#chat(id)
    if (chat === undefined) return false
    if (chat.timeline === null && !isOwed(chat)) {
      if (this.#core.memory.open.peek()?.id !== id) this.#log.begin(id)
      return false
    }
    return this.#isBehind(chat)
  }

  async #fetchAll(behind: readonly ChatID[], run: number): Promise<void> {
    const open = this.#core.memory.open.peek()?.id
    const order = [...behind].sort((a, b) => Number(b === open) - Number(a === open))
    for (const [i, chat] of order.entries()) {
      if (run !== this.#run || !this.#core.link.connected) return
      if (i >= UNPACED) await this.#pause(PACE)
      await this.fetch(chat)
    }
  }

  async #fetch(id: ChatID): Promise<void> {
    for (;;) {
      const chat = this.#chat(id)
      if (chat === undefined) return
      const { timeline, heads } = chat
      const target = Math.min(Math.max(heads.head, ...(this.#aside.get(id)?.keys() ?? [])), chat.row.to ?? Infinity)
      if (timeline === null || target - timeline.cursor > TOO_FAR) {
        this.#log.newest(await this.#core.link.call('history.read', { chat: id, limit: NEWEST }))
      } else if (timeline.cursor < target) {
        const changes = await this.#core.link.call('changes.read', { chat: id, after: timeline.cursor, limit: RANGE })
        this.#log.range(changes)
        if (changes.upto <= timeline.cursor) break
      } else if (timeline.floor > chat.row.from + 1 && !reachesOwed(chat, this.#core.memory.me)) {
        await this.#backfill(id, timeline.floor)
      } else break
      this.#drain(id)
    }
    this.#drain(id)
    this.#aside.delete(id)
  }

  /** After a window started anew: down to what this user was never told of, since `delivered` speaks for all of it (C19). */
  async #backfill(id: ChatID, before: number): Promise<void> {
    this.#log.older(await this.#core.link.call('history.read', { chat: id, before, limit: RANGE }), before)
  }

  /** Applies what waited, as far as it follows now. */
  #drain(id: ChatID): void {
    const waiting = this.#aside.get(id)
    if (waiting === undefined) return
    for (const seq of [...waiting.keys()].sort((a, b) => a - b)) {
      const entry = waiting.get(seq)
      if (entry === undefined || this.#log.push(id, entry) === 'gap') continue
      waiting.delete(seq)
    }
    if (waiting.size === 0) this.#aside.delete(id)
  }

  /** A lost connection is begun again by the next welcome; a server that is busy is asked again when it said. */
  #whenInterrupted(thrown: unknown): void {
    const error = asCallError(thrown)
    if (error.final || !this.#core.link.connected) return
    const run = this.#run
    this.#core.clock.after(error.retryAfterMs ?? 2_000, () => {
      if (run === this.#run && this.#core.link.connected) void this.reread()
    })
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#core.clock.after(ms, resolve))
  }

  #chat(id: ChatID): Chat | undefined {
    return this.#core.memory.chat(id)?.peek()
  }

  #isBehind(chat: Chat): boolean {
    const { timeline, heads } = chat
    const end = Math.min(heads.head, chat.row.to ?? Infinity)
    return timeline === null || timeline.cursor < end || !reachesOwed(chat, this.#core.memory.me)
  }
}
