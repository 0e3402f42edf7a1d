/**
 * What the page says in English around an open chat: all that the first chunk needs. What is said elsewhere is in
 * en.more.ts. The two objects are the shape of every other language: `words.ts` and `more.ts` derive their types from
 * them, so a language that lacks a line does not compile.
 *
 * Not for: putting dates into words (moments.ts uses the pieces given here), or choosing what is said where (the ui).
 * Sentences say what happened and what one can do; they stay short and carry no exclamation marks.
 */
import { connection } from './en.connection.ts'
import { chats } from './en.chats.ts'
import { talk } from './en.talk.ts'

export const en = {
  language: 'en',
  direction: 'ltr' as 'ltr' | 'rtl',
  /** The locale that Intl formats dates, numbers and lists with. */
  locale: 'en-GB',
  product: 'Twoticks',
  connection,
  chats,
  talk,
}
