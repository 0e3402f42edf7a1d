/**
 * What a message says: the kinds of content that this page knows, read out of the open envelope `{kind, version, body}`.
 *
 * A kind or a version that is not known here is shown as such and never guessed at. Pure; used by `state` to paint and by
 * `sync` to send.
 */
import type { Content, SystemBody, UserID } from './wire.gen.ts'

export function textContent(text: string): Content {
  return { kind: 'text', version: 1, body: { text } }
}

/** The text of a message of kind text; undefined for any other. */
export function textOf(content: Content): string | undefined {
  if (content.kind !== 'text') return undefined
  const text = field(content.body, 'text')
  return typeof text === 'string' ? text : undefined
}

/** The line that the server wrote; undefined for anything else. */
export function systemOf(content: Content): SystemBody | undefined {
  if (content.kind !== 'system') return undefined
  const line = field(content.body, 'line')
  const subjects = field(content.body, 'subjects')
  if (typeof line !== 'string') return undefined
  const text = field(content.body, 'text')
  return {
    line,
    subjects: Array.isArray(subjects) ? subjects.filter((id): id is UserID => typeof id === 'string') : [],
    ...(typeof text === 'string' ? { text } : {}),
  }
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
}
