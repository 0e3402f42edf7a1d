/**
 * What a search of this device finds, and how chats and people are matched with what was typed. Pure: the messages come
 * from memory and from the disk, by actions/search.ts.
 */
import { filesOf, textOf } from '../protocol/content.ts'
import type { ChatID, Content, Message, UserID } from '../protocol/wire.gen.ts'
import { finds, fold, holdsAll, termsOf } from './fold.ts'

export interface SnippetPart {
  readonly text: string
  readonly hit?: boolean
}

export interface SearchQuery {
  readonly text: string
  readonly chat?: ChatID
  readonly sender?: UserID
  /** ms: from the one on, before the other. */
  readonly since?: number
  readonly until?: number
  /** What the message holds: a file of one of the shapes, or a link. */
  readonly holds?: Holds
}

export type Holds = 'media' | 'picture' | 'video' | 'voice' | 'file' | 'link'

const LINK = /https?:\/\//i

function holds(content: Content, kind: Holds | undefined): boolean {
  if (kind === undefined) return true
  return kind === 'link' ? LINK.test(textOf(content) ?? '') : filesOf(content)?.some(({ shape }) => shape === kind || (kind === 'media' && (shape === 'picture' || shape === 'video'))) === true
}

/** What a message is found by: its words, and the names of its files. */
export function findableOf(content: Content): string | undefined {
  const text = textOf(content)
  return text === undefined ? undefined : [text, ...(filesOf(content) ?? []).map(({ name }) => name)].join('\n')
}

/** Whether a message is what is looked for. */
export function isFound(message: Message, { sender, since, until, holds: kind }: SearchQuery, terms: readonly string[]): boolean {
  if (message.content === undefined || message.deleted_seq !== undefined) return false
  if (sender !== undefined && message.sender !== sender) return false
  if (since !== undefined && message.at < since) return false
  if (until !== undefined && message.at >= until) return false
  if (!holds(message.content, kind)) return false
  const text = findableOf(message.content)
  return text !== undefined && holdsAll(fold(text), terms)
}

const BEFORE = 30
const LENGTH = 160

/** The part of a text round its first find. */
export function snippetOf(text: string, terms: readonly string[]): readonly SnippetPart[] {
  const spans = finds(text, terms)
  const first = spans[0]?.from ?? 0
  const from = first <= BEFORE ? 0 : wordAfter(text, first - BEFORE, first)
  const to = Math.min(text.length, from + LENGTH)
  const parts: SnippetPart[] = []
  const add = (part: string, hit?: true) => part !== '' && parts.push({ text: part.replace(/\s/g, ' '), ...(hit === undefined ? {} : { hit }) })
  let at = from
  for (const span of spans.filter((one) => one.from < to)) {
    add((at === from && from > 0 ? '…' : '') + text.slice(at, span.from))
    at = Math.min(span.to, to)
    add(text.slice(span.from, at), true)
  }
  add((at === from && from > 0 ? '…' : '') + text.slice(at, to) + (to < text.length ? '…' : ''))
  return parts
}

function wordAfter(text: string, from: number, before: number): number {
  const gap = text.slice(from, before).search(/\s/)
  return gap === -1 || gap > 12 ? from : from + gap + 1
}

/** Those whose name holds each word of what was typed, those in which a word begins so first. */
export function matching<T>(list: readonly T[], look: string, names: (one: T) => readonly string[]): readonly T[] {
  const terms = termsOf(look)
  if (terms.length === 0) return []
  const matched = list.flatMap((one) => {
    const name = fold(names(one).join(' '))
    return holdsAll(name, terms) ? [{ one, begins: terms.every((term) => ` ${name}`.includes(` ${term}`)) }] : []
  })
  return [...matched.filter(({ begins }) => begins), ...matched.filter(({ begins }) => !begins)].map(({ one }) => one)
}
