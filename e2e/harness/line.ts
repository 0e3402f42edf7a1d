/**
 * The network between a page and the server, as a TCP proxy that can be made to fail.
 *
 * Faults are made here and never in the product: what the page and the server see is what a bad network does. A page that is to go
 * through it opens `line.url` instead of the server's. One fault holds for all of its connections, open and new.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server as Listener, type Socket } from 'node:net'

/** What the line does to bytes and to new connections. */
export type Fault =
  | 'none'
  /** Open connections are dead without a word; new ones are taken and hear nothing. */
  | 'stalled'
  /** What the page sends arrives; answers do not. */
  | 'answers-lost'
  /** What the page sends is lost; what the server sends arrives. */
  | 'requests-lost'
  /** New connections are reset at once; open ones live on. */
  | 'refused'

interface Pair {
  page: Socket
  server: Socket
}

export class Line {
  private readonly pairs = new Set<Pair>()
  private fault: Fault = 'none'

  private constructor(
    private readonly listener: Listener,
    private readonly targets: readonly number[],
  ) {}

  /** With several ports it is a balancer: each connection goes to the first that takes it. */
  static async to(...targets: number[]): Promise<Line> {
    const listener = createServer()
    const line = new Line(listener, targets)
    listener.on('connection', (page) => line.accept(page))
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return line
  }

  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`
  }

  get open(): number {
    return this.pairs.size
  }

  /** Ends every open connection with a reset. New ones go through unless the line is down. */
  cut(): void {
    for (const pair of this.pairs) drop(pair)
  }

  /** Cuts what is open and refuses what comes. */
  down(): void {
    this.fault = 'refused'
    this.cut()
  }

  /** Heals the line. What stalled goes on where it stopped, as TCP does when a cable is put back; what was lost stays lost. */
  up(): void {
    this.become('none')
  }

  become(fault: Fault): void {
    this.fault = fault
    for (const pair of this.pairs) this.obey(pair)
  }

  async close(): Promise<void> {
    this.cut()
    this.listener.close()
    await once(this.listener, 'close')
  }

  private accept(page: Socket): void {
    page.on('error', () => undefined)
    if (this.fault === 'refused') {
      page.resetAndDestroy()
      return
    }
    this.dial(0, (server) => this.join({ page, server }))
  }

  private dial(choice: number, joined: (server: Socket) => void): void {
    const server = connect(this.targets[choice]!, '127.0.0.1')
    if (choice + 1 === this.targets.length) return joined(server)
    const next = (): void => this.dial(choice + 1, joined)
    server.once('error', next)
    server.once('connect', () => {
      server.off('error', next)
      joined(server)
    })
  }

  private join(pair: Pair): void {
    if (pair.page.destroyed) return drop(pair)
    this.pairs.add(pair)
    for (const socket of [pair.page, pair.server]) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.pairs.delete(pair)
        drop(pair)
      })
    }
    pair.page.on('data', (bytes) => {
      if (this.fault !== 'requests-lost') pair.server.write(bytes)
    })
    pair.server.on('data', (bytes) => {
      if (this.fault !== 'answers-lost') pair.page.write(bytes)
    })
    pair.page.on('end', () => pair.server.end())
    pair.server.on('end', () => pair.page.end())
    this.obey(pair)
  }

  /** A stalled line stops reading: bytes pile up on the way, nothing is lost, nobody is told. */
  private obey(pair: Pair): void {
    for (const socket of [pair.page, pair.server]) {
      if (this.fault === 'stalled') socket.pause()
      else socket.resume()
    }
  }
}

function drop(pair: Pair): void {
  for (const socket of [pair.page, pair.server]) {
    if (!socket.destroyed) socket.resetAndDestroy()
  }
}
