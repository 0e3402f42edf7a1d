/** Was in einem Chat neben Worten gesendet wurde. */
import type { Translations } from './translation.ts'

export const gallery: Translations['more']['gallery'] = {
  title: 'Medien, Dateien und Links',
  kinds: { media: 'Medien', file: 'Dateien', voice: 'Sprache', link: 'Links' },
  none: 'Davon wurde hier noch nichts gesendet.',
  show: 'Im Chat zeigen',
  save: {
    title: 'Diesen Chat speichern',
    text: 'Alles davon, was du lesen darfst, mit Namen und Zeiten, als Datei auf diesem Gerät.',
    shapes: { text: 'Text', page: 'Seite', pictures: 'Seite mit Bildern, Sprachnachrichten und kurzen Videos' },
    read: (n) => `${n} ${n === 1 ? 'Nachricht' : 'Nachrichten'} gelesen`,
    save: 'Speichern',
  },
}
