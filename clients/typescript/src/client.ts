/** A program's connection to a server: it follows what happens, comes back by itself, and sends. */
import { isFinal, poster, retryAfter, type Ask } from './ask.ts'
import { Mirror, type MirroredChat } from './mirror.ts'
import { pauseUntil, waitsFrom, type Pause } from './pause.ts'
import { newClientID, send, text } from './send.ts'
import { Closed, openStream } from './stream.ts'
import type { ChatID, ClientID, Events, SendResult, StreamID } from './wire.gen.ts'

export interface ClientOptions {
  /** Where the server is, such as https://chat.example.org. */
  readonly url: string
  /** A token, tt_…; it needs the scope read to connect and send to send. */
  readonly token: string
  /** Another fetch, for tests and proxies. */
  readonly fetch?: typeof fetch
  readonly pause?: Pause
}

type Listener = (body: never) => void

const ANSWER_WITHIN = 10_000

export class Client {
  /** Carries any command out. */
  readonly call: Ask
  readonly #url: string
  readonly #token: string
  readonly #fetch: typeof fetch
  readonly #pause: Pause
  readonly #end = new AbortController()
  readonly #mirror: Mirror
  readonly #listeners = new Map<string, Set<Listener>>()
  #stream: StreamID | undefined

  constructor({ url, token, fetch: request = fetch, pause }: ClientOptions) {
    this.#url = url.replace(/\/+$/, '')
    this.#token = token
    this.#fetch = request
    this.#pause = pause ?? pauseUntil(this.#end.signal)
    this.call = poster(this.#url, token, request, () => this.#stream, ANSWER_WITHIN)
    this.#mirror = new Mirror(this.call)
  }

  /** What is held of the chats, true as of what was last heard. */
  get chats(): ReadonlyMap<ChatID, MirroredChat> {
    return this.#mirror.chats
  }

  /** Hears of an event after the chats took it. Gives the way to hear no more. */
  on<Name extends keyof Events>(name: Name, listener: (body: Events[Name]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, all.add(listener))
    return () => all.delete(listener)
  }

  /**
   * Follows the server until `close` is called, and comes back after a connection is lost, with waits that grow. Ends with
   * an error only where coming back is in vain, as when the token was taken back.
   */
  async connect(): Promise<void> {
    const waits = waitsFrom()
    while (!this.#end.signal.aborted) {
      try {
        await this.#follow(waits.reset)
      } catch (error) {
        if (this.#end.signal.aborted) return
        if (isFinal(error) || (error instanceof Closed && error.isFinal)) throw error
        await this.#pause(Math.max(waits.next(), retryAfter(error))).catch(() => undefined)
      } finally {
        this.#stream = undefined
      }
    }
  }

  /** Sends a text, once, however often it has to be tried. */
  send(chat: ChatID, words: string, clientID: ClientID = newClientID()): Promise<SendResult> {
    return send(this.call, this.#pause, chat, { client_id: clientID, sent_at: Date.now(), content: text(words) })
  }

  close(): void {
    this.#end.abort(new Error('the client was closed'))
  }

  async #follow(connected: () => void): Promise<never> {
    let beat: ReturnType<typeof setInterval> | undefined
    try {
      for await (const { type, body } of openStream(this.#url, this.#token, this.#fetch, this.#end.signal)) {
        if (type === 'stream.opened') {
          const { stream, welcome } = body as Events['stream.opened']
          this.#stream = stream
          connected()
          beat = setInterval(() => void this.call('beat', { visible: true }).catch(() => undefined), welcome.beat_ms)
          await this.#mirror.welcomed(welcome)
        } else {
          await this.#mirror.happened(type, body)
        }
        for (const listener of this.#listeners.get(type) ?? []) listener(body as never)
      }
      throw new Error('a stream ends by an error')
    } finally {
      clearInterval(beat)
    }
  }
}
