/** What can be done with messages, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = german

export const message: Translations['more']['message'] = {
  reply: 'Antworten',
  replyingTo: (name) => `Antwort an ${name}`,
  replyingToSelf: 'Antwort an dich',
  leaveReply: 'Nicht antworten',
  link: 'Worum es in dem Link geht',
  dropLink: 'Ohne senden',
  forward: 'Weiterleiten',
  select: 'Auswählen',

  selected: (n) => `${number(n)} ausgewählt`,
  leaveSelection: 'Auswahl verlassen',
  selection: 'Ausgewählte Nachrichten',
  copySeveral: (n) => count(n, { one: '# Nachricht kopieren', other: '# Nachrichten kopieren' }),
  forwardSeveral: (n) => count(n, { one: '# Nachricht weiterleiten', other: '# Nachrichten weiterleiten' }),
  deleteSeveral: (n) => count(n, { one: '# Nachricht für alle löschen', other: '# Nachrichten für alle löschen' }),
  deleteSeveralText: 'Die anderen sehen, dass Nachrichten gelöscht wurden.',
  notDeleted: (n) => count(n, { one: '# Nachricht wurde nicht gelöscht.', other: '# Nachrichten wurden nicht gelöscht.' }),

  forwardTo: 'Weiterleiten an',
  findChat: 'Chat finden',
  noChat: 'Kein Chat heißt so.',
  most: (n) => `Höchstens ${count(n, { one: '# Chat', other: '# Chats' })} auf einmal.`,
  sendTo: (n) => count(n, { one: 'An # Chat senden', other: 'An # Chats senden' }),

  mentionList: 'Mitglieder, die du erwähnen kannst',

  react: 'Reagieren',
  quick: 'Schnelle Reaktionen',
  otherEmoji: 'Anderes Emoji',
  reactions: 'Reaktionen',
  takeBack: 'Zurücknehmen',
  emoji: 'Emoji',
  findEmoji: 'Emoji suchen',
  noEmoji: 'Kein Emoji heißt so.',
  recent: 'Zuletzt benutzt',
  groups: {
    smileys_emotion: 'Gesichter und Gefühle',
    people_body: 'Menschen',
    animals_nature: 'Tiere und Natur',
    food_drink: 'Essen und Trinken',
    travel_places: 'Reisen und Orte',
    activities: 'Aktivitäten',
    objects: 'Gegenstände',
    symbols: 'Zeichen',
    flags: 'Flaggen',
  },
  edit: 'Bearbeiten',
  copy: 'Kopieren',
  copied: 'Kopiert',
}
