/** What is said about a connection that is not as it should be, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

export const trouble: Translations['more']['trouble'] = {
  slowTitle: 'Warum ist es langsam?',
  slowText:
    'Nachrichten kommen sonst über eine Verbindung, die offen bleibt (ein WebSocket). Sie lässt sich von hier gerade nicht aufbauen, deshalb fragt diese Seite den Server immer wieder. Nichts geht verloren, es dauert nur etwas länger.',
  slowCauses: 'Was meistens im Weg ist:',
  slowProxy: 'Das Netz einer Firma oder Schule, ein Proxy oder ein Virenscanner, der solche Verbindungen sperrt. Versuche ein anderes Netz, oder bitte die Zuständigen, WebSockets zu dieser Adresse zu erlauben.',
  slowServer: 'Ein Webserver vor diesem hier, der sie nicht weiterreicht. Wer ihn betreibt, muss WebSockets unter /ws erlauben.',
  slowExtension: 'Eine Erweiterung des Browsers. Versuche ein privates Fenster ohne Erweiterungen.',
  slowAgain: 'Diese Seite versucht jede Minute die Live-Verbindung und wechselt von selbst dorthin zurück.',

  unsentHere: (name, n) =>
    german.count(n, {
      one: `# Nachricht von ${name} wurde nicht gesendet. Sie bleibt auf diesem Gerät, bis ${name} sich wieder anmeldet.`,
      other: `# Nachrichten von ${name} wurden nicht gesendet. Sie bleiben auf diesem Gerät, bis ${name} sich wieder anmeldet.`,
    }),
  drop: 'Löschen',
  dropOne: 'Löschen',
  dropTitle: 'Löschen, was nicht gesendet wurde?',
  dropText: 'Sonst hat es niemand. Es lässt sich nicht zurückholen.',
  keep: 'Behalten',
}
