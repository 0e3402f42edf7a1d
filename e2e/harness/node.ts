/**
 * One process of Twoticks: the built binary on a port of its own with a data folder of its own.
 *
 * A restart keeps port and data, which is what "after a restart" means for the pages that were open. A node that does not come up
 * fails with what it printed.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const bin = join(import.meta.dirname, '..', '..', 'bin')
const startLimit = 10_000
const stopLimit = 15_000

export interface NodeOptions {
  /** Further settings, by the names of the environment. */
  env?: Record<string, string>
  /** The program whose store fails when it is told to, instead of the real one. */
  faulty?: boolean
}

/** A way in which the store of the faulty program fails; see cmd/twoticks-faulty. */
export interface StoreFault {
  act: string
  how: 'fail' | 'down' | 'full' | 'hang' | 'slow'
  count?: number
}

export class Node {
  readonly port: number
  readonly data: string
  private readonly env: Record<string, string>
  private readonly binary: string
  private child: ChildProcess | undefined
  private output = ''

  private constructor(port: number, data: string, options: NodeOptions) {
    this.port = port
    this.data = data
    this.env = options.env ?? {}
    this.binary = join(bin, options.faulty === true ? 'twoticks-faulty' : 'twoticks')
  }

  static async start(options: NodeOptions = {}): Promise<Node> {
    const data = await mkdtemp(join(tmpdir(), 'twoticks-e2e-'))
    const node = new Node(await freePort(), data, options)
    if (!existsSync(node.binary)) throw new Error(`${node.binary} is missing: run tools/test.sh first`)
    try {
      await node.up()
    } catch (error) {
      await node.close()
      throw error
    }
    return node
  }

  /** Where a browser finds it. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Everything it printed since the test began. */
  get log(): string {
    return this.output
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null
  }

  /** Starts it on the old port and data, and waits until it is ready. */
  async up(): Promise<void> {
    if (this.running) throw new Error('the node is running already')
    const child = spawn(this.binary, ['serve'], {
      env: {
        ...process.env,
        TWOTICKS_LISTEN: `127.0.0.1:${this.port}`,
        TWOTICKS_DATA: this.data,
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString('utf8')
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => {
      this.output += `\n${error.message}\n`
    })
    await this.ready()
  }

  /** Asks it to end, as an operator would, and waits until it has. */
  async stop(): Promise<void> {
    await this.end('SIGTERM')
  }

  /** Takes its life without a word, as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
  }

  async restart(how: 'stop' | 'kill' = 'stop'): Promise<void> {
    await this[how]()
    await this.up()
  }

  /** Makes the store of the faulty program fail, until `heal`. */
  async fail(fault: StoreFault): Promise<void> {
    await this.order('POST', fault)
  }

  async heal(): Promise<void> {
    await this.order('DELETE')
  }

  /** How many calls of each act reached the store of the faulty program. */
  async reached(): Promise<Record<string, number>> {
    return ((await this.order('GET')) as { calls: Record<string, number> }).calls
  }

  private async order(method: string, body?: StoreFault): Promise<unknown> {
    const control = /Faults are ordered at (\S+)/.exec(this.output)?.[1]
    if (control === undefined) throw new Error('this program takes no orders to fail')
    const answer = await fetch(control, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`the program did not understand: ${await answer.text()}`)
    return answer.json()
  }

  /** Holds the process still: its sockets stay open and say nothing more. */
  pause(): void {
    this.child?.kill('SIGSTOP')
  }

  resume(): void {
    this.child?.kill('SIGCONT')
  }

  /** Runs another subcommand of the same binary on the same data, such as `invite`. */
  async command(...args: string[]): Promise<string> {
    const child = spawn(this.binary, args, {
      env: { ...process.env, TWOTICKS_DATA: this.data, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')))
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`twoticks ${args.join(' ')} ended with ${code}: ${printed}`)
    return printed
  }

  /** Ends it and removes its data. */
  async close(): Promise<void> {
    if (this.running) await this.kill()
    await rm(this.data, { recursive: true, force: true })
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + startLimit
    while (Date.now() < deadline) {
      if (!this.running) throw new Error(`the node ended while starting:\n${this.output}`)
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.ok) return
      await wait(20)
    }
    throw new Error(`the node was not ready within ${startLimit} ms:\n${this.output}`)
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.child
    if (!child || !this.running) return
    const ended = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill(signal)
    const late = AbortSignal.timeout(stopLimit)
    const stuck = once(late, 'abort').then(() => {
      child.kill('SIGKILL')
      throw new Error(`the node did not end within ${stopLimit} ms of ${signal}:\n${this.output}`)
    })
    await Promise.race([ended, stuck])
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
