/** What trouble with the connection, the server or this browser means for one's messages, in German. */
import type { Translations } from './translation.ts'

const mine = (waiting: number) => (waiting > 0 ? ` (${waiting})` : '')

export const banner: Translations['more']['banner'] = {
  connecting: (waiting) => `Die Verbindung steht noch nicht. Was du schreibst, bleibt auf diesem Gerät und wird von selbst gesendet${mine(waiting)}.`,
  noNetwork: (waiting) => `Du bist offline. Was du schreibst, bleibt auf diesem Gerät und wird gesendet, sobald du zurück bist${mine(waiting)}.`,
  unreachable: (waiting) => `Der Server antwortet nicht. Was du schreibst, bleibt auf diesem Gerät und wird gesendet, sobald er es tut${mine(waiting)}.`,
  slow: 'Live-Verbindung blockiert. Nachrichten kommen trotzdem an, nur etwas langsamer.',
  why: 'Warum?',
  busy: (waiting) => `Der Server ist überlastet. Deine Nachrichten warten auf diesem Gerät${mine(waiting)}.`,
  storageFull: (waiting) => `Der Server kann gerade keine Nachrichten speichern. Deine bleiben hier${mine(waiting)}.`,
  update: 'Update bereit.',
  updateNow: 'Aktualisieren',
  signedOut: 'Dieses Gerät wurde abgemeldet. Melde dich an, um zu senden.',
  outdated: 'Eine neuere Version dieser Seite ist da. Lade sie neu, um weiterzumachen.',
  forgetful: 'Wartende Nachrichten gehen verloren, wenn du dieses Fenster schließt.',
  reload: 'Neu laden',
  signIn: 'Anmelden',
}
