/**
 * Tells the server what this tab shows, so that its connection gets that stream: the chat that is open (R1.2), the page of
 * notifications (R1.3). Asked by a frame, confirmed by a frame with the state from which the stream goes on, and asked
 * again on every new connection, which knows nothing of the one before.
 */
import type { ChatID, ChatSubscribed, NotificationsSubscribed } from '../protocol/wire.gen.ts'
import type { Core } from './core.ts'

export interface Shown {
  readonly chat: ChatID | undefined
  readonly notifications: boolean
}

export interface SubscriptionEars {
  chat(confirmed: ChatSubscribed): void
  notifications(confirmed: NotificationsSubscribed): void
}

const nothing: Shown = { chat: undefined, notifications: false }

export class Subscriptions {
  readonly #core: Core
  readonly #ears: SubscriptionEars
  #shown: Shown = nothing
  /** What was asked for on this connection. */
  #asked: Shown = nothing

  constructor(core: Core, ears: SubscriptionEars) {
    this.#core = core
    this.#ears = ears
  }

  show(shown: Shown): void {
    this.#shown = shown
    this.#ask()
  }

  /** A new connection. */
  resume(): void {
    this.#asked = nothing
    this.#ask()
  }

  /** Asks once what the notifications would show, where they are not shown. */
  glance(): void {
    if (this.#shown.notifications) return
    const { link } = this.#core
    link.call('notifications.subscribe', {}).then(
      (confirmed) => {
        this.#ears.notifications(confirmed)
        if (!this.#shown.notifications) link.tell('notifications.unsubscribe', {})
      },
      () => {},
    )
  }

  #ask(): void {
    const { link } = this.#core
    if (!link.connected) return
    const before = this.#asked
    const { chat, notifications } = this.#shown
    this.#asked = this.#shown
    if (before.chat !== undefined && before.chat !== chat) link.tell('chat.unsubscribe', { chat: before.chat })
    if (before.notifications && !notifications) link.tell('notifications.unsubscribe', {})
    if (chat !== undefined && chat !== before.chat) {
      // A chat that is not one's own stays unshown; a lost connection asks again.
      link.call('chat.subscribe', { chat }).then((confirmed) => this.#ears.chat(confirmed), () => {})
    }
    if (notifications && !before.notifications) {
      link.call('notifications.subscribe', {}).then((confirmed) => this.#ears.notifications(confirmed), () => {})
    }
  }
}
