/**
 * What a device holds of its chats, kept true by the rules of the contract: it catches up after each welcome, applies what
 * is pushed, and reads what is missing (C12 to C17). It asks for one thing after the other and keeps everything in memory.
 * What is given to `welcomed` and `happened` is taken in that order, however long an answer takes.
 */
import type { Ask } from './ask.ts'
import type { AccountChanged, Changes, ChatID, ChatRow, Entry, Events, HeadsRow, Hidden, Marks, Message, Stretch, UserID, Welcome } from './wire.gen.ts'

/** More entries behind than this, a chat is read anew instead of caught up with (C12). */
const FAR_BEHIND = 1000
const NEWEST_PAGE = 50
const CHANGES_PAGE = 200

export interface MirroredChat {
  readonly id: ChatID
  readonly row: ChatRow | undefined
  /** The messages are true as of this seq; undefined while nothing was read. */
  readonly cursor: number | undefined
  readonly messages: readonly Message[]
  /** Marks only rise (C20). */
  readonly mine: Marks
  readonly others: Marks
}

interface Held {
  readonly id: ChatID
  row: ChatRow | undefined
  cursor: number | undefined
  messages: Message[]
  mine: Marks
  others: Marks
  /** Where the server said that the chat stands. */
  head: number
  /** What the user deleted for itself. */
  hidden: Set<number>
}

export class Mirror {
  readonly #ask: Ask
  readonly #chats = new Map<ChatID, Held>()
  #me: UserID = ''
  #epoch = ''
  #rev = 0
  #turn: Promise<void> = Promise.resolve()

  constructor(ask: Ask) {
    this.#ask = ask
  }

  get chats(): ReadonlyMap<ChatID, MirroredChat> {
    return this.#chats
  }

