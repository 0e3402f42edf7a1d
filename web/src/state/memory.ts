/**
 * What is true in this tab now: the signals from which everything on the screen follows, and the plain ways to change
 * them. `sync` and `actions` write here, `views` reads; no clock, no network, no disk. Losing it loses nothing, since the
 * disk and the server hold it too; it is emptied when another person signs in.
 */
import { batch, signal, type Signal } from '@preact/signals'
import type { AcceptedInvitation, ChatID, ChatRow, Message, Person, Presence, ReceiptReached, UserID } from '../protocol/wire.gen.ts'
import { words } from '../words/words.ts'
import type { Chat } from './chat.ts'
import { newChat } from './new-chat.ts'
import type { Settings } from './settings.ts'
import type { Timeline } from './timeline.ts'
import type { ConnectionView, DeviceView, Failure, PersonView, PresenceView, Route, SessionView, Target } from './views.ts'

/** The chat that is open in this tab, beside what the chat itself is. */
export interface OpenChat {
  readonly id: ChatID
  readonly loading: Signal<'empty' | 'ready' | 'failed'>
  /** Why the first page is not here, where the server said so. */
  readonly failure: Signal<Failure | null>
  readonly older: Signal<'none' | 'some' | 'loading' | 'failed'>
  readonly newer: Signal<'none' | 'some' | 'loading' | 'failed'>
  /** A window that lies apart below the newest one and is shown in its place: the reader jumped there. */
  readonly past: Signal<Timeline | null>
  /** The row that is to be shown; a new object each time it is asked for. */
  readonly target: Signal<Target | null>
  readonly divider: Signal<{ readonly seq: number; readonly count: number } | null>
}

export function openChat(id: ChatID): OpenChat {
  return {
    id, loading: signal('empty'), failure: signal(null), older: signal('none'), newer: signal('none'), past: signal(null), target: signal(null),
    divider: signal(null),
  }
}

export interface Notices {
  readonly ready: boolean
  readonly accepted: readonly AcceptedInvitation[]
  /** What calls one by name in groups, newest first; some may have been read since. */
  readonly mentions: readonly Message[]
}

export type Look = Pick<DeviceView, 'theme' | 'language' | 'textSize' | 'enterSends' | 'sound' | 'notify' | 'preview' | 'emoji' | 'listWidth'>

export const plainLook: Look = { theme: 'system', language: 'en', textSize: 15, enterSends: true, sound: true, notify: true, preview: true, emoji: [] }

const noNotices: Notices = { ready: false, accepted: [], mentions: [] }
const unknownPresence: PresenceView = { state: 'unknown' }

export class Memory {
  readonly route: Signal<Route>
  readonly session: Signal<SessionView> = signal({ state: 'unknown' })
  readonly connection: Signal<ConnectionView> = signal({ state: 'connecting' })
  readonly banner = signal(false)
  readonly loaded = signal(false)
  readonly open: Signal<OpenChat | null> = signal(null)
  readonly notices: Signal<Notices> = signal(noNotices)
  readonly durable = signal(true)
  /** Rows of the outbox whose chat is not known (any more, or yet). */
  readonly strays = signal(0)
  readonly busy: Signal<Failure | null> = signal(null)
  readonly updateReady = signal(false)
  readonly look: Signal<Look> = signal(plainLook)
  /** What was chosen for all one's devices, by name. */
  readonly settings: Signal<Settings> = signal({})
  readonly now = signal(0)
  /** How much of a file that is being uploaded is there, by its id: 0 to 1. */
  readonly uploaded: Signal<Readonly<Record<string, number>>> = signal({})
  /** The last news of a message whose info is open (C20). */
  readonly reached: Signal<ReceiptReached | null> = signal(null)
  /** The ids of `chats`; a signal of its own, since the map tells nobody of a new one. */
  readonly chatIDs: Signal<readonly ChatID[]> = signal([])
  /** Told of each person who is mentioned for the first time. */
  met: (id: UserID) => void = () => {}
  readonly #chats = new Map<ChatID, Signal<Chat>>()
  readonly #people = new Map<UserID, Signal<PersonView>>()
  readonly #standIns = new WeakMap<PersonView, { readonly by: PersonView; readonly view: PersonView }>()
  readonly #versions = new Map<UserID, number>()
  readonly #presence = new Map<UserID, Signal<PresenceView>>()

  constructor(route: Route) {
    this.route = signal(route)
  }

  /** Who is signed in here; '' when nobody is. */
  get me(): UserID {
    const session = this.session.peek()
    return session.state === 'signed-in' ? session.me.id : ''
  }

  chat(id: ChatID): Signal<Chat> | undefined {
    return this.#chats.get(id)
  }

