/**
 * The server of a test, as people see it: one node with its own database, or several on one PostgreSQL and one Redis.
 *
 * The tests' way to start, stop, kill and restart it; it knows nothing of pages. What is done to the server is done to every node; a
 * test that means one of them asks for `nodes`.
 */
import type { Backing } from './backing.ts'
import { Node, type NodeOptions, type StoreFault } from './node.ts'

export type ServerOptions = NodeOptions

/** Several nodes, and what they share. */
export interface Sharing {
  nodes: number
  backing: Backing
}

export class Server {
  private constructor(readonly nodes: readonly Node[]) {}

  static async start(options: ServerOptions = {}, sharing?: Sharing): Promise<Server> {
    if (sharing === undefined) return new Server([await Node.start(options)])
    const shared = await sharing.backing.fresh()
    const env = { ...shared, ...options.env }
    const server = new Server([])
    try {
      // One after another: the first makes the tables.
      while (server.nodes.length < sharing.nodes) (server.nodes as Node[]).push(await Node.start({ ...options, env }))
    } catch (error) {
      await server.close()
      throw error
    }
    return server
  }

  /** Where a browser finds it; with several nodes the first of them. */
  get url(): string {
    return this.first.url
  }

  get port(): number {
    return this.first.port
  }

  get data(): string {
    return this.first.data
  }

  /** Everything it printed since the test began. */
  get log(): string {
    return this.nodes.map(({ log }) => log).join('\n')
  }

  get running(): boolean {
    return this.nodes.some(({ running }) => running)
  }

  up(): Promise<void> {
    return this.each((node) => node.up())
  }

  stop(): Promise<void> {
    return this.each((node) => node.stop())
  }

  kill(): Promise<void> {
    return this.each((node) => node.kill())
  }

  async restart(how: 'stop' | 'kill' = 'stop'): Promise<void> {
    await this[how]()
    await this.up()
  }

  fail(fault: StoreFault): Promise<void> {
    return this.each((node) => node.fail(fault))
  }

  heal(): Promise<void> {
    return this.each((node) => node.heal())
  }

  async reached(): Promise<Record<string, number>> {
    const sum: Record<string, number> = {}
    for (const node of this.nodes) {
      for (const [act, count] of Object.entries(await node.reached())) sum[act] = (sum[act] ?? 0) + count
    }
    return sum
  }

  pause(): void {
    for (const node of this.nodes) node.pause()
  }

  resume(): void {
    for (const node of this.nodes) node.resume()
  }

  command(...args: string[]): Promise<string> {
    return this.first.command(...args)
  }

  close(): Promise<void> {
    return this.each((node) => node.close())
  }

  private get first(): Node {
    return this.nodes[0]!
  }

  private async each(act: (node: Node) => Promise<void>): Promise<void> {
    await Promise.all(this.nodes.map(act))
  }
}
