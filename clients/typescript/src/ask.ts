/** Asking a server: what the other parts stand on, and how it fails. */
import { ERRORS, type Commands } from './wire.gen.ts'

/** Carries a command out and gives its answer. It fails with Refused, or with Lost when nobody answered. */
export type Ask = <Name extends keyof Commands>(name: Name, body: Commands[Name]['request']) => Promise<Commands[Name]['reply']>

interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly field?: string
  readonly retry_after_ms?: number
  readonly request_id?: string
}

/** The server said no. */
export class Refused extends Error {
  readonly code: string
  readonly field: string | undefined
  readonly retryAfterMs: number
  readonly requestID: string | undefined

  constructor({ code, message, field, retry_after_ms, request_id }: ErrorBody) {
    super(`${code}: ${message}`)
    this.name = 'Refused'
    this.code = code
    this.field = field
    this.retryAfterMs = retry_after_ms ?? 0
    this.requestID = request_id
  }

  /** Repeating the same is in vain. A code that a newer server knows may pass. */
  get isFinal(): boolean {
    return (ERRORS as Readonly<Record<string, boolean | undefined>>)[this.code] ?? false
  }
}

/** Nobody answered, so what became of it is open (C5). */
export class Lost extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Lost'
  }
}

export const isFinal = (error: unknown): boolean => error instanceof Refused && error.isFinal

/** How long the server wants one to wait. */
export const retryAfter = (error: unknown): number => (error instanceof Refused ? error.retryAfterMs : 0)

/** POSTs commands; those about a connection name its stream. */
export function poster(url: string, token: string, request: typeof fetch, stream: () => string | undefined, withinMs: number): Ask {
  return async (name, body) => {
    const opened = stream()
    let status: number
    let answer: unknown
    try {
      const response = await request(`${url}/api/${name}`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          ...(opened === undefined ? {} : { 'Twoticks-Stream': opened }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(withinMs),
      })
      status = response.status
      answer = await response.json()
    } catch (cause) {
      throw new Lost(`nobody answered ${name}`, { cause })
    }
    if (status === 200) return answer as Commands[typeof name]['reply']
    throw refusalOf(answer) ?? new Lost(`status ${status} without an envelope`)
  }
}

export function refusalOf(answer: unknown): Refused | undefined {
  const error = (answer as { error?: ErrorBody } | null)?.error
  return typeof error?.code === 'string' ? new Refused(error) : undefined
}
