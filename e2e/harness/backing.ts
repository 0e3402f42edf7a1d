/** One PostgreSQL and one Redis for all tests of a worker, each with a database and a prefix of its own. Started by lab/backing. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

const binary = join(import.meta.dirname, '..', '..', 'bin', 'backing')

export class Backing {
  private printed = ''
  private readonly lines: AsyncIterator<string>

  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    private address: string,
  ) {
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    child.stderr.on('data', (chunk: Buffer) => (this.printed += chunk.toString('utf8')))
  }

  static async start(): Promise<Backing> {
    const backing = new Backing(spawn(binary, { stdio: ['pipe', 'pipe', 'pipe'] }), '')
    backing.address = (await backing.read())['redis'] ?? ''
    return backing
  }

  /** Settings, by the names of the environment, of a server that shares nothing with another test's. */
  async fresh(): Promise<Record<string, string>> {
    const name = `t${randomBytes(8).toString('hex')}`
    const { database = '' } = await this.order(`database ${name}`)
    return { TWOTICKS_DATABASE: database, TWOTICKS_REDIS: this.address, TWOTICKS_REDIS_PREFIX: name }
  }

  /** Restarted it is empty. */
  async redis(act: 'kill' | 'restart'): Promise<void> {
    await this.order(`redis ${act}`)
  }

  async postgresql(act: 'kill' | 'restart'): Promise<void> {
    await this.order(`postgresql ${act}`)
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.stdin.end()
    await ended
  }

  private order(order: string): Promise<Record<string, string>> {
    this.child.stdin.write(`${order}\n`)
    return this.read()
  }

  private async read(): Promise<Record<string, string>> {
    const { value, done } = await this.lines.next()
    if (done === true) throw new Error(`PostgreSQL and Redis did not start: ${this.printed}`)
    return JSON.parse(value) as Record<string, string>
  }
}
