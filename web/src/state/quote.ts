/**
 * What a reply shows of the message that it answers, as that is now: made here the way the server makes it, so that a reply
 * that is loaded follows an edit or a deletion without being read again. Pure.
 */
import { textOf } from '../protocol/content.ts'
import type { Message, Quote } from '../protocol/wire.gen.ts'

const MOST = 120
/** Marks and joiners that may follow the last character. */
const MORE = 16

export function quoteOf({ seq, sender, content, edited_seq, deleted_seq }: Message): Quote {
  return {
    seq, sender,
    ...(content === undefined ? {} : { kind: content.kind, text: snippet(textOf(content) ?? '') }),
    ...(edited_seq === undefined ? {} : { edited_seq }),
    ...(deleted_seq === undefined ? {} : { deleted_seq }),
  }
}

/** The beginning of a text on one line. */
function snippet(text: string): string {
  const line = text.split(/\s+/u).filter(Boolean).join(' ')
  if (line.length <= MOST) return line
  const characters = [...line]
  if (characters.length <= MOST) return line
  let end = MOST
  while (end < characters.length && end < MOST + MORE && /[\p{M}\p{Cf}]/u.test(characters[end] ?? '')) end++
  return end === characters.length ? line : `${characters.slice(0, end).join('').replace(/[ \u200d]+$/u, '')}…`
}

/** A reply after a message changed; the same object when it is none of that message, or may not show it. */
export function requoted(reply: Message, changed: Message): Message {
  const { quote } = reply
  if (quote?.seq !== changed.seq || quote.sender === undefined) return reply
  const now = quoteOf(changed)
  return changes(now) > changes(quote) ? { ...reply, quote: now } : reply
}

/** Rises with each change, so of two states of one thing it tells the later. */
function changes({ edited_seq = 0, deleted_seq = 0 }: Pick<Message, 'edited_seq' | 'deleted_seq'>): number {
  return edited_seq + deleted_seq
}

/** That of a message with all that belongs to it. */
export function changesOf(message: Message): number {
  return changes(message) + (message.reacted_seq ?? 0) + (message.quote === undefined ? 0 : changes(message.quote))
}
