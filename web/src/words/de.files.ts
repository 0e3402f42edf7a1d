/** Dateien von Nachrichten: ausgesucht, gesendet, angesehen. */
import { size } from './en.files.ts'
import type { Translations } from './translation.ts'

export const files: Translations['more']['files'] = {
  title: (n) => (n === 1 ? 'Datei senden' : `${n} Dateien senden`),
  caption: 'Bildunterschrift hinzufügen',
  addMore: 'Weitere hinzufügen',
  remove: (name) => `${name} weglassen`,
  asFiles: 'Fotos als Dateien senden',
  asFilesHint: 'Sie behalten ihre volle Größe. Wo und womit sie aufgenommen wurden, wird weggelassen.',
  send: 'Senden',
  preparing: 'Wird vorbereitet …',
  tooLarge: (name, most) => `„${name}“ ist zu groß: Dieser Server nimmt Dateien bis ${most} an.`,
  unreadable: (name) => `„${name}“ ließ sich nicht lesen.`,
  open: (name) => `${name} öffnen`,
  save: 'Speichern',
  cancel: 'Hochladen abbrechen',
  uploading: (percent) => `${percent} % hochgeladen`,
  missing: 'Diese Datei lässt sich gerade nicht zeigen.',
  next: 'Nächstes Bild',
  previous: 'Voriges Bild',
  larger: 'Größer',
  smaller: 'Kleiner',
  place: (n, of) => `${n} von ${of}`,
  voice: {
    recording: 'Sprachnachricht wird aufgenommen',
    refused: 'Das Mikrofon lässt sich nicht nutzen. Erlaube es dieser Seite in deinem Browser und versuche es nochmal.',
    giveUp: 'Aufnahme verwerfen',
    stop: 'Anhalten und vor dem Senden anhören',
    send: 'Sprachnachricht senden',
    play: 'Abspielen',
    pause: 'Anhalten',
    place: 'Stelle in der Sprachnachricht',
    speed: (times) => `Tempo ${String(times).replace('.', ',')}×`,
  },
  size: (bytes) => size(bytes, (n, unit) => `${n.replace('.', ',')} ${unit}`),
}
