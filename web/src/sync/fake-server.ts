/**
 * A server for tests, as small as the rules allow: chats as logs, marks that only rise, pushes to everyone in the chat. It
 * speaks the protocol's frames over sockets that the test can cut, and the test says what goes wrong. Imported by tests
 * only; the real one is met in the browser tests.
 */
import { CallError, refusal } from '../net/call-error.ts'
import type { Post } from '../net/http.ts'
import type { SlowEars, SlowWay } from '../net/slow-way.ts'
import type { OpenSocket, SocketEars } from '../net/socket.ts'
import { decodeFrame } from '../protocol/codec.ts'
import { textContent } from '../protocol/content.ts'
import type {
  ChangesRead, ChatID, ChatSubscribe, ChatMark, ChatRow, Content, DraftSet, Events, HeadsList, HeadsRow, HistoryRead, Marks, Message, MessageSend, Person, PersonGet, UserID, Welcome,
} from '../protocol/wire.gen.ts'

interface FakeChat {
  readonly id: ChatID
  readonly members: readonly UserID[]
  readonly log: Message[]
  readonly marks: Map<UserID, Marks>
}

interface Connection {
  readonly user: UserID
  readonly ears: SocketEars
}

export interface Command {
  readonly user: UserID
  readonly type: string
  readonly body: never
  readonly over: 'socket' | 'http'
}

interface CommandFrame {
  readonly type: string
  readonly ref?: number
  readonly body: unknown
}

export class FakeServer {
  /** Every command that came, in order. */
  readonly commands: Command[] = []
  isUp = true
  rev = 1
  /** The drafts of the one account that has any; rows and heads that are to be told otherwise than they follow from the log. */
  readonly drafts = new Map<ChatID, { draft: string; draft_at: number }>()
  readonly rowsAs = new Map<ChatID, Partial<ChatRow>>()
  readonly headsAs = new Map<ChatID, Partial<HeadsRow>>()
  /** What it finds that calls the one who asks by name. */
  mentions: readonly Message[] = []
  /** Requests fail although sockets work; sockets fail although requests work. */
  noPost = false
  noSocket = false
  /** How long the queue keeps what nobody takes, as people are told. */
  queueMs = 604_800_000
  epoch = 'e1'
  now = 1_700_000_000_000
  /** Answers with an error instead, or with nothing, when it gives one. */
  disturb: (command: Command) => { readonly code: string; readonly retry_after_ms?: number } | 'silence' | undefined = () => undefined
  /** Says what is answered, where it says something: for traces, whose server holds more than this one could. */
  script: (command: Command) => { readonly reply?: unknown; readonly error?: { readonly code: string } } | undefined = () => undefined
  /** Pushes that never arrive. */
  loses: (event: string, user: UserID) => boolean = () => false
  /** People whom no other answer names. */
  strangers: readonly Person[] = []
  readonly #chats = new Map<ChatID, FakeChat>()
  readonly #people: readonly Person[]
  #connections: Connection[] = []

  constructor(people: readonly Person[]) {
    this.#people = people
  }

  addChat(id: ChatID, members: readonly UserID[]): void {
    this.#chats.set(id, { id, members, log: [], marks: new Map(members.map((user) => [user, { delivered: 0, read: 0 }])) })
  }

