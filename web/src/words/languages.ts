/**
 * The languages of the page, each with its name in itself, and how one comes to be spoken. English is always there; a
 * further one is two chunks: what an open chat says, which the first paint waits for, and all the rest, which comes
 * beside it and for which the parts wait that are fetched later (`allWords`).
 */
import { speak } from './spoken.ts'

const further = {
  de: { first: async () => (await import('./de.ts')).de, rest: async () => (await import('./de.rest.ts')).deRest },
  ar: { first: async () => (await import('./ar.ts')).ar, rest: async () => (await import('./ar.rest.ts')).arRest },
}

export type Language = 'en' | keyof typeof further

export const languages: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ar: 'العربية' }

let wanted: Language = 'en'
let rest = (): Promise<unknown> => Promise.resolve()

/** Speaks a language from now on. Rejects when its words cannot be fetched, and then nothing has changed. */
export async function speakLanguage(language: Language): Promise<void> {
  wanted = language
  if (language === 'en') {
    rest = () => Promise.resolve()
    speak({}, false)
    return
  }
  const { first, rest: others } = further[language]
  const words = await first()
  // Another one was chosen meanwhile.
  if (wanted !== language) return
  const fromTheRight = words.direction === 'rtl'
  speak({ words }, fromTheRight)
  let fetched: Promise<unknown> | undefined
  rest = () => {
    fetched ??= others().then((more) => speak({ words, ...more }, fromTheRight))
    fetched.catch(() => (fetched = undefined))
    return fetched
  }
  void rest().catch(() => undefined)
}

/** All that the page can say is here in the language that is spoken. Where it could not be fetched it rejects, and each call tries again. */
export const allWords = (): Promise<unknown> => rest()

/** The first of the languages that somebody reads which the page speaks too. */
export function languageFor(read: readonly string[]): Language {
  for (const tag of read) {
    const language = tag.toLowerCase().split('-', 1)[0] as Language
    if (Object.hasOwn(languages, language)) return language
  }
  return 'en'
}
