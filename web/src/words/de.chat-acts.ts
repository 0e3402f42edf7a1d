/** What one can do with a chat, and with people whom one does not want to hear from, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

export const chatActs: Translations['more']['chatActs'] = {
  archived: (n) => `Archiviert (${german.number(n)})`,
  blocked: (name) => `Du hast ${name} blockiert.`,
  refused: 'Das hat nicht geklappt',
  pin: 'Oben anheften',
  unpin: 'Loslösen',
  tooManyPinned: (n) => german.count(n, { one: 'Du kannst # Chat anheften. Löse ihn zuerst los.', other: 'Du kannst # Chats anheften. Löse zuerst einen los.' }),
  mute: 'Stummschalten',
  muteFor: 'Wie lange stummschalten?',
  muteText: 'Kein Ton, und eine blasse Zahl in der Liste. Die Nachrichten kommen trotzdem.',
  hours: '8 Stunden',
  week: 'Eine Woche',
  always: 'Immer',
  unmute: 'Stummschaltung aufheben',
  archive: 'Archivieren',
  unarchive: 'Aus dem Archiv holen',
  markUnread: 'Als ungelesen markieren',
  markRead: 'Als gelesen markieren',
  clear: 'Chat leeren',
  clearTitle: 'Diesen Chat leeren?',
  clearText: 'Seine Nachrichten verschwinden für dich, auf allen deinen Geräten. Die anderen behalten ihre. Der Chat bleibt in deiner Liste.',
  clearYes: 'Leeren',
  keep: 'Abbrechen',
  block: 'Blockieren',
  unblock: 'Nicht mehr blockieren',
  unblockPerson: (name) => `${name} nicht mehr blockieren`,
  blockTitle: (name) => `${name} blockieren?`,
  blockText: (name) =>
    `Was ${name} dir allein schreibt, erreicht dich nicht, auch später nicht. Keiner von euch sieht, ob der andere online ist. ${name} erfährt davon nichts. In Gruppen seht ihr weiter, was ihr schreibt.`,
  blockYes: 'Blockieren',
  blockedPeople: 'Blockierte Personen',
  blockedText: 'Sie erreichen dich nicht und erfahren davon nichts.',
  nobodyBlocked: 'Du hast niemanden blockiert.',
}
