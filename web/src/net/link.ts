/**
 * The living connection: carries out what the machine in connection.ts says, and gives commands their answers.
 *
 * One per account that is signed in here, owned by `sync`. It owns the socket, the two timers and the calls under way. A
 * call that cannot be answered any more rejects with a CallError at once (C5: the outcome is then unknown, and repeating
 * the same is the caller's business); nothing is ever sent twice here.
 */
import type { Cancel, Clock, Random } from '../platform/clock.ts'
import type { Page, PageEvent } from '../platform/page.ts'
import { decodeFrame, decodeReply, encodeCommand, type CommandName, type Frame, type Reply, type Request, type ServerEvent } from '../protocol/codec.ts'
import { VERSION, type Welcome } from '../protocol/wire.gen.ts'
import { CallError, refusal } from './call-error.ts'
import { step, type Connection, type ConnectionCommand, type ConnectionEvent } from './connection.ts'
import type { Health } from './http.ts'
import type { OpenSlowWay, SlowWay } from './slow-way.ts'
import type { OpenSocket, Socket } from './socket.ts'

export interface LinkSurroundings {
  readonly clock: Clock
  readonly random: Random
  readonly page: Page
  readonly url: string
  readonly openSocket: OpenSocket
  readonly probe: () => Promise<Health>
  readonly openSlowWay: OpenSlowWay
}

export interface LinkEars {
  changed(connection: Connection): void
  /** A connection is ready; events follow in the order in which they happened. */
  welcomed(welcome: Welcome): void
  /** As `welcomed`, over a way that cannot tell more than that it is open. */
  opened(): void
  happened(event: ServerEvent): void
  /** The server's clock, whenever it tells. */
  told(serverNow: number): void
}

interface Call {
  readonly command: CommandName
  readonly resolve: (body: never) => void
  readonly reject: (error: CallError) => void
  readonly cancel: Cancel
}

const ANSWER_WITHIN = 10_000
const FROM_PAGE: Partial<Record<PageEvent, ConnectionEvent['type'] & ('visible' | 'hidden' | 'resumed' | 'net-online' | 'net-offline')>> = {
  visible: 'visible',
  focus: 'visible',
  hidden: 'hidden',
  resumed: 'resumed',
  online: 'net-online',
  offline: 'net-offline',
}

export class Link {
  #connection: Connection = { state: 'idle' }
  #socket: Socket | undefined
  #timer: Cancel = () => {}
  #watchdog: Cancel = () => {}
  #stopListening: Cancel = () => {}
  #calls = new Map<number, Call>()
  #lastRef = 0
  #orderedWait: number | undefined
  #slow: SlowWay | undefined
  /** Counts the slow ways, since one that is asked for may come when it is not wanted any more. */
  #slowWays = 0
  #slowIsOpen = false
  readonly #around: LinkSurroundings
  readonly #ears: LinkEars

  constructor(around: LinkSurroundings, ears: LinkEars) {
    this.#around = around
    this.#ears = ears
  }

  /** Commands are answered: over the socket, or in slow mode over HTTP. */
  get connected(): boolean {
    return this.live || this.#slowIsOpen
  }

  /** The socket is up. */
  get live(): boolean {
    return this.#connection.state === 'connected'
  }

