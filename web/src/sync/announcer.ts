/** Tells a screen reader of new messages in the open chat: one at a time, at most one a second, the newest of those in between. */
import { textOf } from '../protocol/content.ts'
import type { Message } from '../protocol/wire.gen.ts'
import type { Core } from './core.ts'

const BETWEEN = 1_000

export class Announcer {
  readonly #core: Core
  #next: string | undefined
  #waiting = false

  constructor(core: Core) {
    this.#core = core
  }

  arrived({ chat, sender, content }: Message): void {
    const { memory } = this.#core
    const text = content === undefined ? undefined : textOf(content)
    if (text === undefined || sender === memory.me || memory.open.peek()?.id !== chat) return
    this.#next = `${memory.person(sender).name}: ${text}`
    if (!this.#waiting) this.#say()
  }

  #say(): void {
    this.#waiting = this.#next !== undefined
    if (this.#next === undefined) return
    this.#core.memory.announcement.value = this.#next
    this.#next = undefined
    this.#core.clock.after(BETWEEN, () => this.#say())
  }
}
