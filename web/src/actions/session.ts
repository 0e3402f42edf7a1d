/**
 * Who uses this page, from the first question to the last word: finds out whose session this browser has, starts and ends
 * the life of that account in this tab, and keeps the tabs of the profile in step.
 *
 * Where the server cannot be asked, the page starts with the account it knew last, from what this device keeps. Only
 * signing out here forgets what is kept; a session that was ended elsewhere leaves the outbox for that person's return.
 */
import type { Keep } from '../platform/keep.ts'
import type { Broadcast } from '../platform/tabs.ts'
import type { Person, SessionState, SignedIn, UserID, Welcome } from '../protocol/wire.gen.ts'
import type { PersonView, SessionView } from '../state/views.ts'
import { batch } from '@preact/signals'
import type { StoreEars } from '../db/open.ts'
import type { Kept, Store } from '../db/store.ts'
import type { Account, AccountEars, AccountSurroundings } from '../sync/account.ts'
import { restore, restoreOpen } from '../sync/restore.ts'
import { personView } from '../state/memory.ts'
import type { Navigation } from './navigation.ts'

type SignedInView = SessionView & { state: 'signed-in' }
type Registration = 'open' | 'invite' | 'closed'

/** What is known of an account before its database is open. */
interface KnownAccount {
  readonly me: Person
  readonly session: SignedInView
}

export interface SessionSurroundings extends AccountSurroundings {
  readonly keep: Keep
  readonly openStore: (me: UserID, ears: StoreEars) => Store
  /** What keeps an account alive is fetched beside the first paint, not before it. */
  readonly openAccount: OpenAccount
  readonly navigation: Navigation
}

export type OpenAccount = (around: AccountSurroundings, ears: AccountEars, store: Store, kept: Kept) => Promise<Account>

/** How long what is kept may wait for the server's word on whose it is. */
const PATIENCE = 1_000
const ASK_AGAIN = 5_000
const ACCOUNT = 'account'
const UNSENT = 'unsent'

export class Session {
  readonly #around: SessionSurroundings
  readonly #otherTabs: Broadcast
  #account: Account | undefined
  readonly #waiting: ((account: Account) => void)[] = []
  #ending = false
  /** The last session of this browser was ended elsewhere; the door says so. */
  #ended = false

