/**
 * Says how far this device has chats on its disk, for message info on one's other devices. Marks say it of what others wrote;
 * this says it of what one wrote oneself, elsewhere too. Gathered for a while, and once more on each connection, since what
 * a server gathers it loses when it dies.
 */
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Core } from './core.ts'

const GATHER = 1_500
/** The server takes no more at once; of so many chats, those that are left out grow again. */
const AT_ONCE = 200

export class Places {
  readonly #core: Core
  /** Chats that grew since the page began. */
  readonly #kept = new Map<ChatID, number>()
  /** What was said of them on this connection. */
  readonly #said = new Map<ChatID, number>()
  #waits = false

  constructor(core: Core) {
    this.#core = core
  }

  stored(chat: ChatID, cursor: number): void {
    this.#kept.set(chat, cursor)
    this.#soon()
  }

  /** A mark of this device's said it too. */
  said(chat: ChatID, cursor: number): void {
    this.#said.set(chat, cursor)
  }

  resume(): void {
    this.#said.clear()
    this.#soon()
  }

  /** Another epoch: what this device had counts no more (C17). */
  forget(): void {
    this.#kept.clear()
  }

  #soon(): void {
    if (this.#waits || this.#kept.size === 0) return
    this.#waits = true
    this.#core.clock.after(GATHER, () => {
      this.#waits = false
      this.#say()
    })
  }

  #say(): void {
    const { link } = this.#core
    if (!link.connected) return
    const owed = [...this.#kept].filter(([chat, cursor]) => cursor > (this.#said.get(chat) ?? 0)).slice(-AT_ONCE)
    for (const [chat, cursor] of owed) this.said(chat, cursor)
    if (owed.length > 0) link.tell('receipt.mark', { marks: owed.map(([chat, stored]) => ({ chat, stored })) })
  }
}
