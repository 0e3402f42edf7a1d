/**
 * Commands over HTTP (P4): what has to work without a live connection, above all getting in and out. The cookie of the
 * session travels by itself and is never seen here.
 */
import { BadFrame, decodeFailure, decodeReply, learn, type CommandName, type Reply, type Request } from '../protocol/codec.ts'
import { CallError, refusal } from './call-error.ts'

export type Post = <C extends CommandName>(command: C, body: Request<C>, options?: PostOptions) => Promise<Reply<C>>

export interface PostOptions {
  /** The stream for whose connection it is carried out (slow.ts). */
  readonly stream?: string
  /** ms until the answer is given up. */
  readonly within?: number
}

/** How a probe found the server: `signed-out` means that it is well and knows no session of this browser. */
export type Health = 'healthy' | 'unhealthy' | 'signed-out'

const ANSWER_WITHIN = 10_000
const PROBE_WITHIN = 5_000

export const post: Post = async (command, body, { stream, within = ANSWER_WITHIN } = {}) => {
  await learnt(command)
  const response = await ask(`/api/${command}`, within, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(stream === undefined ? {} : { 'Twoticks-Stream': stream }) },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) {
    const failure = decodeFailure(answer)
    throw failure === undefined ? new CallError('no_connection') : refusal(failure)
  }
  try {
    return decodeReply(command, answer)
  } catch (error) {
    throw error instanceof BadFrame ? new CallError('internal') : error
  }
}

/** Before a command is sent: that its answer can be read. */
export async function learnt(command: CommandName): Promise<void> {
  await learn(command)?.catch(() => {
    throw new CallError('no_connection')
  })
}

/**
 * Asks after the server's health and, where it is well, after the session: a browser hides why a WebSocket handshake was
 * refused, so a session that has ended looks like a server that is away until somebody asks.
 */
export async function probe(): Promise<Health> {
  try {
    const health = await ask('/livez', PROBE_WITHIN, { cache: 'no-store' })
    if (!health.ok) return 'unhealthy'
    return (await post('session.get', {})).me === undefined ? 'signed-out' : 'healthy'
  } catch {
    return 'unhealthy'
  }
}

async function ask(path: string, within: number, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, credentials: 'same-origin', signal: AbortSignal.timeout(within) })
  } catch (error) {
    throw new CallError(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'no_connection')
  }
}
