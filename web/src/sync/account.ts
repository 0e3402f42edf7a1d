/**
 * One account while it is signed in here: what this device keeps of it, its connection, and everything between the two.
 * Built and ended by `actions`; ending it leaves what is kept, forgetting it does not.
 *
 * Each new connection does the same, in this order: what waits to be sent goes out, what the tab shows is subscribed, what
 * was missed is fetched, what was read meanwhile is reported. A person who is signed out elsewhere keeps the outbox on
 * this device until they are back or drop it.
 */
import { batch, effect, untracked } from '@preact/signals'
import type { Kept, Store } from '../db/store.ts'
import type { Connection } from '../net/connection.ts'
import type { Post } from '../net/http.ts'
import { Link, type LinkSurroundings } from '../net/link.ts'
import type { Cancel } from '../platform/clock.ts'
import type { PageEvent } from '../platform/page.ts'
import type { Exclusive, OpenBroadcast } from '../platform/tabs.ts'
import type { ChatID, ChatSubscribed, NotificationsSubscribed, Welcome } from '../protocol/wire.gen.ts'
import { withMine, type Pending } from '../state/chat.ts'
import type { Memory } from '../state/memory.ts'
import type { Route } from '../state/views.ts'
import { Catchup } from './catchup.ts'
import type { Chime } from './chime.ts'
import { ConnectionShown } from './connection-view.ts'
import type { Core } from './core.ts'
import { Drafts } from './drafts.ts'
import { apply, arrived } from './events.ts'
import { HistoryReader } from './history.ts'
import { Journal } from './journal.ts'
import { Log } from './log.ts'
import { noteMentions } from './mentions.ts'
import { Outbox } from './outbox.ts'
import { Receipts } from './receipts.ts'
import { asPending, recallUnreported } from './recall.ts'
import type { Strangers } from './strangers.ts'
import { Subscriptions } from './subscriptions.ts'
import { Tabs, type TabMessage } from './tabs.ts'
import { Typing } from './typing.ts'

export interface AccountSurroundings extends LinkSurroundings {
  readonly memory: Memory
  readonly post: Post
  readonly exclusive: Exclusive
  readonly openBroadcast: OpenBroadcast
  readonly chime: Pick<Chime, 'arrived' | 'caughtUp'>
}

export interface AccountEars {
  welcomed(welcome: Welcome): void
  /** The session has ended, here or elsewhere. */
  signedOut(): void
}

const TICK = 10_000

export class Account {
  readonly core: Core
  readonly outbox: Outbox
  readonly typing: Typing
  readonly drafts: Drafts
  readonly receipts: Receipts
  readonly history: HistoryReader
  readonly log: Log
  readonly #ears: AccountEars
  readonly #link: Link
  readonly #catchup: Catchup
  #strangers: Promise<Strangers> | undefined
  readonly #subscriptions: Subscriptions
  readonly #tabs: Tabs
  readonly #shown: ConnectionShown
  readonly #chime: AccountSurroundings['chime']
  /** Rows of the outbox whose chat is not known yet. */
  #strays: readonly Pending[] = []
  #ends: (() => void)[] = []
  #nextTick: Cancel = () => {}
  #serverAhead = 0
  /** In this epoch everything that was sent is known to be there, or is offered again (C17). */
  #checkedEpoch: string | undefined

  /** Takes over what was kept and is painted already; the connection follows with `start`. */
  static async open(around: AccountSurroundings, ears: AccountEars, store: Store, kept: Kept): Promise<Account> {
    const account = new Account(around, ears, store, kept)
    await recallUnreported(account.core, account.log, account.receipts)
    return account
  }

