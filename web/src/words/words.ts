/**
 * The words of the page, in the language that is spoken now.
 *
 * One language is in the first chunk; a further one is a file of the same type that is imported when it is chosen and
 * handed to `speak`, after which the page is painted anew. Whoever reads `words` reads the live binding, so nobody may
 * keep a piece of it across a repaint. The ui and the core's failure texts come from here and from nowhere else.
 */
import { en } from './en.ts'

export type Words = typeof en

export let words: Words = en

export function speak(language: Words): void {
  words = language
}
