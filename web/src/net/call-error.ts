/**
 * What a command that was not answered well is: a refusal of the server, or the client's own two words for no answer.
 * Every promise of this room rejects with it and with nothing else.
 */
import { ERRORS, type Error as WireError, type ErrorCode } from '../protocol/wire.gen.ts'

export type CallCode = ErrorCode | 'no_connection' | 'timeout'

const LATER: ReadonlySet<CallCode> = new Set(['rate_limited', 'overloaded', 'unavailable', 'draining', 'server_full', 'storage_full'])

export class CallError extends Error {
  readonly code: CallCode
  readonly field: string | undefined
  readonly retryAfterMs: number | undefined
  readonly reference: string | undefined

  constructor(code: CallCode, wire?: WireError) {
    super(code)
    this.code = code
    this.field = wire?.field
    this.retryAfterMs = wire?.retry_after_ms
    this.reference = wire?.request_id
  }

  /** The server is there and takes nothing for now: nothing was stored, and the same is worth asking again later (C5). */
  get tryLater(): boolean {
    return LATER.has(this.code)
  }

  /** Repeating the same cannot succeed. */
  get final(): boolean {
    return this.code !== 'no_connection' && this.code !== 'timeout' && ERRORS[this.code]
  }
}

export function refusal(wire: WireError): CallError {
  return new CallError(Object.hasOwn(ERRORS, wire.code) ? (wire.code as ErrorCode) : 'internal', wire)
}

/** What went wrong, as a CallError whatever was thrown. */
export function asCallError(thrown: unknown): CallError {
  return thrown instanceof CallError ? thrown : new CallError('internal')
}
