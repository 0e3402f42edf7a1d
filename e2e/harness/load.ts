/** A server that has much else to do: the load generator (lab/load) writes to it meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const binary = join(import.meta.dirname, '..', '..', 'bin', 'load')

/** Keeps a server busy with so many messages a second; it ends with an error where one of them was lost. */
export async function keepBusy(url: string, rate: number): Promise<() => Promise<void>> {
  const child = spawn(binary, ['--busy', url, '--rate', String(rate), '--pairs', '50'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')))
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error(`the load generator ended: ${printed}`)))])
  return () => stop(child, ended, () => printed)
}

async function stop(child: ChildProcess, ended: Promise<unknown[]>, printed: () => string): Promise<void> {
  child.kill('SIGINT')
  const [code] = await ended
  if (code !== 0) throw new Error(`the load generator ended with ${String(code)}: ${printed()}`)
}
