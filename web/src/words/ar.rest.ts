/** All that the page says in Arabic beside an open chat. */
import type { Translations } from './translation.ts'

export const arRest: Omit<Translations, 'words'> = {}
