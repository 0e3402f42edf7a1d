/** Was in einem Chat neben Worten gesendet wurde. */
import type { Translations } from './translation.ts'

export const gallery: Translations['more']['gallery'] = {
  title: 'Medien, Dateien und Links',
  kinds: { media: 'Medien', file: 'Dateien', voice: 'Sprache', link: 'Links' },
  none: 'Davon wurde hier noch nichts gesendet.',
  show: 'Im Chat zeigen',
}
