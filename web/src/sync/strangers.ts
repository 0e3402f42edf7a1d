/**
 * Asks for the names of people whom something mentions before anything has named them (C30c): somebody who was just added to a large
 * group, or who writes there first. Pushes carry ids alone; the names of those who matter are fetched together, once. Comes itself with the first of them.
 */
import type { UserID } from '../protocol/wire.gen.ts'
import type { Core } from './core.ts'
import type { Log } from './log.ts'

/** What comes with the same answer, or right behind it, need not be asked for. */
const TOGETHER = 60
const AT_ONCE = 200

export class Strangers {
  readonly #core: Core
  readonly #log: Log
  readonly #met = new Set<UserID>()
  #waits = false

  constructor(core: Core, log: Log) {
    this.#core = core
    this.#log = log
  }

  /** A new connection: who is still nameless is asked for again. */
  resume(): void {
    this.#later()
  }

  meet(id: UserID): void {
    this.#met.add(id)
    this.#later()
  }

  #later(): void {
    if (this.#waits) return
    this.#waits = true
    this.#core.clock.after(TOGETHER, () => {
      this.#waits = false
      this.#ask()
    })
  }

  #ask(): void {
    const { memory, link } = this.#core
    for (const id of this.#met) if (!memory.isNameless(id)) this.#met.delete(id)
    const users = [...this.#met].slice(0, AT_ONCE)
    if (users.length === 0 || !link.connected) return
    link.call('person.get', { users }).then(
      ({ people }) => {
        // Whom one may not know is not answered, and not asked for again.
        for (const id of users) this.#met.delete(id)
        this.#log.people(people)
        if (this.#met.size > 0) this.#later()
      },
      () => {}, // asked again on the next connection
    )
  }
}
