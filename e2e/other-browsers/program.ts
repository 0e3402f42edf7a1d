/** A program of a test: a process group and a folder of its own, both gone when it is closed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const startLimit = 30_000

export const newFolder = (name: string): Promise<string> => mkdtemp(join(tmpdir(), `twoticks-${name}-`))

export class Program {
  /** Everything it printed. */
  printed = ''
  private readonly child: ChildProcess
  private readonly atExit = (): void => this.end()

  constructor(
    private readonly path: string,
    args: readonly string[],
    readonly folder: string,
    env: Record<string, string> = {},
  ) {
    // Browsers are many processes. A group of their own is what ends all of them, and nothing else.
    this.child = spawn(path, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: join(folder, '.config'), ...env },
    })
    const keep = (chunk: Buffer): void => {
      this.printed += chunk.toString('utf8')
    }
    this.child.stdout?.on('data', keep)
    this.child.stderr?.on('data', keep)
    this.child.on('error', (error) => (this.printed += `\n${error.message}\n`))
    process.once('exit', this.atExit)
  }

  /** Waits until `ask` has an answer; what a program printed that died or was too slow is in the error. */
  async until<T>(ask: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + startLimit
    for (;;) {
      const answer = await ask().catch(() => undefined)
      if (answer !== undefined) return answer
      if (!this.running || Date.now() > deadline) {
        throw new Error(`${this.path} ${this.running ? 'was not ready in time' : 'ended while starting'}:\n${this.printed}`)
      }
      await wait(30)
    }
  }

  async close(): Promise<void> {
    process.off('exit', this.atExit)
    if (this.running) {
      const ended = once(this.child, 'exit')
      this.end()
      await ended
    }
    // The processes of the group die a moment apart, and the last may still be writing.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }

  private get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null
  }

  private end(): void {
    if (this.child.pid === undefined) return
    try {
      process.kill(-this.child.pid, 'SIGKILL')
    } catch {
      // None of them is left.
    }
  }
}
