/**
 * Says that one types, and shows that others do (C34).
 *
 * The first key says `on` at once; it is repeated every 3 s while keys come, and 1 s without one, sending, clearing,
 * leaving or losing the focus says `off`. What others say holds for 6 s unless it is repeated. Nothing of it is kept; what
 * a lost connection swallows ends by itself on both sides.
 */
import type { Cancel } from '../platform/clock.ts'
import type { ChatID, Typing as TypingTold } from '../protocol/wire.gen.ts'
import { nobody, othersOf } from '../state/typing.ts'
import type { Core } from './core.ts'

const REFRESH = 3_000
const IDLE = 1_000
const STALE = 6_000

export class Typing {
  readonly #core: Core
  /** The chat that this tab is said to type in. */
  #on: { readonly chat: ChatID; readonly since: number } | undefined
  #idle: Cancel = () => {}
  readonly #stale = new Map<ChatID, Cancel>()

  constructor(core: Core) {
    this.#core = core
  }

  /** The person changed the text. */
  key(chat: ChatID, text: string): void {
    if (text === '') {
      this.stop(chat)
      return
    }
    const { clock, link } = this.#core
    if (this.#on !== undefined && this.#on.chat !== chat) this.stop(this.#on.chat)
    if (this.#on === undefined || clock.now() - this.#on.since >= REFRESH) {
      link.tell('typing.set', { chat, on: true })
      this.#on = { chat, since: clock.now() }
    }
    this.#idle()
    this.#idle = clock.after(IDLE, () => this.stop(chat))
  }

  /** Sent, cleared, left or idle. */
  stop(chat: ChatID): void {
    if (this.#on?.chat !== chat) return
    this.#idle()
    this.#on = undefined
    this.#core.link.tell('typing.set', { chat, on: false })
  }

  told(typing: TypingTold): void {
    const { memory, clock } = this.#core
    const others = othersOf(typing, memory.me)
    memory.change(typing.chat, (chat) => ({ ...chat, typing: others }))
    this.#stale.get(typing.chat)?.()
    this.#stale.delete(typing.chat)
    if (others.count > 0) this.#stale.set(typing.chat, clock.after(STALE, () => this.#drop(typing.chat)))
  }

  /** Without a connection nobody is known to type. */
  forget(): void {
    this.#idle()
    this.#on = undefined
    for (const chat of [...this.#stale.keys()]) this.#drop(chat)
  }

  #drop(id: ChatID): void {
    this.#stale.get(id)?.()
    this.#stale.delete(id)
    this.#core.memory.change(id, (chat) => ({ ...chat, typing: nobody }))
  }
}
