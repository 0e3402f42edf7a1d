/** The state of the connection in German. */
import type { Translations } from './translation.ts'

export const connection: Translations['words']['connection'] = {
  title: 'Verbindung',
  connecting: 'Verbinde',
  connected: 'Verbunden',
  reconnecting: (attempt, of) => `Verbinde neu (${attempt} von ${of})`,
  offline: 'Offline',
  slow: 'Langsam',
  signedOut: 'Abgemeldet',
  outdated: 'Update nötig',
}
