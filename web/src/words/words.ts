/**
 * The words of the page, in the language that is spoken now.
 *
 * English is in the first chunk; a further language is objects of the same types (translation.ts) that are imported when
 * it is chosen (speaking.ts), after which the page is painted anew. Whoever reads `words` reads the live binding, so
 * nobody may keep a piece of it across a repaint. What a person reads comes from here and from the parts like it
 * (more.ts), and from nowhere else.
 */
import { en } from './en.ts'
import { follow } from './spoken.ts'

export type Words = typeof en

export let words: Words = en

follow('words', en, (spoken) => (words = spoken))