  /** Every chat, as it is now. */
  all(): Chat[] {
    return this.chatIDs.peek().flatMap((id) => this.#chats.get(id)?.peek() ?? [])
  }

  /** Changes a chat; one that is not known stays unknown. */
  change(id: ChatID, step: (chat: Chat) => Chat): void {
    const chat = this.#chats.get(id)
    if (chat !== undefined) chat.value = step(chat.peek())
  }

  /** One's own row of a chat: a new chat, a changed one, or one that is gone (C30a). Tells whether it is new. */
  putRow(row: ChatRow): boolean {
    const known = this.#chats.get(row.chat)
    if (row.gone === true) {
      this.#forget(row.chat)
      return false
    }
    if (known === undefined) {
      this.putChat(newChat(row))
      return true
    }
    if (row.rev > known.peek().row.rev) known.value = { ...known.peek(), row }
    return false
  }

  putChat(chat: Chat): void {
    this.#chats.set(chat.row.chat, signal(chat))
    this.chatIDs.value = [...this.chatIDs.peek(), chat.row.chat]
  }

  /** People as the server tells them; of two versions of one the higher counts. Answers with those that were news. */
  putPeople(people: readonly Person[]): readonly Person[] {
    return people.filter((person) => {
      if (person.version <= (this.#versions.get(person.id) ?? -1)) return false
      this.#versions.set(person.id, person.version)
      this.#personSignal(person.id).value = personView(person)
      if (person.kind === 'deleted') this.#presenceSignal(person.id).value = unknownPresence
      const session = this.session.peek()
      if (session.state === 'signed-in' && session.me.id === person.id) this.session.value = { ...session, me: personView(person) }
      return true
    })
  }

  /** A person for painting; following a change of their name. Nameless while nothing is known. */
  person = (id: UserID): PersonView => {
    const view = this.#personSignal(id).value
    return view.claimed === undefined ? view : this.#standIn(view, this.#personSignal(view.claimed).value)
  }

  /** The same object for as long as both are the same, as everybody is. */
  #standIn(view: PersonView, by: PersonView): PersonView {
    const made = this.#standIns.get(view)
    if (made?.by === by) return made.view
    const fresh = { ...by, stands: view.id }
    this.#standIns.set(view, { by, view: fresh })
    return fresh
  }

  /** Where there is a picture of a person or a group, for painting. */
  pictureOf = (id: string): string | undefined => {
    const picture = this.#chats.get(id)?.value.row.picture ?? this.#people.get(id)?.value.picture
    return picture && `/pictures/${id}/${picture}`
  }

  /** Nothing is known of this person yet but that there is one. */
  isNameless(id: UserID): boolean {
    return !this.#versions.has(id)
  }

  /** All of whom something is known. */
  everybody(): PersonView[] {
    return [...this.#versions.keys()].map((id) => this.#personSignal(id).peek())
  }

  putPresence(told: readonly Presence[]): void {
    for (const { user, state, last_seen_at: lastSeenAt } of told) {
      const known = state === 'online' || state === 'offline' ? state : 'unknown'
      this.#presenceSignal(user).value = lastSeenAt === undefined ? { state: known } : { state: known, lastSeenAt }
    }
  }

  /** What was told of people's presence does not hold any more. */
  forgetPresence(): void {
    batch(() => {
      for (const presence of this.#presence.values()) presence.value = unknownPresence
    })
  }

  presence = (user: UserID): PresenceView => this.#presenceSignal(user).value

  /** Nobody is signed in here any more: nothing of theirs stays. */
  empty(): void {
    batch(() => {
      this.open.value = null
      this.notices.value = noNotices
      this.loaded.value = false
      this.chatIDs.value = []
      this.strays.value = 0
      this.busy.value = null
      this.settings.value = {}
      for (const kept of [this.#chats, this.#people, this.#versions, this.#presence]) kept.clear()
    })
  }

  #forget(id: ChatID): void {
    if (!this.#chats.delete(id)) return
    this.chatIDs.value = this.chatIDs.peek().filter((other) => other !== id)
  }

  #personSignal(id: UserID): Signal<PersonView> {
    return getOr(this.#people, id, () => {
      this.met(id)
      return signal({ id, name: '', handle: '' })
    })
  }

  #presenceSignal(id: UserID): Signal<PresenceView> {
    return getOr(this.#presence, id, () => signal(unknownPresence))
  }
}

/** A person for painting. An account that was deleted has no name of its own: it is said in the reader's language. */
export function personView({ id, name, handle, about, picture, claimed, kind }: Person): PersonView {
  if (kind === 'deleted') return { id, name: words.talk.deletedAccount, handle: '', deleted: true }
  if (kind === 'placeholder') return { id, name: words.talk.imported(name), handle: '', stands: id, claimed }
  return { id, name, handle, picture, ...(about === undefined ? {} : { about }), ...(kind === 'bot' ? { bot: true } : {}) }
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
