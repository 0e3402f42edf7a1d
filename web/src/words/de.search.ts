/** What is said when somebody searches, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { count } = german

export const search: Translations['more']['search'] = {
  title: 'Suchen',
  field: 'Chats, Personen und Nachrichten suchen',
  inChat: 'In diesem Chat suchen',
  begin: 'Teile eines Namens oder von etwas Geschriebenem.',
  filters: 'Absender und Datum',
  from: 'Von',
  anybody: 'Allen',
  since: 'Ab',
  until: 'Bis',
  holds: 'Enthält',
  kinds: { any: 'Alles', media: 'Fotos und Videos', voice: 'Sprachnachrichten', file: 'Dateien', link: 'Links' },
  chats: 'Chats',
  people: 'Personen',
  messages: 'Nachrichten',
  results: 'Gefundenes',
  more: 'Ältere Nachrichten',
  searching: 'Wird gesucht …',
  searchedTo: (date) => `Durchsucht bis: ${date}`,
  nothing: (what) => (what === '' ? 'Nichts gefunden' : `Nichts gefunden für „${what}“`),
  onDevice: 'Keine Verbindung: Nur was auf diesem Gerät ist, wurde durchsucht.',
  told: (chats, people, messages, andMore) =>
    [
      chats > 0 ? count(chats, { one: '# Chat', other: '# Chats' }) : '',
      people > 0 ? count(people, { one: '# Person', other: '# Personen' }) : '',
      messages > 0 ? `${andMore ? 'mindestens ' : ''}${count(messages, { one: '# Nachricht', other: '# Nachrichten' })}` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  place: (at, of, andMore) => `${at} von ${of}${andMore ? '+' : ''}`,
  older: 'Ältere Fundstelle',
  newer: 'Neuere Fundstelle',
  close: 'Suche schließen',
}
