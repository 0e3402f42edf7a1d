/** Bringing a chat of another messenger along, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { number } = german
const one = (count: number, single: string, many: string) => (count === 1 ? single : many)

export const imports: Translations['more']['imports'] = {
  title: 'Chat mitbringen',
  text: 'Ein Chat, den WhatsApp exportiert hat (eine .zip mit Dateien oder die .txt daraus), wird hier zu einer Gruppe, mit seinen Daten. Er wird auf diesem Gerät gelesen.',
  choose: 'Export wählen',
  reading: 'Der Export wird gelesen',
  none: 'Das ist kein lesbarer Export eines Chats. Öffne in WhatsApp den Chat, dann Mehr, Chat exportieren, und wähle die Datei hier.',
  name: 'Name der Gruppe',
  whoAmI: 'Wer davon bist du?',
  nobody: 'Niemand davon',
  order: 'Ein Datum wie 7/8 meint',
  day: 'Tag zuerst: 7. August',
  month: 'Monat zuerst: 8. Juli',
  start: 'Mitbringen',
  found: (messages, from, to) => `${number(messages)} ${one(messages, 'Nachricht', 'Nachrichten')}, ${from} bis ${to}.`,
  files: (n) => `${number(n)} ${one(n, 'Datei kommt', 'Dateien kommen')} mit.`,
  missing: (n) => `${number(n)} ${one(n, 'Nachricht nennt eine Datei, die', 'Nachrichten nennen Dateien, die')} im Export ${one(n, 'fehlt', 'fehlen')}: die Worte bleiben.`,
  notices: (n) => `${number(n)} ${one(n, 'Zeile', 'Zeilen')} von WhatsApp selbst (wer kam, wer ging) ${one(n, 'bleibt', 'bleiben')} zurück.`,
  unread: (n) => `${number(n)} ${one(n, 'Zeile wurde', 'Zeilen wurden')} nicht verstanden:`,
  line: (n) => `Zeile ${number(n)}`,
  others: 'Die anderen erscheinen unter den Namen aus dem Export, als importiert gekennzeichnet, bis sie in der Gruppe sagen, dass sie es waren.',
  going: (percent) => `${number(percent)} %`,
  stay: 'Lass diese Seite offen. Wird es unterbrochen, wähle dieselbe Datei noch einmal: Es geht weiter, wo es war.',
  done: (messages, files) => `Fertig: ${number(messages)} ${one(messages, 'Nachricht', 'Nachrichten')} und ${number(files)} ${one(files, 'Datei', 'Dateien')}.`,
  left: (n) => `${number(n)} ${one(n, 'Datei wurde', 'Dateien wurden')} nicht angenommen, wegen Größe oder Schaden:`,
  open: 'Chat öffnen',
  wasMe: 'Das war ich',
  wasNotMe: 'Das war ich nicht',
}
