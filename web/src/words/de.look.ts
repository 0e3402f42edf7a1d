/** What is said about how the page looks, in German. */
import type { Translations } from './translation.ts'

export const look: Translations['more']['look'] = {
  language: 'Sprache (Language)',
  keys: { Ctrl: 'Strg', Shift: 'Umschalt', End: 'Ende' },
}
