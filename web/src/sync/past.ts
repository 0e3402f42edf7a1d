/**
 * The window of a look far back (far-back.ts), which lies apart from the newest one. It grows both ways, and where it comes
 * up to the newest they are one again, so there is no hole on the way to the present. What changes meanwhile changes in it
 * too (log.ts).
 *
 * A way that is short is read whole instead, and leaves one window. It is given up by going to the newest message, by
 * sending, and by leaving the chat.
 */
import { batch } from '@preact/signals'
import type { ChatID, History } from '../protocol/wire.gen.ts'
import type { Chat } from '../state/chat.ts'
import type { OpenChat } from '../state/memory.ts'
import { touches } from '../state/timeline.ts'
import type { Core } from './core.ts'
import type { Log } from './log.ts'

/** Read at once, by what catches up. */
const PAGE = 200

export class Past {
  readonly #core: Core
  readonly #log: Log

  constructor(core: Core, log: Log) {
    this.#core = core
    this.#log = log
  }

  leave(open: OpenChat): void {
    if (open.past.peek() === null) return
    batch(() => {
      open.past.value = null
      this.settle(open)
    })
  }

  /** What there is above and below of what is shown. */
  settle(open: OpenChat): void {
    const chat = this.#chat(open.id)
    if (chat?.timeline == null) return
    const past = open.past.peek()
    if (past !== null && touches(past, chat.timeline)) {
      this.#log.joined(open.id, past)
      open.past.value = null
    }
    const floor = open.past.peek()?.floor ?? this.#chat(open.id)?.timeline?.floor ?? 0
    open.older.value = floor > chat.row.from + 1 ? 'some' : 'none'
    open.newer.value = open.past.peek() === null ? 'none' : 'some'
  }

  /**
   * A page that pushes have overtaken lacks what they changed in it, so those entries are read. It is in a window already:
   * what comes while they are on their way changes it there.
   */
  async catchUp({ chat, head }: History): Promise<void> {
    for (let after = head; after < (this.#chat(chat)?.timeline?.cursor ?? 0); ) {
      const changes = await this.#core.link.call('changes.read', { chat, after, limit: PAGE })
      this.#log.changed(changes, after)
      if (changes.upto <= after) return
      after = changes.upto
    }
  }

  #chat(id: ChatID): Chat | undefined {
    return this.#core.memory.chat(id)?.peek()
  }
}