  socketOf(user: UserID): OpenSocket {
    return (_url, ears) => {
      const connection = { user, ears }
      queueMicrotask(() => {
        if (!this.isUp || this.noSocket) return ears.closed(1006)
        this.#connections.push(connection)
        ears.opened()
      })
      return {
        send: (text) => queueMicrotask(() => this.#heard(connection, JSON.parse(text) as CommandFrame)),
        drop: () => {
          this.#connections = this.#connections.filter((other) => other !== connection)
        },
      }
    }
  }

  /** The slow way: events of a stream, commands by the other door. */
  slowWayOf(user: UserID): (ears: SlowEars) => SlowWay {
    return (ears) => {
      const connection: Connection = {
        user,
        ears: {
          opened: () => {},
          closed: () => ears.ended('slow-lost'),
          heard: (text) => {
            const frame = decodeFrame(text)
            if (frame.kind === 'event') ears.happened(frame.event)
          },
        },
      }
      return {
        start: () => {
          this.#connections.push(connection)
          queueMicrotask(() => ears.welcomed(this.#answer({ user, type: 'hello', body: {} as never, over: 'http' }) as Welcome))
        },
        stop: () => (this.#connections = this.#connections.filter((other) => other !== connection)),
        call: this.postOf(user),
      }
    }
  }

  /** The other door, with the same commands behind it. */
  postOf(user: UserID): Post {
    return ((type: string, body: unknown) =>
      new Promise((resolve, reject) => {
        queueMicrotask(() => {
          const command = { user, type, body: body as never, over: 'http' as const }
          if (!this.isUp || this.noPost) return reject(new CallError('no_connection'))
          this.commands.push(command)
          const scripted = this.script(command)
          const trouble = scripted?.error ?? this.disturb(command)
          if (trouble === 'silence') return reject(new CallError('timeout'))
          if (trouble !== undefined) return reject(refusal({ message: '', ...trouble }))
          resolve(scripted?.reply ?? this.#answer(command))
        })
      })) as unknown as Post
  }

  /** Cuts every connection, or those of one person. */
  cut(user?: UserID, code = 1006): void {
    const cut = this.#connections.filter((connection) => user === undefined || connection.user === user)
    this.#connections = this.#connections.filter((connection) => !cut.includes(connection))
    for (const { ears } of cut) ears.closed(code)
  }

  /** Somebody says something by another device. */
  say(chat: ChatID, sender: UserID, text: string): Message {
    return this.#append(chat, sender, { client_id: fakeID(`${chat}${this.log(chat).length}${text}`), content: textContent(text) })
  }

  /** The store is put back to what it was some messages ago: another history begins (C17). */
  rewind(chat: ChatID, to: number): void {
    this.#chat(chat).log.splice(to)
    this.epoch = `${this.epoch}'`
  }

  log(chat: ChatID): readonly Message[] {
    return this.#chat(chat).log
  }

  marks(chat: ChatID, user: UserID): Marks {
    return this.#chat(chat).marks.get(user) ?? { delivered: 0, read: 0 }
  }

  /** Somebody reads up to there on another device. */
  read(chat: ChatID, user: UserID, seq: number): void {
    this.#mark(user, { chat, read: seq })
  }

  sent(type: string, user?: UserID): Command[] {
    return this.commands.filter((command) => command.type === type && (user === undefined || command.user === user))
  }

  push<E extends keyof Events>(to: readonly UserID[], type: E, body: Events[E]): void {
    const text = JSON.stringify({ type, body })
    decodeFrame(text)
    for (const { user, ears } of [...this.#connections]) if (to.includes(user) && !this.loses(type, user)) ears.heard(text)
  }

  #heard(connection: Connection, { type, ref, body }: CommandFrame): void {
    if (!this.#connections.includes(connection)) return
    const command = { user: connection.user, type, body: body as never, over: 'socket' as const }
    this.commands.push(command)
    const scripted = this.script(command)
    const trouble = scripted?.error ?? this.disturb(command)
    if (trouble === 'silence') return
    if (trouble !== undefined) return connection.ears.heard(JSON.stringify({ type: 'error', ref, error: { message: '', ...trouble } }))
    const answer = scripted?.reply ?? this.#answer(command)
    if (ref !== undefined) connection.ears.heard(JSON.stringify({ type: 'reply', ref, body: answer }))
  }

  #answer({ user, type, body }: Command): unknown {
    const { epoch, now } = this
    const people = this.#people
    switch (type) {
      case 'hello':
        return {
          me: people.find(({ id }) => id === user), session: fakeID('session'), role: 'member', epoch, rev: 1, now, beat_ms: 10_000,
          limits: { text_bytes: 16_384, text_characters: 10_000, batch: 50, group_members: 1_024, group_name: 100, group_about: 500, edit_ms: 900_000, delete_ms: 172_800_000, queue_ms: this.queueMs, pinned_chats: 5 }, directory: true, registration: 'open',
        }
      case 'beat':
        return { now }
      case 'account.since':
        return { epoch, rev: this.rev, chats: this.#of(user).map((chat) => this.#row(chat, user)), people, more: false }
      case 'heads.list': {
        const { chats } = body as HeadsList
        const heads = this.#of(user).filter(({ id }) => chats?.includes(id) ?? true)
        return { epoch, heads: heads.map((chat) => this.#heads(chat, user)), people, presence: [] }
      }
      case 'chat.subscribe': {
        const { chat: id }: ChatSubscribe = body
        const chat = this.#chat(id)
        const typing = { chat: chat.id, users: [], count: 0 }
        return { epoch, row: this.#row(chat, user), heads: this.#heads(chat, user), people, presence: [], typing }
      }
      case 'history.read': {
        const { chat, before, after, around, limit = 50 } = body as HistoryRead
        const log = this.log(chat)
        const from = around !== undefined ? around - Math.ceil(limit / 2) : (after ?? Math.min(before ?? Infinity, log.length + 1) - 1 - limit)
        const to = before !== undefined ? before - 1 : from + limit
        const messages = log.slice(Math.max(0, from), to)
        const newer = before === undefined && to < log.length
        return { epoch, chat, head: log.length, messages, people, more: from > 0, ...(newer ? { newer } : {}) }
      }
      case 'changes.read': {
        const { chat, after, limit = 200 } = body as ChangesRead
        const entries = this.log(chat).slice(after, after + limit).map((message) => ({ seq: message.seq, message }))
        return { epoch, chat, head: this.log(chat).length, upto: after + entries.length, entries, people }
      }
      case 'notifications.subscribe': {
        const unread = this.#of(user).map((chat) => this.#heads(chat, user)).filter(({ unread }) => unread > 0)
        return { heads: unread, accepted: [], mentions: this.mentions, people }
      }
      case 'person.get': {
        const { users } = body as PersonGet
        return { people: [...people, ...this.strangers].filter(({ id }) => users.includes(id)), presence: [] }
      }
      case 'draft.set': {
        const { chat: id, text, at } = body as DraftSet
        this.drafts.set(id, { draft: text, draft_at: at })
        this.rev++
        const row = this.#row(this.#chat(id), user)
        this.push([user], 'account.changed', { rev: this.rev, chats: [row], people: [] })
        return { row }
      }
      case 'message.send':
        return this.#send(user, body)
      case 'receipt.mark':
        return { results: (body as { marks: ChatMark[] }).marks.map((mark) => this.#mark(user, mark)) }
      default:
        return {}
    }
  }

  #send(user: UserID, { chat, messages }: MessageSend): unknown {
    const results = messages.map(({ client_id, content }) => {
      const known = this.log(chat).find((message) => message.client_id === client_id)
      const { seq, at } = known ?? this.#append(chat, user, { client_id, content })
      return { client_id, seq, at, ...(known === undefined ? {} : { duplicate: true }) }
    })
    return { epoch: this.epoch, chat, results }
  }

  #append(id: ChatID, sender: UserID, { client_id, content }: { client_id: string; content: Content }): Message {
    const chat = this.#chat(id)
    const message = { chat: id, seq: chat.log.length + 1, sender, client_id, at: ++this.now, content }
    chat.log.push(message)
    this.push(chat.members, 'message.added', { message })
    return message
  }

  #mark(user: UserID, { chat: id, delivered = 0, read = 0 }: ChatMark): unknown {
    const chat = this.#chat(id)
    const before = this.marks(id, user)
    const mine = { delivered: Math.max(before.delivered, delivered, read), read: Math.max(before.read, read) }
    chat.marks.set(user, mine)
    if (mine.delivered !== before.delivered || mine.read !== before.read) {
      this.push(chat.members, 'receipt.advanced', { chat: id, user, marks: mine, at: this.now })
    }
    return { chat: id, mine }
  }

  #heads(chat: FakeChat, user: UserID): HeadsRow {
    const mine = this.marks(chat.id, user)
    const other = chat.members.find((member) => member !== user)
    const last = chat.log.at(-1)
    return {
      chat: chat.id,
      head: chat.log.length,
      head_at: last?.at ?? 0,
      ...(last === undefined ? {} : { last }),
      mine,
      others: other === undefined ? { delivered: 0, read: 0 } : this.marks(chat.id, other),
      members: chat.members.length,
      unread: chat.log.filter(({ seq, sender }) => seq > mine.read && sender !== user).length,
      ...this.headsAs.get(chat.id),
    }
  }

  #row(chat: FakeChat, user: UserID): ChatRow {
    const peer = chat.members.find((member) => member !== user)
    const isGroup = this.rowsAs.get(chat.id)?.kind === 'group'
    const rest = isGroup ? { kind: 'group' } : peer === undefined ? { kind: 'self' } : { kind: 'direct', peer }
    return { rev: this.rev, chat: chat.id, from: 0, ...rest, ...this.drafts.get(chat.id), ...this.rowsAs.get(chat.id) }
  }

  #of(user: UserID): FakeChat[] {
    return [...this.#chats.values()].filter(({ members }) => members.includes(user))
  }

  #chat(id: ChatID): FakeChat {
    const chat = this.#chats.get(id)
    if (chat === undefined) throw new Error(`no chat ${id}`)
    return chat
  }
}

/** An id in the shape of the wire, the same for the same name. */
export function fakeID(name: string): string {
  const bytes = new Uint8Array(16)
  let hash = 7
  for (let i = 0; i < Math.max(16, name.length); i++) {
    hash = (Math.imul(hash, 31) + (name.charCodeAt(i % Math.max(1, name.length)) || 0) + i) >>> 0
    bytes[i % 16] = ((bytes[i % 16] ?? 0) ^ (hash >>> 11)) & 0xff
  }
  return Buffer.from(bytes).toString('base64url')
}
