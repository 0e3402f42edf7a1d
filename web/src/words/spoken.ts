/**
 * The language that is spoken now: one translation for every part of the page, told to the parts as they are there.
 *
 * A part of the words (words.ts, more.ts, and those like them) follows here with what it says in English, and is handed
 * the same in the language that is spoken, at once and whenever another one is. What a translation lacks is said in
 * English; the types let it lack only what untranslated.ts names.
 *
 * It also keeps sentences whole that mix the directions of writing. What is put into a sentence, a name above all, may be
 * written from the other side; unless it is set apart, it pulls the words around it to the wrong place. So each text that
 * is handed to a sentence is set apart here, once for all sentences (Unicode's isolates), where the text needs it.
 */
import type { English, Translations } from './translation.ts'

/** All parts but the first. */
export type Rest = Partial<Omit<Translations, 'words'>>
type Spoken = Rest & { readonly words?: Translations['words'] | undefined }

let spoken: Spoken = {}
const followers: (() => void)[] = []

export function speak(translations: Spoken): void {
  spoken = translations
  for (const say of followers) say()
}

/** All that the page can say is here in the language that is spoken. Where it could not be fetched it rejects, and each call tries again. */
export let allWords = (): Promise<void> => Promise.resolve()

export function waitFor(rest: () => Promise<void>): void {
  allWords = rest
}

export function follow<Part extends keyof English>(part: Part, english: English[Part], hear: (words: English[Part]) => void): void {
  const say = () => hear(whole(english, (spoken as Partial<Record<Part, unknown>>)[part]) as English[Part])
  followers.push(say)
  say()
}

type Sentence = (...facts: unknown[]) => unknown

function whole(english: unknown, translated: unknown): unknown {
  const said = translated ?? english
  if (typeof said === 'function') return (...facts: unknown[]) => (said as Sentence)(...facts.map(apart))
  if (typeof said !== 'object') return said
  const [ours, theirs] = [english, translated] as Record<string, unknown>[]
  return Object.fromEntries(Object.keys({ ...ours, ...theirs }).map((key) => [key, whole(ours?.[key], theirs?.[key])]))
}

/** Letters that are written from the right, and signs that turn the direction. */
const FROM_THE_RIGHT = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\ud802\ud803\ud83a\ud83b]/

function apart(fact: unknown): unknown {
  if (Array.isArray(fact)) return fact.map(apart)
  if (typeof fact !== 'string' || fact === '') return fact
  return spoken.words?.direction === 'rtl' || FROM_THE_RIGHT.test(fact) ? `\u2068${fact}\u2069` : fact
}

/** Several names as one: "you, Ana and Bo"; of the type `unit` without the "and". */
export function listOf(names: readonly string[], locale: string, form?: Intl.ListFormatOptions): string {
  return new Intl.ListFormat(locale, form).format(names.map(apart) as string[])
}
