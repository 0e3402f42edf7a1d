/** What is said about how the page looks, in Arabic. */
import type { Translations } from './translation.ts'

export const look: Translations['more']['look'] = {
  language: 'اللغة (\u2066Language\u2069)',
  keys: {},
}