  constructor(around: SessionSurroundings) {
    this.#around = around
    this.#otherTabs = around.openBroadcast('twoticks-session', () => {
      if (around.memory.session.peek().state === 'signed-out') void this.start()
    })
  }

  /** Does something with the account: now, or as soon as it lives here. A person may be quicker than the page. */
  withAccount(run: (account: Account) => void): void {
    if (this.#account !== undefined) run(this.#account)
    else if (this.#around.memory.me !== '') this.#waiting.push(run)
  }

  /** Gives up what somebody who was signed out elsewhere had not sent, with everything else that is kept of them. */
  async dropUnsent(): Promise<void> {
    const { keep, memory } = this.#around
    const unsent = asUnsent(keep.read(UNSENT))
    keep.remove(UNSENT)
    const session = memory.session.peek()
    if (session.state === 'signed-out') {
      const { unsent: _, ...rest } = session
      memory.session.value = rest
    }
    if (unsent !== undefined && unsent.person.id !== memory.me) await this.#open(unsent.person.id).destroy()
  }

  /** The account that lives in this tab now. */
  get account(): Account | undefined {
    return this.#account
  }

  async start(): Promise<void> {
    const { post, clock, keep } = this.#around
    const known = asKnown(keep.read(ACCOUNT))
    const answer = post('session.get', {}).catch(() => undefined)
    const patience = new Promise<undefined>((resolve) => clock.after(PATIENCE, () => resolve(undefined)))
    const told = await (known === undefined ? answer : Promise.race([answer, patience]))
    if (told !== undefined) return this.#told(told)
    if (known === undefined) {
      this.#show({ state: 'signed-out', registration: 'open', setUp: false, needsSetUpLink: false })
      clock.after(ASK_AGAIN, () => {
        if (this.#account === undefined) void this.start()
      })
      return
    }
    await this.#live(known)
    const late = await answer
    if (late !== undefined && late.me?.id !== known.me.id) await this.#told(late)
  }

  /** A form was accepted: the cookie is set. */
  async signedIn({ me, role, chat }: SignedIn, leaveDoor: boolean): Promise<void> {
    await this.#live({ me, session: signedInView(me, role === 'administrator') })
    this.#otherTabs.post('signed in')
    if (leaveDoor) this.#around.navigation.enter(chat)
  }

  /** Signs this device out and forgets what it keeps. Rejects when the server did not hear of it: then nothing changed. */
  signOut(): Promise<void> {
    return this.#endBy(() => this.#around.post('session.end', {}))
  }

  /** The same with the whole account, for good. */
  deleteAccount(form: { readonly password: string; readonly handle: string }): Promise<void> {
    return this.#endBy(() => this.#around.post('account.delete', form))
  }

  async #endBy(end: () => Promise<unknown>): Promise<void> {
    this.#ending = true
    try {
      await end()
    } finally {
      this.#ending = false
    }
    const account = this.#account
    this.#account = undefined
    await account?.forget()
    await this.#door()
  }

  async #told(state: SessionState): Promise<void> {
    if (state.me !== undefined) {
      const known = asKnown(this.#around.keep.read(ACCOUNT))
      const fresh = signedInView(state.me, state.role === 'administrator')
      const session = known?.me.id === state.me.id ? { ...known.session, me: fresh.me, administrator: fresh.administrator } : fresh
      return this.#live({ me: state.me, session })
    }
    const gone = asKnown(this.#around.keep.read(ACCOUNT))
    this.#ended ||= gone !== undefined
    await this.#leave()
    if (gone !== undefined) await this.#countUnsent(gone.me)
    this.#around.keep.remove(ACCOUNT)
    this.#show({
      state: 'signed-out',
      registration: asRegistration(state.registration),
      setUp: state.set_up ?? false,
      needsSetUpLink: state.needs_set_up_link ?? false,
    })
  }

  async #countUnsent(me: PersonView): Promise<void> {
    const store = this.#open(me.id)
    this.#keepUnsent(me, (await store.load()).outbox.length)
    store.close()
  }

  async #live({ me, session }: KnownAccount): Promise<void> {
    const { memory, keep } = this.#around
    this.#ended = false
    await this.#leave()
    keep.write(ACCOUNT, { me, session })
    memory.empty()
    memory.putPeople([me])
    memory.session.value = session
    if (asUnsent(keep.read(UNSENT))?.person.id === me.id) keep.remove(UNSENT)
    const store = this.#open(me.id)
    const kept = await store.load()
    if (memory.me !== me.id) return store.close()
    batch(() => restore(memory, kept))
    await restoreOpen(memory, store)
    const ears: AccountEars = {
      welcomed: (welcome) => this.#welcomed(welcome),
      signedOut: () => void this.#endedElsewhere(account),
    }
    const account = await this.#around.openAccount(this.#around, ears, store, kept)
    if (memory.me !== me.id) return account.stop()
    this.#account = account
    account.start()
    for (const run of this.#waiting.splice(0)) run(account)
  }

  #open(me: UserID): Store {
    const { memory, openStore } = this.#around
    memory.durable.value = true
    return openStore(me, {
      forgetful: () => (memory.durable.value = false),
      superseded: () => {
        void this.#account?.stop()
        memory.connection.value = { state: 'outdated' }
      },
    })
  }

  #welcomed({ me, role, directory, registration, limits }: Welcome): void {
    const { memory, keep } = this.#around
    memory.putPeople([me])
    const session: SignedInView = {
      ...signedInView(me, role === 'administrator'),
      directory,
      registration: asRegistration(registration),
      limits,
    }
    keep.write(ACCOUNT, { me, session })
    if (JSON.stringify(session) !== JSON.stringify(memory.session.peek())) memory.session.value = session
  }

  async #endedElsewhere(account: Account): Promise<void> {
    if (this.#ending || this.#account !== account) return
    this.#ended = true
    const { memory } = this.#around
    const session = memory.session.peek()
    const unsent = account.unsent()
    if (session.state === 'signed-in' && memory.durable.peek()) this.#keepUnsent(session.me, unsent)
    await this.#leave()
    await this.#door()
  }

  /** Nobody is signed in here any more: asks what the door looks like now. */
  async #door(): Promise<void> {
    const { memory, keep, post } = this.#around
    keep.remove(ACCOUNT)
    memory.empty()
    const before = memory.session.peek()
    const registration = before.state === 'signed-in' ? before.registration : 'open'
    this.#show({ state: 'signed-out', registration, setUp: false, needsSetUpLink: false })
    const state = await post('session.get', {}).catch(() => undefined)
    if (state !== undefined && this.#account === undefined) await this.#told(state)
  }

  /** The outbox of somebody who was signed out elsewhere waits for their return (C4). */
  #keepUnsent({ id, name, handle }: PersonView, count: number): void {
    if (count > 0) this.#around.keep.write(UNSENT, { person: { id, name, handle }, count })
  }

  async #leave(): Promise<void> {
    const account = this.#account
    this.#account = undefined
    this.#waiting.length = 0
    await account?.stop()
  }

  #show(view: Omit<SessionView & { state: 'signed-out' }, 'ended' | 'unsent'>): void {
    this.#around.memory.connection.value = { state: 'signed-out' }
    const unsent = asUnsent(this.#around.keep.read(UNSENT))
    this.#around.memory.session.value = { ...view, ended: this.#ended, ...(unsent === undefined ? {} : { unsent }) }
  }
}

/** Before the server's welcome tells the rest. */
function signedInView(me: Person, administrator: boolean): SignedInView {
  return {
    state: 'signed-in',
    me: personView(me),
    administrator,
    directory: false,
    registration: 'open',
    limits,
  }
}

/** What a server takes that has not told. */
const limits = { text_bytes: 16_384, text_characters: 10_000, batch: 50, group_members: 1_024, group_name: 100, group_about: 500, edit_ms: 900_000, delete_ms: 172_800_000, queue_ms: 604_800_000, pinned_chats: 5 }
function asRegistration(word: string): Registration {
  return word === 'invite' || word === 'closed' ? word : 'open'
}

/** What this page wrote itself, or an older one in another shape: then it is as if nothing were known. */
function asKnown(kept: unknown): KnownAccount | undefined {
  const known = kept as KnownAccount | null
  if (typeof known?.me?.id !== 'string' || known.session?.state !== 'signed-in') return undefined
  return { ...known, session: { ...known.session, limits: { ...limits, ...known.session.limits } } }
}

function asUnsent(kept: unknown): { person: PersonView; count: number } | undefined {
  const unsent = kept as { person: PersonView; count: number } | null
  return typeof unsent?.person?.id === 'string' && typeof unsent.count === 'number' ? unsent : undefined
}
