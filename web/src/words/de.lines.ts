/** Lines that the server writes about what a group is, in German. */
import { isYou } from './de.talk.ts'
import type { Translations } from './translation.ts'

const has = (who: string) => (isYou(who) ? 'Du hast' : `${who} hat`)

export const lines: Translations['more']['lines'] = {
  joined: (who) => (isYou(who) ? 'Du bist über einen Link dazugekommen' : `${who} kam über einen Link dazu`),
  approved: (who, names) => `${has(who)} ${names} hereingelassen`,
  promoted: (who, names) => `${has(who)} ${names} zum Admin gemacht`,
  succeeded: (who) => (isYou(who) ? 'Du bist jetzt Admin' : `${who} ist jetzt Admin`),
  youSucceeded: 'Du bist jetzt Admin',
  demoted: (who, names) => `${has(who)} ${names} als Admin abgesetzt`,
  steppedDown: (who) => (isYou(who) ? 'Du bist kein Admin mehr' : `${who} ist kein Admin mehr`),
  renamed: (who, name) => `${has(who)} die Gruppe „${name}“ genannt`,
  pinned: (who) => `${has(who)} eine Nachricht angeheftet`,
  pictured: (who) => `${has(who)} das Bild geändert`,
  described: (who) => `${has(who)} die Beschreibung geändert`,
  settings: {
    'chat.imported': 'Dieser Chat wurde aus einem anderen Messenger mitgebracht',
    'timer.off': 'Neue Nachrichten bleiben ab jetzt',
    'timer.day': 'Neue Nachrichten verschwinden ab jetzt nach 24 Stunden',
    'timer.week': 'Neue Nachrichten verschwinden ab jetzt nach 7 Tagen',
    'timer.quarter': 'Neue Nachrichten verschwinden ab jetzt nach 90 Tagen',
    'group.send.all': 'Jetzt können alle schreiben',
    'group.send.administrators': 'Jetzt können nur Admins schreiben',
    'group.change.all': 'Jetzt können alle Name und Beschreibung ändern',
    'group.change.administrators': 'Jetzt können nur Admins Name und Beschreibung ändern',
    'group.add.all': 'Jetzt können alle Personen hinzufügen',
    'group.add.administrators': 'Jetzt können nur Admins Personen hinzufügen',
    'group.history.all': 'Neue Mitglieder sehen ab jetzt frühere Nachrichten',
    'group.history.joining': 'Neue Mitglieder sehen ab jetzt nur, was nach ihnen kommt',
    'group.approval.on': 'Admins lassen herein, wer über einen Link kommt',
    'group.approval.off': 'Wer über einen Link kommt, ist gleich dabei',
  },
}