  private constructor(around: AccountSurroundings, ears: AccountEars, store: Store, kept: Kept) {
    const { memory, post, clock, random, page, chime } = around
    this.#ears = ears
    this.#chime = chime
    this.#link = new Link(around, {
      changed: (connection) => this.#changed(connection),
      welcomed: (welcome) => this.#welcomed(welcome),
      opened: () => this.#resume(() => this.#catchup.reread()),
      happened: (event) => apply({ core: this.core, log: this.log, catchup: this.#catchup, receipts: this.receipts, typing: this.typing, chime }, event),
      told: (now) => (this.#serverAhead = now - clock.now()),
    })
    this.core = { memory, store, journal: new Journal(store, kept.sync), link: this.#link, post, clock, random, page }
    this.#shown = new ConnectionShown(memory, clock)
    this.#tabs = new Tabs(around.openBroadcast, memory.me, (message) => this.#heard(message))
    this.receipts = new Receipts(this.core, {
      read: (chat, seq) => this.#tabs.tell({ says: 'read', chat, seq }),
      marked: (chat) => this.#catchup.recounted(chat),
    })
    this.log = new Log(this.core, this.receipts, {
      unfolded: (chat, stretch) => void this.#catchup.unfold(chat, stretch),
    })
    this.#catchup = new Catchup(
      this.core,
      this.log,
      { drafted: (row) => this.drafts.synced(row), listed: () => this.#listed() },
      kept.sync,
    )
    this.core.memory.met = (id) => {
      this.#strangers ??= import('./strangers.ts').then(({ Strangers }) => new Strangers(this.core, this.log))
      this.#strangers.then((strangers) => strangers.meet(id)).catch(() => (this.#strangers = undefined))
    }
    this.history = new HistoryReader(this.core, this.log)
    this.typing = new Typing(this.core)
    this.drafts = new Drafts(this.core, (chat, text, at) => this.#tabs.tell({ says: 'draft', chat, text, at }))
    this.outbox = new Outbox(this.core, around.exclusive, {
      accepted: (message) => arrived({ log: this.log, catchup: this.#catchup }, message.chat, { seq: message.seq, message }),
      changed: (chat, id, row) => this.#tabs.tell(row === null ? { says: 'settled', chat, id } : { says: 'pending', row }),
    })
    this.#subscriptions = new Subscriptions(this.core, {
      chat: (confirmed) => this.#subscribedChat(confirmed),
      notifications: (confirmed) => this.#subscribedNotifications(confirmed),
    })
    for (const [chat, { at }] of kept.drafts) this.drafts.kept(chat, at)
    // A row may have reached the disk without the draft that stands in it, where the page ended in between.
    for (const { row } of memory.all()) this.drafts.synced(row)
    batch(() => {
      this.#strays = kept.outbox.map(asPending)
      this.#house(memory.chatIDs.peek())
    })
  }

  /** Connects, and follows where the page is. */
  start(): void {
    const { memory, page } = this.core
    this.#ends = [
      page.listen((event) => this.#window(event)),
      effect(() => {
        const route = memory.route.value
        const known = route.page === 'chat' && memory.chatIDs.value.includes(route.chat)
        untracked(() => this.#showing(route, known))
      }),
      effect(() => {
        const known = memory.chatIDs.value
        untracked(() => this.#house(known))
      }),
      () => this.#nextTick(),
    ]
    this.#tick()
    this.#link.start()
  }

  /** Another try of the connection, at once. */
  tryAgain(): void {
    this.#link.nudge('retry-now')
  }

  /** How many messages are on this device only. */
  unsent(): number {
    const { memory } = this.core
    return this.#strays.length + memory.all().reduce((sum, { outbox }) => sum + outbox.filter((row) => row.seq === undefined).length, 0)
  }

  /** Ends the life of the account in this tab; what is kept stays. */
  async stop(): Promise<void> {
    this.drafts.stoppedAll()
    this.#end()
    await this.core.journal.kept()
    this.core.store.close()
  }

  /** Ends it here and in the other tabs, and forgets everything that is kept. */
  async forget(): Promise<void> {
    this.#tabs.tell({ says: 'signed-out' })
    this.#end()
    await this.core.store.destroy()
    await (await import('../db/bytes.ts')).destroyBytes(this.core.memory.me)
  }

  #end(): void {
    for (const end of this.#ends) end()
    this.#link.stop()
    this.#shown.stop()
    this.receipts.stop()
    this.typing.forget()
    this.#tabs.close()
  }

  /** A chat that the server just told of, as the answer to a wish of this person. */
  learned(told: Pick<ChatSubscribed, 'row' | 'heads' | 'people'>): void {
    batch(() => {
      this.log.people(told.people)
      this.log.row(told.row)
      this.log.heads([told.heads])
    })
    this.#catchup.behind(told.row.chat)
  }

  #changed(connection: Connection): void {
    this.#shown.show(connection)
    if (connection.state === 'connecting') this.typing.forget()
    if (connection.state === 'offline') this.history.giveUp()
    if (connection.state === 'signed-out') this.#ears.signedOut()
  }

  #tick(): void {
    const { memory, clock } = this.core
    memory.now.value = clock.now() + this.#serverAhead
    this.#nextTick = clock.after(TICK, () => this.#tick())
  }

  /** Rows of the outbox go to their chats as soon as those are known. */
  #house(known: readonly ChatID[]): void {
    for (const row of this.#strays) if (known.includes(row.chat)) this.outbox.adopt(row)
    this.#strays = this.#strays.filter((row) => !known.includes(row.chat))
    this.core.memory.strays.value = this.#strays.length
  }

  #welcomed(welcome: Welcome): void {
    this.#ears.welcomed(welcome)
    this.#resume(() => this.#catchup.welcomed(welcome))
  }

  #resume(catchUp: () => Promise<void>): void {
    this.receipts.resume()
    this.#strangers?.then((strangers) => strangers.resume()).catch(() => undefined)
    this.history.resume()
    void this.outbox.resume()
    this.#subscriptions.resume()
    void catchUp().then(() => this.history.refresh())
  }

  /** The account's rows and all heads are here. */
  #listed(): void {
    const { epoch } = this.#catchup
    this.drafts.resume()
    this.#chime.caughtUp()
    // What called one by name while no device was there to see it is not among the rows that are fetched.
    if (this.core.memory.all().some(({ row, heads }) => row.kind === 'group' && heads.unread > 0)) this.#subscriptions.glance()
    if (epoch === this.#checkedEpoch) return
    this.#checkedEpoch = epoch
    import('./reoffer.ts').then(({ reoffer }) => reoffer(this.core, epoch, this.outbox)).catch(() => (this.#checkedEpoch = undefined))
  }

  #showing(route: Route, known: boolean): void {
    const { memory } = this.core
    const wanted = route.page === 'chat' ? route.chat : undefined
    const open = memory.open.peek()
    if (open !== null && (open.id !== wanted || !known)) this.#leave(open.id)
    this.#subscriptions.show({ chat: wanted, notifications: route.page === 'notifications' })
    if (wanted === undefined || !known) return
    if (memory.chat(wanted)?.peek().row.marked_unread === true) this.#opened(wanted)
    const at = route.page === 'chat' ? route.at : undefined
    if (memory.open.peek()?.id !== wanted) void this.history.open(wanted, at)
    else if (at === undefined) void this.history.refresh()
    else void this.history.openAt(at)
  }

  /** Opening a chat takes one's own dot off it. Without a connection that waits for the next opening. */
  #opened(chat: ChatID): void {
    this.#link.call('chat.set', { chat, marked_unread: false }).catch(() => undefined)
  }

  #leave(chat: ChatID): void {
    this.typing.stop(chat)
    this.drafts.left(chat)
    this.receipts.left(chat)
    this.core.memory.open.value = null
    this.drafts.released(chat)
    this.log.trimUnseen(chat)
  }

