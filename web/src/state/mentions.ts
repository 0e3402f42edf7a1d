/**
 * Whom a text calls by name: an @ at the beginning of a word, and a handle. The server finds mentions by the same rule;
 * protocol/testdata/mentions.json holds both to it.
 */
import { textOf } from '../protocol/content.ts'
import type { Message } from '../protocol/wire.gen.ts'
import type { PersonView } from './views.ts'

const CALL = /(?<![\p{L}\p{Nd}_.@])@([A-Za-z0-9._]+)/gu

export function mentions(text: string): string[] {
  const handles = [...text.matchAll(CALL)].map(([, handle = '']) => handle.replace(/\.+$/, '').toLowerCase())
  return [...new Set(handles.filter(({ length }) => length >= 2 && length <= 32))]
}

export const calls = (text: string, handle: string): boolean => text.includes('@') && mentions(text).includes(handle)

/** No more of them are kept: the page shows what waits now, not all that ever was. */
const MOST = 100

/** The messages that call somebody, after these rows came or changed: the newest first, each once, as it is now. */
export function withMentions(known: readonly Message[], rows: readonly Message[], { id, handle }: PersonView): readonly Message[] {
  const isAmong = ({ chat, seq }: Message, others: readonly Message[]) => others.some((other) => other.seq === seq && other.chat === chat)
  const calling = rows.filter(({ sender, content }) => sender !== id && content !== undefined && calls(textOf(content) ?? '', handle))
  const rest = known.filter((message) => !isAmong(message, rows))
  if (calling.length === 0 && rest.length === known.length) return known
  return [...calling, ...rest].sort((a, b) => b.at - a.at).slice(0, MOST)
}
