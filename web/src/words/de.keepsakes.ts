/** What is said about messages that one stars, pins, or deletes for oneself, and about who has a message, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { number } = german

export const keepsakes: Translations['more']['keepsakes'] = {
  star: 'Mit Stern merken',
  unstar: 'Stern entfernen',
  starred: 'Gemerkte Nachrichten',
  starredText: 'Was du dir merkst, aus allen Chats.',
  noStars: 'Gib einer Nachricht in ihrem Menü einen Stern, dann findest du sie hier.',
  more: 'Mehr anzeigen',
  pinned: 'Angeheftet',
  pin: 'Anheften',
  unpin: 'Lösen',
  pinTitle: 'Wie lange für alle anheften?',
  pinText: 'In einem Chat sind höchstens 3 Nachrichten angeheftet; eine weitere nimmt den Platz der ältesten ein.',
  pinFor: { day: '24 Stunden', week: '7 Tage', month: '30 Tage' },
  deleteTitle: 'Diese Nachricht löschen?',
  deleteText: 'Nur für dich: Sie verschwindet von allen deinen Geräten. Für alle: Die anderen sehen, dass eine Nachricht gelöscht wurde.',
  deleteMineText: 'Sie verschwindet von allen deinen Geräten. Die anderen behalten sie.',
  deleteForMe: 'Für mich löschen',
  deleteForAll: 'Für alle löschen',
  cancel: 'Abbrechen',
  stored: 'Auf dem Server gespeichert',
  place: (seq) => `Nachricht ${number(seq)} dieses Chats`,
  notStored: 'Bisher nur auf diesem Gerät',
  waitsForDevice: (name) => `Noch kein Gerät von ${name} hat sie geholt.`,
  notSeen: (name) => `${name} hat sie auf einem Gerät und noch nicht gesehen.`,
  ownDevices: 'Auf deinen Geräten',
  deviceNamed: (browser, system) => `${browser} unter ${system}`,
  deviceUnknown: 'Unbekanntes Gerät',
  onThis: 'Dieses Gerät',
  onIt: 'Angekommen',
  notOnIt: (when) => `Noch nicht angekommen, zuletzt benutzt ${when}`,
  left: 'nicht mehr in der Gruppe',
  counts: (delivered, all) => `An ${number(delivered)} von ${number(all)} zugestellt`,
  waiting: (n) => `${number(n)} ausstehend`,
  expired: (n) => `${number(n)} abgelaufen`,
  info: 'Nachrichteninfo',
  noInfo: 'Noch nicht',
  noteRead: 'Eine Notiz an dich liest sonst niemand.',
}
