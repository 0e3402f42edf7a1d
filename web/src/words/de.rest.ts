/** All that the page says in German beside an open chat. */
import type { Translations } from './translation.ts'

export const deRest: Omit<Translations, 'words'> = {}
