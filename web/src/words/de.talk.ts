/** What is said in the chat list and in a conversation, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = german
/** Oneself as the one who did it: the verb has another form. */
export const isYou = (actor: string) => actor === 'Du'
const upTo999 = (n: number) => (n > 999 ? '999+' : String(n))

export const talk: Translations['words']['talk'] = {
  chats: 'Chats',
  newChat: 'Neuer Chat',
  notifications: 'Mitteilungen',
  settings: 'Einstellungen',
  search: 'Suchen',
  searchChat: 'In diesem Chat suchen',
  home: 'Zu deinen Chats',
  you: 'Du',
  bot: 'Bot',
  yourself: 'Notiz an mich',
  deleted: 'Diese Nachricht wurde gelöscht',
  vanished: 'Nachricht verschwunden',
  imported: (name) => `${name} (importiert)`,
  deletedAccount: 'Gelöschtes Konto',
  unknownKind: 'Diese Version der Seite kann die Nachricht nicht zeigen. Lade die Seite neu.',
  edited: 'bearbeitet',
  starred: 'Gemerkt',
  draft: 'Entwurf:',
  noMessages: 'Noch keine Nachrichten',
  unread: (n) => `${upTo999(n)} ungelesen`,
  mentioned: 'Du wurdest erwähnt',
  unreadDivider: (n) => `${upTo999(n)} ungelesene ${n === 1 ? 'Nachricht' : 'Nachrichten'}`,
  badge: upTo999,

  status: {
    waiting: 'Wartet',
    sending: 'Wird gesendet',
    sent: 'Gesendet',
    delivered: 'Zugestellt',
    read: 'Gelesen',
    expired: 'Abgelaufen',
    failed: 'Nicht gesendet',
  },

  online: 'Online',
  offline: 'Offline',
  lastSeen: {
    moment: 'Zuletzt online gerade eben',
    minutes: (n) => `Zuletzt online vor ${count(n, { one: '# Minute', other: '# Minuten' })}`,
    hours: (n) => `Zuletzt online vor ${count(n, { one: '# Stunde', other: '# Stunden' })}`,
    yesterday: (time) => `Zuletzt online gestern um ${time}`,
    date: (date) => `Zuletzt online am ${date}`,
  },
  today: 'Heute',
  yesterday: 'Gestern',
  dayAt: (day, time) => `${day}, ${time}`,

  typing: (names, total) => {
    const [a, b, c] = names
    if (a === undefined || total < 1) return ''
    if (total === 1 || b === undefined) return `${a} schreibt`
    if (total === 2) return `${a} und ${b} schreiben`
    if (total === 3 && c !== undefined) return `${a}, ${b} und ${c} schreiben`
    return `${a}, ${b} und ${count(total - 2, { one: '# weitere Person', other: '# weitere' })} schreiben`
  },

  messages: 'Unterhaltung',
  skip: 'Zur Unterhaltung springen',
  back: 'Zurück zu den Chats',
  compose: 'Nachricht',
  send: 'Senden',
  left: (n) => `Noch ${number(n)} Zeichen`,
  tooLong: (n) => `${number(n)} Zeichen zu lang`,
  toNewest: 'Zur neuesten Nachricht',
  newMessages: (n) => count(n, { one: '# neue Nachricht', other: '# neue Nachrichten' }),
  arrivedBelow: (n) => count(n, { one: '# neue Nachricht weiter unten', other: '# neue Nachrichten weiter unten' }),
  older: 'Ältere Nachrichten konnten nicht geladen werden.',
  newer: 'Neuere Nachrichten konnten nicht geladen werden.',
  forwarded: 'Weitergeleitet',
  quoteUnseen: 'Eine Nachricht von vor deinem Beitritt',
  toQuoted: (name, text) => `Antwort auf ${name}: ${text}`,
  reaction: (emoji, n, mine) => (mine ? `${emoji}, ${number(n)}, auch von dir: zurücknehmen` : `${emoji}, ${number(n)}: wer reagiert hat`),
  notReached: 'Diese Nachricht konnte nicht geladen werden.',
  emoji: 'Emoji',
  again: 'Nochmal versuchen',
  loadFailed: 'Dieser Teil der Seite konnte nicht geladen werden. Prüfe deine Verbindung.',
  waitingNote: 'Wartet auf Verbindung',
  sayHello: (name) => `Sag Hallo zu ${name}`,
  noteHint: 'Was du hier schreibst, siehst nur du. Gut für Listen, Links und Gedanken.',
  shape: { picture: 'Foto', voice: 'Sprachnachricht', video: 'Video', file: 'Datei' },
  record: 'Sprachnachricht aufnehmen',
  attach: 'Dateien anhängen',
  notMember: 'Diesen Chat kannst du nicht sehen',
  notMemberText: 'Es gibt ihn nicht, oder du bist kein Mitglied mehr.',

  actions: 'Aktionen für die Nachricht',
  remove: 'Löschen',
  close: 'Schließen',

  system: {
    created: (actor) => (isYou(actor) ? 'Du hast diesen Chat begonnen' : `${actor} hat diesen Chat begonnen`),
    createdGroup: (actor) => (isYou(actor) ? 'Du hast die Gruppe erstellt' : `${actor} hat die Gruppe erstellt`),
    accepted: (actor) => (isYou(actor) ? 'Du hast die Einladung angenommen' : `${actor} hat die Einladung angenommen`),
    left: (actor) => (isYou(actor) ? 'Du hast die Gruppe verlassen' : `${actor} hat die Gruppe verlassen`),
    added: (actor, subjects) => (isYou(actor) ? `Du hast ${subjects} hinzugefügt` : `${actor} hat ${subjects} hinzugefügt`),
    removed: (actor, subjects) => (isYou(actor) ? `Du hast ${subjects} entfernt` : `${actor} hat ${subjects} entfernt`),
    addedYou: (actor) => `${actor} hat dich hinzugefügt`,
    removedYou: (actor) => `${actor} hat dich entfernt`,
    you: 'dich',
    other: (actor) => (isYou(actor) ? 'Du hast diesen Chat geändert' : `${actor} hat diesen Chat geändert`),
  },
  saidBy: (name) => `${name}:`,
  former: 'Du bist kein Mitglied dieser Gruppe mehr.',
  onlyAdministrators: 'In dieser Gruppe schreiben nur Admins.',
  members: (n) => count(n, { one: '# Mitglied', other: '# Mitglieder' }),
  membersTitle: 'Mitglieder',
  waitingHere: (n) => `${number(n)} noch nicht gesendet`,
}
