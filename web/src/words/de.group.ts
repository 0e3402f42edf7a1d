/** What is said about groups, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = german

export const group: Translations['more']['group'] = {
  newGroup: 'Neue Gruppe',
  newGroupText: 'Wähle Personen und gib ihr einen Namen.',
  name: 'Name der Gruppe',
  nameLeft: (most) => `Höchstens ${number(most)} Zeichen.`,
  create: 'Gruppe erstellen',
  nobodyChosen: 'Wähle mindestens eine Person, oder erstelle sie jetzt und füge später andere hinzu.',
  chosen: (n) => `${number(n)} ausgewählt`,
  isChosen: 'Ausgewählt',
  unchoose: (name) => `${name} herausnehmen`,
  full: (most) => `In eine Gruppe passen ${number(most)} Personen.`,

  administrator: 'Admin',
  add: 'Personen hinzufügen',
  addThem: (n) => count(n, { one: '# Person hinzufügen', other: '# Personen hinzufügen' }),
  notAdded: (names) => `Nicht hinzugefügt werden konnte: ${names}.`,
  open: 'Gruppe öffnen',
  allIn: 'Schon Mitglied',
  remove: (name) => `${name} entfernen`,
  removeTitle: (name) => `${name} entfernen?`,
  removeText: (name) => `${name} behält, was bisher geschrieben wurde, und sieht nichts von dem, was danach kommt.`,
  removeYes: 'Entfernen',
  leave: 'Gruppe verlassen',
  leaveTitle: 'Diese Gruppe verlassen?',
  leaveText: 'Du behältst, was bisher geschrieben wurde, und siehst nichts von dem, was danach kommt. Wer in der Gruppe ist, kann dich wieder hinzufügen.',
  leaveYes: 'Verlassen',
  stay: 'Bleiben',

  readBy: 'Gelesen von',
  deliveredTo: 'Zugestellt an',
  waitingFor: 'Wartet',
  expiredFor: 'Abgelaufen',
  nobodyLeft: 'Sonst war niemand in der Gruppe, der noch dabei ist.',
}
