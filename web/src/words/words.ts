/**
 * The words of the page, in the language that is spoken now.
 *
 * One language is in the first chunk; a further one is a pair of objects of the same types (this one and more.ts) that is
 * imported when it is chosen and handed to `speak` and `speakMore`, after which the page is painted anew. Whoever reads `words` reads the live binding, so nobody may
 * keep a piece of it across a repaint. What a person reads comes from these two and from nowhere else.
 */
import { en } from './en.ts'

export type Words = typeof en

export let words: Words = en

export function speak(language: Words): void {
  words = language
}
