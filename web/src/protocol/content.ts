/**
 * What a message says: the kinds of content that this page knows, read out of the open envelope `{kind, version, body}`.
 *
 * A kind or a version that is not known here is shown as such and never guessed at. Pure; used by `state` to paint and by
 * `sync` to send.
 */
import type { Content, File as SentFile, Link, SystemBody, UserID } from './wire.gen.ts'

/** What a device says of a file when it sends it; the rest is the server's to say. */
export type FileRef = Pick<SentFile, 'id' | 'name'>

export function textContent(text: string, link?: Link): Content {
  return { kind: 'text', version: 1, body: { text, ...(link && { link }) } }
}

export function filesContent(files: readonly FileRef[], text: string): Content {
  return { kind: 'files', version: 1, body: { files, ...(text === '' ? {} : { text }) } }
}

/** What a message says in words, also beside files: there it may be ''. Undefined for any other kind. */
export function textOf(content: Content): string | undefined {
  const text = field(content.body, 'text')
  if (content.kind === 'files') return typeof text === 'string' ? text : ''
  return content.kind === 'text' && typeof text === 'string' ? text : undefined
}

/** What one of the links in a text is about. */
export function linkOf({ kind, body }: Content): Link | undefined {
  const link = kind === 'text' ? field(body, 'link') : undefined
  return typeof field(link, 'title') === 'string' ? (link as Link) : undefined
}

/** The files of a message of kind files; undefined for any other. */
export function filesOf(content: Content): readonly SentFile[] | undefined {
  const files = content.kind === 'files' ? field(content.body, 'files') : undefined
  return Array.isArray(files) ? (files as SentFile[]) : undefined
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

/** A message on a line of its own, where only words have room: those, or what its first file is called. */
export function gistOf(content: Content): string {
  const [file] = filesOf(content) ?? []
  return textOf(content) || (file === undefined ? '' : `📎 ${file.name}`)
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
}
