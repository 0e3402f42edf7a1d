/**
 * Everything the page says in English. This object is also the shape of every other language: `words.ts` derives its
 * type from it, so a language that lacks a line does not compile.
 *
 * Not for: putting dates into words (moments.ts uses the pieces given here), or choosing what is said where (the ui).
 * Sentences say what happened and what one can do; they stay short and carry no exclamation marks.
 */
import { doors } from './en.doors.ts'
import { failures } from './en.failures.ts'
import { house } from './en.house.ts'
import { talk } from './en.talk.ts'

export const en = {
  language: 'en',
  direction: 'ltr' as 'ltr' | 'rtl',
  /** The locale that Intl formats dates, numbers and lists with. */
  locale: 'en-GB',
  product: 'Twoticks',
  doors,
  failures,
  house,
  talk,
}
