/** The languages of the page, each with its name in itself. How one comes to be spoken: speaking.ts. */
export type Language = 'en' | 'de' | 'ar'

export const languages: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ar: 'العربية' }

/** The first of the languages that somebody reads which the page speaks too. */
export function languageFor(read: readonly string[]): Language {
  return read.map((tag) => tag.toLowerCase().split('-', 1)[0] as Language).find((language) => Object.hasOwn(languages, language)) ?? 'en'
}
