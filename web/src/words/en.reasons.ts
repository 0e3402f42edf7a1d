/**
 * Why a message was not sent and what one can do, in the few words that fit under its bubble (R9.3, R12.2). Retry stands
 * beside them. The long sentences are in en.failures.ts.
 */
import type { ErrorCode } from '../protocol/wire.gen.ts'

export type FailureCode = ErrorCode | 'no_connection' | 'timeout' | 'too_old'

const reasons: Partial<Record<FailureCode, string>> = {
  no_connection: 'no connection.',
  timeout: 'no answer from the server.',
  not_a_member: 'you are no longer a member of this chat.',
  chat_not_found: 'the chat is gone.',
  text_empty: 'there is nothing to send.',
  text_too_long: 'it is too long. Copy it and send it in parts.',
  too_large: 'it is too long. Copy it and send it in parts.',
  text_not_allowed: 'it has signs that cannot be shown. Copy it and remove them.',
  invalid_utf8: 'it has broken signs. Write it anew.',
  client_id_conflict: 'another message has its number. Copy it and send it anew.',
  person_blocked: 'you blocked this person. Unblock them and try again.',
  not_allowed: 'you may not write here.',
  not_allowed_to_send: 'only administrators write in this group.',
  storage_full: 'the server cannot store messages right now.',
  login_required: 'you are signed out. Sign in again.',
  overloaded: 'the server is busy.',
  unavailable: 'the server cannot reach its store.',
  draining: 'the server is restarting.',
  server_full: 'the server has no free place.',
  outcome_unknown: 'it is not certain that the server has it. Trying again does no harm.',
  internal: 'something went wrong on the server.',
  upgrade_required: 'this page is too old. Reload it.',
}

/** Why the server does not take it yet; it is sent by itself. */
export function waitsFor(code: FailureCode, until: string | undefined): string {
  if (code === 'rate_limited') return `Too many at once. It waits${until === undefined ? '' : ` until ${until}`} and is sent by itself.`
  if (code === 'storage_full') return 'The server cannot store messages right now. It waits here.'
  return 'Waiting for the server'
}

/** `until`: the time of day from which it is worth trying again. */
export function notSent(code: FailureCode, until: string | undefined): string {
  if (code === 'rate_limited' || code === 'too_many_attempts') return `Not sent: too many at once${until === undefined ? '.' : `, until ${until}.`}`
  return `Not sent: ${reasons[code] ?? 'the server refused it.'}`
}
