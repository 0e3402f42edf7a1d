/** Why a message was not sent, in the few words that fit under its bubble (R9.3). The long sentences are in en.failures.ts. */
import type { ErrorCode } from '../protocol/wire.gen.ts'

export type FailureCode = ErrorCode | 'no_connection' | 'timeout'

const reasons: Partial<Record<FailureCode, string>> = {
  no_connection: 'no connection',
  timeout: 'no answer from the server',
  not_a_member: 'you are no longer a member',
  chat_not_found: 'the chat is gone',
  text_too_long: 'too long',
  too_large: 'too long',
  text_not_allowed: 'signs that cannot be shown',
  rate_limited: 'too many at once',
  storage_full: 'the server is full',
  login_required: 'signed out',
  overloaded: 'the server is busy',
  unavailable: 'the server is busy',
}

export function notSent(code: FailureCode, reference: string | undefined): string {
  return `Not sent: ${reasons[code] ?? 'the server refused it'}${reference === undefined ? '' : ` (${reference})`}.`
}
