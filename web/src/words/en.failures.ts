/**
 * One sentence, and what can be done, for every code of the protocol and the two of the client's own. Raw text from the
 * server is never shown. A new code in the registry does not compile until it has its sentence here.
 */
import type { FailureCode } from './en.reasons.ts'

/** What a sentence may need to know. */
export interface FailureFacts {
  readonly seconds?: number
  /** The same moment as a time of day ("14:05"), where the wait is too long to be counted. */
  readonly until?: string
  /** A reference for an administrator stands beside the sentence. */
  readonly referenced?: boolean
}

type Sentence = string | ((facts: FailureFacts) => string)

const soon = ({ seconds, until }: FailureFacts) => {
  if (seconds === undefined) return 'Try again in a moment.'
  return until !== undefined && seconds > COUNTED ? `Try again after ${until}.` : `Try again in ${wait(seconds)}.`
}
const ours = ({ referenced }: FailureFacts) =>
  `Something went wrong on the server. Try again${referenced === true ? '; if it stays, give an administrator the reference.' : '.'}`
const reload = 'This page and the server do not understand each other. Reload the page.'
const elsewhere = 'The server did not accept this address. Open the page by its usual address.'

/** Longer than this (s), a time of day says more than a count. */
const COUNTED = 90

function wait(seconds: number): string {
  if (seconds <= COUNTED) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  const minutes = Math.ceil(seconds / 60)
  return `${minutes} minutes`
}

const sentences: Readonly<Record<FailureCode, Sentence>> = {
  no_connection: 'There is no connection to the server. Check your network and try again.',
  timeout: 'The server did not answer in time. Try again.',
  too_old: 'This message is older than 7 days. Send it or delete it.',

  handle_taken: 'Somebody has this handle already. Choose another one.',
  handle_not_allowed: 'A handle has 2 to 32 small letters, digits, dots or underscores, and some words are reserved.',
  name_not_allowed: 'This name has signs that cannot be shown, or is empty or too long. Use letters and spaces.',
  about_not_allowed: 'This has signs that cannot be shown, or is longer than 140 characters. Shorten it or use plain words.',
  password_too_short: 'This password is too short. Use at least 10 characters.',
  password_too_long: 'This password is too long. Use at most 128 characters.',
  password_common: 'This password is among the first that are guessed. Choose another one.',
  invalid_credentials: 'Handle and password do not match. Check both and try again.',
  too_many_attempts: (facts) => `That were too many attempts. ${soon(facts)}`,
  registration_closed: 'This server takes no new accounts without an invitation.',
  invite_invalid: 'It has expired, was used up, or was taken back. Ask for a new one.',
  reset_invalid: 'This link has expired or was used. Ask an administrator for a new one.',
  login_required: 'You are signed out. Sign in again.',

  text_empty: 'There is nothing to send.',
  text_too_long: 'The message is too long. Shorten it or send it in parts.',
  text_not_allowed: 'The message has signs that cannot be shown. Remove them and send it again.',
  too_large: 'This is too large for the server. Send it in parts.',
  invalid_utf8: 'The text has broken signs. Type it again.',
  client_id_conflict: 'Another message was sent under the same number. Copy the text and send it anew.',

  not_a_member: 'You are no longer a member of this chat.',
  not_allowed_to_send: 'Only administrators write in this group.',
  chat_not_found: 'This chat does not exist any more.',
  person_not_found: 'Nobody here has this handle.',
  entry_not_found: 'This message does not exist any more.',
  account_disabled: 'An administrator has disabled this account. Only an administrator can enable it again.',
  last_administrator: 'Somebody has to be administrator. Make another one first.',
  not_allowed: 'You may not do this. Ask an administrator.',
  not_yours: 'This is not yours to change.',
  too_late: 'It is too late to change this message. Write a new one instead.',
  group_full: 'The group is full. Nobody more can be added.',
  person_blocked: 'You blocked this person. Unblock them to write to them.',
  too_many_kept: 'There are as many of these as there may be. Take one back first.',
  hook_not_found: 'This hook does not exist any more.',
  not_found: 'This does not exist any more.',
  file_not_found: 'This file is not there any more.',
  file_missing: 'A file of this message did not arrive whole. Delete the message and attach the file again.',
  file_offset: 'The upload got out of step. Try again.',
  file_too_large: 'This file is larger than the server takes.',
  length_mismatch: 'The upload broke off. Try again.',
  quota_full: 'Your files fill the space that you have on this server, or that one may use in a day. Delete some, or try tomorrow.',
  image_too_large: 'This picture has too many pixels. Make it smaller, or send it as a file.',
  image_damaged: 'This picture cannot be read. Send it as a file.',
  push_endpoint_not_allowed: 'This server sends no notifications to the service of this browser. They come while a window of this page is open.',
  mark_ahead: reload,

  rate_limited: (facts) => `That was too quick for the server. ${soon(facts)}`,
  overloaded: (facts) => `The server is busy. ${soon(facts)}`,
  unavailable: (facts) => `The server cannot reach its store right now. ${soon(facts)}`,
  server_full: (facts) => `The server has no free place right now. ${soon(facts)}`,
  draining: (facts) => `The server is restarting. ${soon(facts)}`,
  storage_full: 'The server cannot store messages right now. Yours are kept here.',
  outcome_unknown: 'It is not certain that the server has it. Trying again does no harm.',
  internal: ours,

  already_ready: reload,
  bad_field: reload,
  bad_json: reload,
  json_required: reload,
  json_too_deep: reload,
  method_not_allowed: reload,
  not_ready: reload,
  unknown_field: reload,
  unknown_type: reload,
  upgrade_required: 'A newer version of this page is ready. Reload it.',
  cross_site: elsewhere,
  origin_not_allowed: elsewhere,
  wrong_host: elsewhere,
  token_in_url: elsewhere,
}

export function sentence(code: FailureCode, facts: FailureFacts): string {
  const found = sentences[code] as Sentence | undefined
  if (found === undefined) return ours(facts)
  return typeof found === 'string' ? found : found(facts)
}