  /** Catches up with a server that this device has just connected to. */
  welcomed(welcome: Welcome): Promise<void> {
    return this.#inTurn(async () => {
      this.#me = welcome.me.id
      this.#enter(welcome.epoch)
      await this.#catchUp()
    })
  }

  /** Takes an event. One that is about no chat's log or marks changes nothing. */
  happened<Name extends keyof Events>(name: Name, body: Events[Name]): Promise<void> {
    return this.#inTurn(() => this.#happened(name, body))
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #happened(name: keyof Events, body: Events[keyof Events]): Promise<void> {
    switch (name) {
      case 'message.added': {
        const { message } = body as Events['message.added']
        return this.#pushed(message.chat, { seq: message.seq, message })
      }
      case 'message.changed': {
        const { chat, entry } = body as Events['message.changed']
        return this.#pushed(chat, entry)
      }
      case 'head.moved': {
        const { chat, head } = body as Events['head.moved']
        return this.#moved(chat, head)
      }
      case 'state.reread':
        return this.#catchUp()
      case 'account.changed':
        return this.#accountChanged(body as AccountChanged)
      case 'receipt.advanced': {
        const { chat, user, marks } = body as Events['receipt.advanced']
        return this.#rise(chat, user === this.#me ? { mine: marks } : { others: marks })
      }
      case 'receipt.all_advanced': {
        const { chat, others } = body as Events['receipt.all_advanced']
        return this.#rise(chat, { others })
      }
      case 'expired.changed': {
        const { chat, mine, others, expired } = body as Events['expired.changed']
        this.#rise(chat, { mine, others })
        return drop(this.#chat(chat), expired)
      }
      default:
    }
  }

  /** In another epoch history may be another: what was held is let go (C17). */
  #enter(epoch: string): boolean {
    if (epoch === this.#epoch) return false
    const isAnother = this.#epoch !== ''
    this.#epoch = epoch
    this.#rev = 0
    this.#chats.clear()
    return isAnother
  }

  /** If the epoch changes on the way, it begins again. */
  async #catchUp(): Promise<void> {
    while (await this.#readAll());
  }

  /** The account's rows, then where the chats stand, then what is missing of each, the newest first (C16). */
  async #readAll(): Promise<boolean> {
    if (await this.#readAccount()) return true
    const stand: ChatID[] = []
    let after: string | undefined
    do {
      const page = await this.#ask('heads.list', after === undefined ? {} : { after })
      if (this.#enter(page.epoch)) return true
      for (const row of page.heads) {
        this.#stands(row)
        stand.push(row.chat)
      }
      after = page.next
    } while (after !== undefined)
    for (const id of stand) if (await this.#fetch(this.#chat(id))) return true
    return false
  }

  async #readAccount(): Promise<boolean> {
    for (;;) {
      const page = await this.#ask('account.since', { rev: this.#rev })
      if (this.#enter(page.epoch)) return true
      this.#rows(page.chats)
      this.#hide(page.hidden)
      this.#rev = Math.max(this.#rev, page.rev)
      if (!page.more) return false
    }
  }

  /** Reads what is missing of a chat up to its head. */
  async #fetch(chat: Held): Promise<boolean> {
    if (chat.cursor === undefined || chat.head > chat.cursor + FAR_BEHIND) {
      const page = await this.#ask('history.read', { chat: chat.id, limit: NEWEST_PAGE })
      if (this.#enter(page.epoch)) return true
      chat.cursor = page.head
      chat.messages = [...page.messages]
      return false
    }
    let after: number = chat.cursor
    while (after < chat.head) {
      const page: Changes = await this.#ask('changes.read', { chat: chat.id, after, limit: CHANGES_PAGE })
      if (this.#enter(page.epoch)) return true
      // A membership that has ended: there is no more for this device.
      if (page.upto <= after) return false
      drop(chat, page.expired)
      for (const entry of page.entries) apply(chat, entry)
      chat.cursor = after = page.upto
      chat.head = Math.max(chat.head, page.head)
    }
    return false
  }

  /** The next entry is applied, one that is known is ignored, and what lies before one further on is fetched (C13). */
  async #pushed(id: ChatID, entry: Entry): Promise<void> {
    const chat = this.#chat(id)
    if (chat.cursor === undefined || entry.seq !== chat.cursor + 1) return this.#moved(id, entry.seq)
    apply(chat, entry)
    chat.cursor = entry.seq
    chat.head = Math.max(chat.head, entry.seq)
  }

  async #moved(id: ChatID, head: number): Promise<void> {
    const chat = this.#chat(id)
    chat.head = Math.max(chat.head, head)
    if (chat.cursor !== undefined && chat.cursor >= chat.head) return
    if (await this.#fetch(chat)) await this.#catchUp()
  }

  /** Rows that follow are taken; a gap before them is read (C31). */
  async #accountChanged({ rev, chats, stars = [], hidden = [] }: AccountChanged): Promise<void> {
    if (rev <= this.#rev) return
    if (rev > this.#rev + chats.length + stars.length + hidden.length) {
      if (await this.#readAccount()) await this.#catchUp()
      return
    }
    this.#rows(chats)
    this.#hide(hidden)
    this.#rev = rev
  }

  /** Lets go of messages that the user deleted for itself, and of those that are still to come. */
  #hide(rows: readonly Hidden[] = []): void {
    for (const { chat: id, seq } of rows) {
      const chat = this.#chat(id)
      chat.hidden.add(seq)
      chat.messages = chat.messages.filter((message) => message.seq !== seq)
    }
  }

  #rows(rows: readonly ChatRow[]): void {
    for (const row of rows) {
      const chat = this.#chat(row.chat)
      if (row.rev >= (chat.row?.rev ?? 0)) chat.row = row
    }
  }

  #stands({ chat: id, head, mine, others, expired }: HeadsRow): void {
    this.#rise(id, { mine, others })
    const chat = this.#chat(id)
    chat.head = Math.max(chat.head, head)
    drop(chat, expired)
  }

  #rise(id: ChatID, marks: { readonly mine?: Marks; readonly others?: Marks }): void {
    const chat = this.#chat(id)
    chat.mine = higher(chat.mine, marks.mine)
    chat.others = higher(chat.others, marks.others)
  }

  #chat(id: ChatID): Held {
    const known = this.#chats.get(id)
    if (known !== undefined) return known
    const none = { delivered: 0, read: 0 }
    const chat: Held = { id, row: undefined, cursor: undefined, messages: [], mine: none, others: none, head: 0, hidden: new Set() }
    this.#chats.set(id, chat)
    return chat
  }
}

function higher(a: Marks, b: Marks | undefined): Marks {
  return b === undefined ? a : { delivered: Math.max(a.delivered, b.delivered), read: Math.max(a.read, b.read) }
}

/** A change of a row that is not held, or that may not be seen, is stepped over (C8a). */
function apply(chat: Held, { seq, message, change }: Entry): void {
  if (seq <= (chat.cursor ?? 0) || message === undefined || chat.hidden.has(message.seq)) return
  if (change === undefined) {
    chat.messages.push(message)
    return
  }
  const at = chat.messages.findIndex((row) => row.seq === message.seq)
  if (at >= 0) chat.messages[at] = message
}

/** Lets go of what left this user's queue (C25). */
function drop(chat: Held, stretches: readonly Stretch[] | undefined): void {
  if (stretches === undefined) return
  chat.messages = chat.messages.filter(({ seq }) => !stretches.some(({ from, to }) => seq > from && seq <= to))
}