  start(): void {
    this.#stopListening = this.#around.page.listen((event) => {
      const type = FROM_PAGE[event]
      if (type !== undefined && (type !== 'visible' || this.#around.page.visible())) this.#step({ type })
    })
    this.#step({ type: 'start' })
    if (!this.#around.page.online()) this.#step({ type: 'net-offline' })
  }

  stop(): void {
    this.#stopListening()
    this.#step({ type: 'stop' })
  }

  /** The person asked for a try, or has something to send. */
  nudge(why: 'retry-now' | 'send'): void {
    this.#step({ type: why })
  }

  call<C extends CommandName>(command: C, body: Request<C>, within = ANSWER_WITHIN): Promise<Reply<C>> {
    if (this.live) return this.#send(command, body, within)
    return this.#slowIsOpen && this.#slow !== undefined ? this.#slow.call(command, body) : Promise.reject(new CallError('no_connection'))
  }

  /** Says something whose answer does not matter; lost while not connected. */
  tell<C extends CommandName>(command: C, body: Request<C>): void {
    if (this.live) this.#socket?.send(encodeCommand(command, body))
    else if (this.#slowIsOpen) this.#slow?.call(command, body).catch(() => undefined)
  }

  #send<C extends CommandName>(command: C, body: Request<C>, within: number): Promise<Reply<C>> {
    const ref = ++this.#lastRef
    return new Promise<Reply<C>>((resolve, reject) => {
      const cancel = this.#around.clock.after(within, () => {
        this.#calls.delete(ref)
        reject(new CallError('timeout'))
      })
      this.#calls.set(ref, { command, resolve, reject, cancel })
      this.#socket?.send(encodeCommand(command, body, ref))
    })
  }

  #step(event: ConnectionEvent): void {
    const before = this.#connection
    const [after, commands] = step(before, event, this.#around.random())
    this.#connection = after
    // A server that fell silent did not answer what was asked: that is not the same as a connection that was cut.
    if (event.type === 'watchdog') this.#giveUpCalls('timeout')
    if (before.state === 'connected' && after.state !== 'connected') this.#giveUpCalls()
    for (const command of commands) this.#carryOut(command)
    if (after !== before) this.#ears.changed(after)
  }

  #carryOut(command: ConnectionCommand): void {
    const { clock, page } = this.#around
    switch (command.do) {
      case 'dial':
        this.#dial()
        break
      case 'hang-up':
        this.#hangUp()
        break
      case 'beat':
        this.#beat(command.visible)
        break
      case 'timer': {
        const due = clock.now() + command.ms
        this.#timer()
        this.#timer = clock.after(command.ms, () => this.#step({ type: 'timer', lateMs: clock.now() - due }))
        break
      }
      case 'clear':
        this.#timer()
        break
      case 'watch':
        this.#watchdog = clock.after(command.ms, () => this.#step({ type: 'watchdog' }))
        break
      case 'unwatch':
        this.#watchdog()
        break
      case 'slow-start':
        this.#goSlowly()
        break
      case 'slow-stop':
        this.#slowWays++
        this.#slowIsOpen = false
        this.#slow?.stop()
        this.#slow = undefined
        break
      case 'probe':
        if (page.online() || this.#connection.state === 'offline') void this.#around.probe().then((type) => this.#step({ type }))
        break
    }
  }

  #dial(): void {
    this.#hangUp()
    this.#orderedWait = undefined
    this.#lastRef = 0
    const socket = this.#around.openSocket(this.#around.url, {
      opened: () => this.#greet(socket),
      heard: (text) => {
        if (this.#socket === socket) this.#heard(text)
      },
      closed: (code) => {
        if (this.#socket !== socket) return
        this.#socket = undefined
        this.#giveUpCalls()
        const wait = this.#orderedWait
        this.#step(wait === undefined ? { type: 'close', code } : { type: 'close', code, retryAfterMs: wait })
      },
    })
    this.#socket = socket
  }

  #goSlowly(): void {
    const mine = ++this.#slowWays
    const whenMine = (run: () => void) => {
      if (mine === this.#slowWays) run()
    }
    const open = (tell: () => void) =>
      whenMine(() => {
        this.#slowIsOpen = true
        tell()
      })
    const ears = {
      welcomed: (welcome: Welcome) => open(() => this.#ears.welcomed(welcome)),
      opened: () => open(() => this.#ears.opened()),
      happened: (event: ServerEvent) => whenMine(() => this.#ears.happened(event)),
      told: (now: number) => this.#ears.told(now),
      ended: (type: 'slow-lost' | 'signed-out') => whenMine(() => this.#step({ type })),
    }
    this.#around.openSlowWay(ears).then(
      (slow) => {
        if (mine !== this.#slowWays) return
        this.#slow = slow
        slow.start()
      },
      () => ears.ended('slow-lost'),
    )
  }

  #hangUp(): void {
    const socket = this.#socket
    this.#socket = undefined
    socket?.drop()
    this.#giveUpCalls()
  }

  #greet(socket: Socket): void {
    if (this.#socket !== socket) return
    const visible = this.#around.page.visible()
    this.#send('hello', { version: VERSION, visible }, ANSWER_WITHIN).then(
      (welcome) => {
        if (this.#socket !== socket) return
        this.#ears.told(welcome.now)
        this.#step({ type: 'hello', beatMs: welcome.beat_ms, visible })
        this.#ears.welcomed(welcome)
      },
      (error: CallError) => this.#refused(socket, error),
    )
  }

  /** The greeting was refused; the close code that follows says whether for good, a wait only how long. */
  #refused(socket: Socket, error: CallError): void {
    if (this.#socket !== socket) return
    this.#orderedWait = error.retryAfterMs
  }

  #beat(visible: boolean): void {
    this.#send('beat', { visible, focused: this.#around.page.focused() }, ANSWER_WITHIN).then(
      ({ now }) => this.#ears.told(now),
      () => {}, // The watchdog decides what a beat without an answer means.
    )
  }

  #heard(text: string): void {
    this.#step({ type: 'frame' })
    let frame: Frame
    try {
      frame = decodeFrame(text)
    } catch {
      // A frame that breaks the protocol is dropped whole; what it would have told comes by sync (C12).
      return
    }
    if (frame.kind === 'event') this.#ears.happened(frame.event)
    else if (frame.kind !== 'unknown') this.#answered(frame)
  }

  #answered(frame: Frame & { kind: 'reply' | 'error' }): void {
    const call = this.#calls.get(frame.ref ?? 0)
    if (call === undefined) {
      if (frame.kind === 'error') this.#orderedWait = frame.error.retry_after_ms
      return
    }
    this.#calls.delete(frame.ref ?? 0)
    call.cancel()
    if (frame.kind === 'error') {
      call.reject(refusal(frame.error))
      return
    }
    try {
      call.resolve(decodeReply(call.command, frame.body) as never)
    } catch {
      call.reject(new CallError('internal'))
    }
  }

  #giveUpCalls(why: 'no_connection' | 'timeout' = 'no_connection'): void {
    const calls = [...this.#calls.values()]
    this.#calls.clear()
    for (const call of calls) {
      call.cancel()
      call.reject(new CallError(why))
    }
  }
}