  #window(event: PageEvent): void {
    if (event === 'focus' || event === 'visible') {
      this.receipts.attend()
      this.#nextTick()
      this.#tick()
    }
    if (event === 'hidden' || event === 'leaving') this.drafts.stoppedAll()
    const open = this.core.memory.open.peek()
    if ((event === 'blur' || event === 'leaving') && open !== null) this.typing.stop(open.id)
    if (event === 'blur' && open !== null) this.drafts.released(open.id)
  }

  #subscribedChat(confirmed: ChatSubscribed): void {
    this.learned(confirmed)
    this.core.memory.putPresence(confirmed.presence)
    this.typing.told(confirmed.typing)
  }

  #subscribedNotifications({ heads, accepted, mentions, people }: NotificationsSubscribed): void {
    const { memory } = this.core
    batch(() => {
      this.log.people(people)
      this.log.heads(heads)
      memory.notices.value = { ...memory.notices.peek(), ready: true, accepted }
      noteMentions(memory, mentions)
    })
  }

  #heard(message: TabMessage): void {
    const { memory } = this.core
    switch (message.says) {
      case 'pending':
        this.outbox.adopt(message.row)
        break
      case 'settled':
        this.outbox.release(message.chat, message.id)
        break
      case 'draft':
        this.drafts.told(message.chat, message.text, message.at)
        break
      case 'read':
        memory.change(message.chat, (chat) => withMine(chat, { read: message.seq }, memory.me))
        break
      case 'signed-out':
        this.#ears.signedOut()
        break
    }
  }
}
