/**
 * Decides which messages the system tells of while no window of this device is looked at: one notice for each chat, the
 * newest message in it, gone as soon as that was read anywhere, or deleted. What is read within a moment on another device
 * is not told at all. Once over all tabs, as the sound; a chat that is quiet tells only of what calls one by name.
 */
import { effect, untracked } from '@preact/signals'
import type { Claim } from '../platform/claim.ts'
import type { Clock } from '../platform/clock.ts'
import type { Notices } from '../platform/notices.ts'
import type { Page } from '../platform/page.ts'
import { filesOf, textOf } from '../protocol/content.ts'
import type { ChatID, Message } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import type { Told } from '../state/notice-words.ts'

export interface NotifierSurroundings {
  readonly memory: Memory
  readonly clock: Clock
  readonly page: Page
  readonly claim: Claim
  readonly notices: Notices
  /** What this device set last, in any of its tabs: whether to notify, and whether to say who wrote and what. */
  readonly look: () => { readonly notify: boolean; readonly preview: boolean }
  readonly open: (chat: ChatID) => void
  /** What a notice says, in the person's language. */
  readonly words: (told: Told) => { readonly title: string; readonly body: string }
}

/** For whoever reads on another device, which tells of it within this time (R8.1, C19). */
const GRACE = 1_000
/** How long a message is spoken for among the tabs. */
const SPOKEN_FOR = 5_000

export class Notifier {
  readonly #around: NotifierSurroundings
  /** What is shown, by chat: the way to take it away, and up to where it tells. */
  readonly #shown = new Map<ChatID, { readonly end: () => void; readonly count: number }>()

  constructor(around: NotifierSurroundings) {
    this.#around = around
  }

  /** A message that is to be told, by the rules that the sound follows too. */
  async tell(message: Message): Promise<void> {
    const { clock, page, claim, look, notices } = this.#around
    const { chat, seq } = message
    const name = `twoticks-told-${chat}-${seq}`
    // Whoever looks at any window of this device sees it come.
    if (page.visible() && page.focused()) return void (await claim(name, SPOKEN_FOR))
    await new Promise<void>((resolve) => clock.after(GRACE, resolve))
    if (!look().notify || !notices.allowed() || this.#isOver(chat, seq) || (page.visible() && page.focused())) return
    if (await claim(name, SPOKEN_FOR)) this.#show(message)
  }

  /** Takes over what was shown while no page was open: it goes when that was read, and is counted on. */
  async adopt(): Promise<void> {
    for (const { name, seq, count, close } of await this.#around.notices.standing()) {
      if (!this.#shown.has(name)) this.#keep(name, seq, count, close)
    }
  }

  #show(message: Message): void {
    const { notices, look, open, words } = this.#around
    const { chat, seq } = message
    const before = this.#shown.get(chat)
    const count = (before?.count ?? 0) + 1
    before?.end()
    const { title, body } = words(look().preview ? this.#told(message, count) : { count })
    this.#keep(chat, seq, count, notices.show({ name: chat, title, body, seq, count }, () => open(chat)))
  }

  #keep(chat: ChatID, seq: number, count: number, close: () => void): void {
    const watching = effect(() => {
      if (this.#isOver(chat, seq)) untracked(() => this.#end(chat))
    })
    this.#shown.set(chat, {
      count,
      end: () => {
        watching()
        close()
      },
    })
    if (untracked(() => this.#isOver(chat, seq))) this.#end(chat)
  }

  #end(chat: ChatID): void {
    const shown = this.#shown.get(chat)
    this.#shown.delete(chat)
    shown?.end()
  }

  /** Read anywhere, deleted for everyone, or not this person's to see any more. Told to whoever watches. */
  #isOver(id: ChatID, seq: number): boolean {
    const chat = this.#around.memory.chat(id)?.value
    if (chat === undefined || chat.heads.mine.read >= seq) return true
    return chat.timeline?.messages.some((row) => row.seq === seq && row.deleted_seq !== undefined && row.deleted_seq > 0) === true
  }

  #told({ chat: id, sender, content }: Message, count: number): Told {
    const { memory } = this.#around
    const chat = memory.chat(id)?.peek()
    const group = chat?.row.kind === 'group' ? chat.row.name : undefined
    const holds = content && filesOf(content)?.map(({ shape }) => shape ?? 'file')
    return { from: memory.person(sender).name, group, text: content && textOf(content), holds, count }
  }
}
