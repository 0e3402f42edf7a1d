/** What is said around the conversations, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = german

export const house: Translations['more']['house'] = {
  first: {
    title: (name) => `Hallo ${name}`,
    text: 'Beginne deine erste Unterhaltung.',
    invite: 'Jemanden einladen',
    inviteText: 'Ein Link oder Code, der direkt in einen Chat mit dir führt.',
    find: 'Jemanden finden',
    findText: 'Alle hier haben einen Benutzernamen, zum Beispiel @ana.',
    note: 'Notiz an mich',
    noteText: 'Ein Chat nur mit dir, auf allen deinen Geräten.',
    ticks: 'Was die Häkchen bedeuten',
    sent: 'Der Server hat die Nachricht gespeichert.',
    delivered: 'Sie ist auf dem Gerät der anderen Person.',
    read: 'Sie wurde gesehen.',
  },
  none: {
    title: 'Wähle einen Chat',
    text: 'Nimm links eine Unterhaltung, oder beginne eine neue.',
    keyNew: 'Suchen',
    keyNext: 'Nächster und voriger Chat',
    keySend: 'Senden',
    keyLine: 'Neue Zeile',
    keyHelp: 'Alle Tasten',
  },
  notFound: { title: 'Hier ist nichts', text: 'Die Adresse führt auf diesem Server nirgendwohin.' },

  newChat: {
    field: 'Personen über ihren Benutzernamen finden',
    hint: 'Tippe den ganzen Benutzernamen, zum Beispiel @ana.',
    hintListed: 'Hier stehen alle auf diesem Server.',
    nobody: (handle) => `Niemand hier heißt @${handle}. Prüfe die Schreibweise.`,
    more: 'Mehr zeigen',
  },

  notifications: {
    mentions: 'Erwähnungen',
    mentionIn: (name, group) => `${name} in ${group}`,
    unread: 'Ungelesene Nachrichten',
    accepted: 'Einladungen',
    acceptedLine: (name) => `${name} kam über deine Einladung`,
    empty: 'Alles gelesen',
    emptyText: 'Ungelesene Nachrichten, Erwähnungen und Personen, die deine Einladungen annehmen, erscheinen hier.',
  },

  settings: {
    you: 'Dein Konto',
    administrator: 'Admin',
    look: 'Aussehen',
    theme: 'Farben',
    system: 'System',
    light: 'Hell',
    dark: 'Dunkel',
    size: 'Textgröße',
    sample: 'So sehen Nachrichten aus.',
    writing: 'Schreiben',
    enterSends: 'Enter sendet die Nachricht',
    enterHint: 'Umschalt+Enter macht eine neue Zeile. Ausgeschaltet ist es umgekehrt.',
    notices: 'Neue Nachrichten',
    sound: 'Ton',
    soundHint: 'Zwei leise Ticks, wenn dir jemand schreibt. Für dieses Gerät.',
    administration: 'Verwaltung',
    administrationText: 'Konten, Einladungen, wer dazukommen darf und wie es dem Server geht.',
    administrationOpen: 'Verwaltung öffnen',
    programs: 'Programme',
    programsText: 'Skripte und Bots, die hier lesen und schreiben.',
    leave: 'Dieses Gerät',
    signOut: 'Abmelden',
    signOutText: 'Deine Nachrichten bleiben auf dem Server. Was dieses Gerät aufbewahrt, wird gelöscht.',
    unsent: (n) =>
      count(n, {
        one: '# Nachricht ist noch nicht gesendet und ginge verloren. Um sie zu behalten, bleib, bis sie gesendet ist.',
        other: '# Nachrichten sind noch nicht gesendet und gingen verloren. Um sie zu behalten, bleib, bis sie gesendet sind.',
      }),
    signOutAnyway: 'Trotzdem abmelden',
    stay: 'Angemeldet bleiben',
  },

  invitations: {
    title: 'Einladungen',
    text: 'Wer den Link öffnet, erstellt ein Konto und ist mit dir in einem Chat.',
    uses: 'Für wie viele Personen',
    expiry: 'Gültig',
    hours: (n) => count(n, { one: '# Stunde', other: '# Stunden' }),
    days: (n) => count(n, { one: '# Tag', other: '# Tage' }),
    make: 'Einladung erstellen',
    link: 'Link',
    once: 'Der Link wird nur jetzt gezeigt. Kopiere ihn, oder lass den Code scannen.',
    code: 'QR-Code der Einladung',
    used: (uses, most) => `${number(uses)} von ${number(most)} benutzt`,
    until: (when) => `bis ${when}`,
    revoke: 'Zurückziehen',
    revoked: 'Zurückgezogen',
    expired: 'Abgelaufen',
    spent: 'Aufgebraucht',
    none: 'Noch keine Einladungen.',
    made: (when) => `Erstellt: ${when}`,
  },
  /** Was das System zeigt, solange niemand auf ein Fenster sieht. */
  notices: {
    turnOn: 'Benachrichtigungen einschalten',
    turnOnText: 'Der Browser fragt dich dann. Wo er es zulässt, kommen sie auch, wenn diese Seite geschlossen ist.',
    on: 'Benachrichtigungen',
    onHint: 'Wenn du auf kein Fenster dieser Seite siehst, und wenn sie geschlossen ist. Eine für jeden Chat; sie verschwindet, wenn er auf einem deiner Geräte gelesen ist.',
    preview: 'Zeigen, wer schreibt und was',
    denied: 'Der Browser lässt diese Seite dich nicht benachrichtigen. Du kannst es in seinen Einstellungen erlauben.',
  },
}
