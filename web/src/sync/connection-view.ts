/** The connection as the person sees it: always one of a few words (R6.5), and a banner once trouble has lasted. */
import { TRIES, type Connection } from '../net/connection.ts'
import type { Cancel, Clock } from '../platform/clock.ts'
import type { Memory } from '../state/memory.ts'
import type { ConnectionView } from '../state/views.ts'

const TROUBLE = 2_000

export function viewOf(connection: Connection): ConnectionView {
  switch (connection.state) {
    case 'idle':
      return { state: 'connecting' }
    case 'connecting':
      return connection.first ? { state: 'connecting' } : { state: 'reconnecting', attempt: connection.attempt, of: TRIES }
    case 'reconnecting':
      return { state: 'reconnecting', attempt: connection.attempt, of: TRIES }
    case 'connected':
      return { state: 'connected' }
    case 'slow':
      return { state: 'slow' }
    default:
      return connection
  }
}

export class ConnectionShown {
  readonly #memory: Memory
  readonly #clock: Clock
  #trouble: Cancel | undefined

  constructor(memory: Memory, clock: Clock) {
    this.#memory = memory
    this.#clock = clock
  }

  show(connection: Connection): void {
    const before = this.#memory.connection.peek()
    const view = viewOf(connection)
    if (JSON.stringify(view) !== JSON.stringify(before)) this.#memory.connection.value = view
    if (view.state === 'connected') this.stop()
    else if (view.state === 'offline' && view.reason === 'no-network') this.#memory.banner.value = true
    else this.#trouble ??= this.#clock.after(TROUBLE, () => (this.#memory.banner.value = true))
  }

  stop(): void {
    this.#trouble?.()
    this.#trouble = undefined
    this.#memory.banner.value = false
  }
}
