/** What is said about using the page itself, in German. */
import type { Translations } from './translation.ts'

export const help: Translations['more']['help'] = {
  title: 'Tasten',
  everywhere: 'Überall',
  inChat: 'In einem Chat',
  inMessages: 'In den Nachrichten',
  search: 'Chats, Personen und Nachrichten suchen',
  nextChat: 'Nächster und voriger Chat',
  thisHelp: 'Diese Liste',
  send: 'Senden',
  line: 'Neue Zeile',
  editLast: 'Letzte eigene Nachricht bearbeiten, aus leerem Feld',
  newest: 'Zur neuesten Nachricht',
  leave: 'Schließen oder abbrechen',
  move: 'Von Nachricht zu Nachricht',
  act: 'Aktionen für eine Nachricht',
  swapped: 'Enter und Umschalt+Enter sind in den Einstellungen dieses Geräts vertauscht.',
  listWidth: 'Breite der Chatliste',
}
