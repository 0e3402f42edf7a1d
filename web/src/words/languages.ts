/**
 * The languages of the page, each with its name in itself, and how one comes to be spoken. English is always there; a
 * further one is two chunks: what an open chat says, which the first paint waits for, and all the rest, which comes
 * beside it and for which the parts wait that are fetched later (`allWords`).
 */
import { speak, type Rest } from './spoken.ts'

const further = {
  de: () => import('./de.ts'),
  ar: () => import('./ar.ts'),
}

export type Language = 'en' | keyof typeof further

export const languages: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ar: 'العربية' }

const english = { words: undefined, rest: () => Promise.resolve<Rest>({}) }
let wanted: Language = 'en'

/** All that the page can say is here in the language that is spoken. Where it could not be fetched it rejects, and each call tries again. */
export let allWords: () => Promise<unknown> = english.rest

/** Speaks a language from now on. Rejects when its words cannot be fetched, and then nothing has changed. */
export async function speakLanguage(language: Language): Promise<void> {
  wanted = language
  const { words, rest } = language === 'en' ? english : await further[language]()
  // Another one was chosen meanwhile.
  if (wanted !== language) return
  const say = (others: Rest) => speak({ words, ...others })
  say({})
  let fetched: Promise<void> | undefined
  allWords = () => {
    fetched ??= rest().then(say)
    fetched.catch(() => (fetched = undefined))
    return fetched
  }
  allWords().catch(() => undefined)
}

/** The first of the languages that somebody reads which the page speaks too. */
export function languageFor(read: readonly string[]): Language {
  return read.map((tag) => tag.toLowerCase().split('-', 1)[0] as Language).find((language) => Object.hasOwn(languages, language)) ?? 'en'
}
