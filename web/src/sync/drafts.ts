/**
 * What was begun and not sent, one text per chat, on this device (R11.4). It is in memory with every key, and a moment
 * later on the disk and in the other tabs. What is being written here is never replaced by what another tab says.
 */
import type { Cancel } from '../platform/clock.ts'
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Core } from './core.ts'

const SETTLE = 300

export class Drafts {
  readonly #core: Core
  readonly #tell: (chat: ChatID, text: string, at: number) => void
  readonly #unsettled = new Map<ChatID, Cancel>()

  constructor(core: Core, tell: (chat: ChatID, text: string, at: number) => void) {
    this.#core = core
    this.#tell = tell
  }

  typed(id: ChatID, text: string): void {
    this.#core.memory.change(id, (chat) => ({ ...chat, draft: text, draftedAt: text === '' ? 0 : chat.draftedAt }))
    this.#unsettled.get(id)?.()
    this.#unsettled.set(id, this.#core.clock.after(SETTLE, () => this.settle(id)))
  }

  /** The message was sent: its draft is gone at once. */
  sent(id: ChatID): void {
    this.typed(id, '')
    this.settle(id)
  }

  /** The chat was left: a draft that stays behind moves it up in the list. */
  left(id: ChatID): void {
    this.settle(id)
    const at = this.#core.clock.now()
    this.#core.memory.change(id, (chat) => {
      if (chat.draft === '' || chat.draftedAt > 0) return chat
      this.#core.journal.draft(id, { text: chat.draft, at })
      return { ...chat, draftedAt: at }
    })
  }

  /** Writes down what only memory knows: the page may end. */
  settleAll(): void {
    for (const id of [...this.#unsettled.keys()]) this.settle(id)
  }

  settle(id: ChatID): void {
    const cancel = this.#unsettled.get(id)
    const chat = this.#core.memory.chat(id)?.peek()
    if (cancel === undefined || chat === undefined) return
    cancel()
    this.#unsettled.delete(id)
    this.#core.journal.draft(id, chat.draft === '' ? null : { text: chat.draft, at: chat.draftedAt })
    this.#tell(id, chat.draft, chat.draftedAt)
  }

  /** Another tab changed it. */
  told(id: ChatID, text: string, at: number): void {
    const { memory, page } = this.#core
    const writingHere = memory.open.peek()?.id === id && page.focused()
    if (!writingHere) memory.change(id, (chat) => ({ ...chat, draft: text, draftedAt: at }))
  }
}
