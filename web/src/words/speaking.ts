/**
 * How a language comes to be spoken. English is always there; a further one is two chunks: what an open chat says, which
 * the first paint waits for, and all the rest, which comes beside it and for which the parts wait that are fetched later
 * (`allWords`). This file is fetched beside the first script, and an English page does not wait for it.
 */
import type { Language } from './languages.ts'
import { speak, waitFor, type Rest } from './spoken.ts'

const further = {
  de: () => import('./de.ts'),
  ar: () => import('./ar.ts'),
} satisfies Record<Exclude<Language, 'en'>, unknown>

const english = { words: undefined, rest: () => Promise.resolve<Rest>({}) }
let wanted: Language = 'en'

/** Speaks a language from now on. Rejects when its words cannot be fetched, and then nothing has changed. */
export async function speakLanguage(language: Language): Promise<void> {
  wanted = language
  const { words, rest } = language === 'en' ? english : await further[language]()
  // Another one was chosen meanwhile.
  if (wanted !== language) return
  const say = (others: Rest) => speak({ words, ...others })
  say({})
  let fetched: Promise<void> | undefined
  const fetchRest = () => {
    fetched ??= rest().then(say)
    fetched.catch(() => (fetched = undefined))
    return fetched
  }
  waitFor(fetchRest)
  fetchRest().catch(() => undefined)
}
