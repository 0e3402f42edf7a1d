/**
 * The slow way (R12.1): for networks that let HTTP through and no WebSocket. Fetched when the link first needs it.
 *
 * Events come by a stream of server-sent events; commands go by POST and are carried out for that stream, so that
 * subscriptions, typing and presence work. Where nothing arrives on a stream within 10 s, something in between holds it
 * back: then a request that waits on the server says that something is another, and everything is read again. It ends by
 * `stop`, or says that nothing gets through; when a socket is tried is the link's own business.
 */
import type { Cancel, Clock } from '../platform/clock.ts'
import type { Page } from '../platform/page.ts'
import { decodeFrame, type CommandName, type Reply, type Request } from '../protocol/codec.ts'
import { FINAL_CLOSE_CODES, VERSION, type StreamOpened } from '../protocol/wire.gen.ts'
import { asCallError, type CallError } from './call-error.ts'
import type { OpenEventStream } from './event-stream.ts'
import type { Post } from './http.ts'
import type { SlowEars, SlowWay } from './slow-way.ts'

export interface SlowSurroundings {
  readonly clock: Clock
  readonly page: Page
  readonly post: Post
  readonly openEventStream: OpenEventStream
}

const SILENT_AT_FIRST = 10_000
/** The server writes a comment every 10 s. */
const SILENT = 25_000
const PAUSE = 1_000
const OUTDATED = 4426
const WAIT_WITHIN = 30_000
/** Failures in a row after which nothing is thought to get through. */
const PATIENCE = 2

export function openSlowWay(around: SlowSurroundings, ears: SlowEars): SlowWay {
  return new OverHTTP(around, ears)
}

class OverHTTP implements SlowWay {
  readonly #around: SlowSurroundings
  readonly #ears: SlowEars
  #stream: string | undefined
  #stopped = false
  #abort = new AbortController()
  #silence: Cancel = () => {}
  #beat: Cancel = () => {}
  #failures = 0

  constructor(around: SlowSurroundings, ears: SlowEars) {
    this.#around = around
    this.#ears = ears
  }

  start(): void {
    void this.#live()
  }

  call<C extends CommandName>(command: C, body: Request<C>): Promise<Reply<C>> {
    return this.#around.post(command, body, this.#stream === undefined ? {} : { stream: this.#stream })
  }

  stop(): void {
    this.#stopped = true
    this.#silence()
    this.#beat()
    this.#abort.abort()
  }

  async #live(): Promise<void> {
    while (!this.#stopped && (await this.#listen())) await this.#pause(PAUSE)
    this.#stream = undefined
    this.#beat()
    if (!this.#stopped) await this.#wait()
  }

  /** Listens to one stream until it is over; answers whether another is worth opening. */
  async #listen(): Promise<boolean> {
    this.#abort = new AbortController()
    const { page, openEventStream } = this.#around
    let lived = false
    const watch = () => {
      this.#silence()
      this.#silence = this.#around.clock.after(lived ? SILENT : SILENT_AT_FIRST, () => this.#abort.abort())
    }
    const heard = {
      lives: () => {
        lived = true
        watch()
      },
      heard: (text: string) => this.#heard(text),
      closed: (code: number) => this.#closed(code),
    }
    watch()
    try {
      await openEventStream(`/api/stream?version=${VERSION}&visible=${page.visible()}`, heard, this.#abort.signal)
    } catch (thrown) {
      if (!this.#abort.signal.aborted) return await this.#failed(asCallError(thrown))
    } finally {
      this.#silence()
    }
    return lived
  }

  #heard(text: string): void {
    let event
    try {
      const frame = decodeFrame(text)
      event = frame.kind === 'event' ? frame.event : undefined
    } catch {
      // A frame that breaks the protocol is dropped whole; what it would have told comes by sync (C12).
    }
    if (event?.type === 'stream.opened') this.#opened(event.body)
    else if (event !== undefined) this.#ears.happened(event)
  }

  #opened({ stream, welcome }: StreamOpened): void {
    this.#stream = stream
    this.#failures = 0
    this.#ears.told(welcome.now)
    this.#ears.welcomed(welcome)
    this.#beatEvery(welcome.beat_ms)
  }

  #beatEvery(ms: number): void {
    this.#beat()
    this.#beat = this.#around.clock.after(ms, () => {
      this.#beatEvery(ms)
      this.call('beat', { visible: this.#around.page.visible(), focused: this.#around.page.focused() }).then(
        ({ now }) => this.#ears.told(now),
        () => {}, // Whether the stream lives, its own silence tells.
      )
    })
  }

  #closed(code: number): void {
    // Where the page is too old for the server, the next socket is told so.
    if (FINAL_CLOSE_CODES.includes(code)) this.#end(code === OUTDATED ? 'slow-lost' : 'signed-out')
  }

  /** Asks again and again, each time until something is another. */
  async #wait(): Promise<void> {
    let [rev, stamp] = [0, '']
    while (!this.#stopped) {
      try {
        const body = { rev, visible: this.#around.page.visible(), ...(stamp === '' ? {} : { stamp }) }
        const answer = await this.#around.post('sync.wait', body, { within: WAIT_WITHIN })
        if (this.#stopped) return
        this.#failures = 0
        const isFirst = stamp === ''
        stamp = answer.stamp
        if (isFirst) this.#ears.opened()
        else if (answer.changed === true) this.#ears.happened({ type: 'state.reread', body: {} })
        if (answer.changed === true) rev = answer.rows.rev
      } catch (thrown) {
        if (!(await this.#failed(asCallError(thrown)))) return
      }
    }
  }

  /** Answers whether to go on, after a while. */
  async #failed(error: CallError): Promise<boolean> {
    if (this.#stopped) return false
    if (error.code === 'login_required') this.#end('signed-out')
    else if (++this.#failures >= PATIENCE) this.#end('slow-lost')
    else await this.#pause(error.retryAfterMs ?? PAUSE)
    return !this.#stopped
  }

  #end(why: 'slow-lost' | 'signed-out'): void {
    if (this.#stopped) return
    this.stop()
    this.#ears.ended(why)
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#around.clock.after(ms, resolve))
  }
}
