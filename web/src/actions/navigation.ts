/**
 * Where the page is: the address and the route say the same, people without a session land at a door and come back to
 * where they wanted to go, and the tab's title counts the chats with unread messages.
 */
import { computed, effect, untracked } from '@preact/signals'
import type { Address } from '../platform/page.ts'
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import { wantsAttention } from '../state/attention.ts'
import { chatPath, redirected, routeOf } from '../state/route.ts'

const NAME = 'Twoticks'
const HOME = '/'
const DOORS: ReadonlySet<string> = new Set(['sign-in', 'sign-up', 'set-up', 'invite'])

export class Navigation {
  readonly #memory: Memory
  readonly #address: Address
  /** Where somebody wanted to go who had to sign in first. */
  #wanted: string | undefined

  constructor(memory: Memory, address: Address) {
    this.#memory = memory
    this.#address = address
  }

  start(): void {
    this.#address.listen(() => this.#follow())
    effect(() => {
      const to = redirected(this.#memory.route.value, this.#memory.session.value)
      untracked(() => this.#redirect(to))
    })
    const unread = computed(() => this.#memory.chatIDs.value.filter((id) => {
      const chat = this.#memory.chat(id)?.value
      return chat !== undefined && wantsAttention(chat, () => this.#memory.now.value, this.#memory.settings.value)
    }).length)
    effect(() => this.#address.setTitle(unread.value > 0 ? `(${unread.value}) ${NAME}` : NAME, unread.value))
  }

  go = (path: string, replace = false): void => {
    if (path === this.#address.path()) return
    this.#address.go(path, replace)
    this.#follow()
  }

  /** Past the door: to the chat that an invitation leads to, or to where the person wanted to go. */
  enter(chat?: ChatID): void {
    if (chat === undefined && !DOORS.has(this.#memory.route.peek().page)) return
    const path = chat === undefined ? (this.#wanted ?? HOME) : chatPath(chat)
    this.#wanted = undefined
    this.go(path, true)
  }

  #follow(): void {
    this.#memory.route.value = routeOf(this.#address.path())
  }

  #redirect(to: ReturnType<typeof redirected>): void {
    if (to === undefined) return
    if (to === 'home') {
      this.enter()
      return
    }
    this.#wanted = this.#address.path()
    this.go(`/${to}`, true)
  }
}
