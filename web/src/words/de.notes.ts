/** What is said under a message, or in its place, that did not go its usual way, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { count } = german
const within = (days: number) => count(days, { one: 'eines Tages', other: 'von # Tagen' })

export const notes: Translations['more']['notes'] = {
  tooOld: 'Vor mehr als 7 Tagen geschrieben und nicht gesendet. Jetzt senden?',
  sendNow: 'Senden',
  expired: (days) => `Nicht innerhalb ${within(days)} zugestellt.`,
  sentAgain: (days) => `Nicht innerhalb ${within(days)} zugestellt und seitdem nochmal gesendet.`,
  expiredAway: (n) => count(n, { one: '# Nachricht ist abgelaufen, während du weg warst', other: '# Nachrichten sind abgelaufen, während du weg warst' }),
  show: 'Zeigen',
  reference: 'Kennung',
  copyReference: 'Kennung kopieren',
  edit: 'Nachricht bearbeiten',
  save: 'Speichern',
  cancel: 'Abbrechen',
  keep: 'Behalten',
  notSent: 'Nicht gesendet',
  retry: 'Nochmal senden',
  sendAgain: 'Nochmal senden',
  firstPage: 'Die Nachrichten konnten nicht geladen werden.',
}
