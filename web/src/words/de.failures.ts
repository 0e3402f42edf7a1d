/** One German sentence, and what can be done, for every code of the protocol and the client's own. */
import type { FailureFacts } from './en.failures.ts'
import type { FailureCode } from './en.reasons.ts'
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

type Sentence = string | ((facts: FailureFacts) => string)

/** Longer than this (s), a time of day says more than a count. */
const COUNTED = 90

const soon = ({ seconds, until }: FailureFacts) => {
  if (seconds === undefined) return 'Versuche es gleich nochmal.'
  return until !== undefined && seconds > COUNTED ? `Versuche es nach ${until} nochmal.` : `Versuche es in ${wait(seconds)} nochmal.`
}
const ours = ({ referenced }: FailureFacts) =>
  `Auf dem Server ist etwas schiefgegangen. Versuche es nochmal${referenced === true ? '; wenn es bleibt, gib einem Admin die Kennung.' : '.'}`
const reload = 'Diese Seite und der Server verstehen sich nicht. Lade die Seite neu.'
const elsewhere = 'Der Server nimmt diese Adresse nicht an. Öffne die Seite über ihre gewohnte Adresse.'

function wait(seconds: number): string {
  if (seconds <= COUNTED) return german.count(seconds, { one: '# Sekunde', other: '# Sekunden' })
  return german.count(Math.ceil(seconds / 60), { one: '# Minute', other: '# Minuten' })
}

const sentences: Readonly<Record<FailureCode, Sentence>> = {
  no_connection: 'Es gibt keine Verbindung zum Server. Prüfe dein Netz und versuche es nochmal.',
  timeout: 'Der Server hat nicht rechtzeitig geantwortet. Versuche es nochmal.',
  too_old: 'Diese Nachricht ist älter als 7 Tage. Sende oder lösche sie.',

  handle_taken: 'Diesen Benutzernamen hat schon jemand. Wähle einen anderen.',
  handle_not_allowed: 'Ein Benutzername hat 2 bis 32 Kleinbuchstaben, Ziffern, Punkte oder Unterstriche, und manche Wörter sind vergeben.',
  name_not_allowed: 'Dieser Name ist leer, zu lang oder enthält Zeichen, die sich nicht zeigen lassen. Nimm Buchstaben und Leerzeichen.',
  about_not_allowed: 'Das enthält Zeichen, die nicht angezeigt werden können, oder ist länger als 140 Zeichen. Kürze es oder nimm einfache Wörter.',
  password_too_short: 'Dieses Passwort ist zu kurz. Nimm mindestens 10 Zeichen.',
  password_too_long: 'Dieses Passwort ist zu lang. Nimm höchstens 128 Zeichen.',
  password_common: 'Dieses Passwort gehört zu den ersten, die jemand raten würde. Wähle ein anderes.',
  invalid_credentials: 'Benutzername und Passwort passen nicht zusammen. Prüfe beides und versuche es nochmal.',
  too_many_attempts: (facts) => `Das waren zu viele Versuche. ${soon(facts)}`,
  registration_closed: 'Dieser Server nimmt ohne Einladung keine neuen Konten an.',
  invite_invalid: 'Sie ist abgelaufen, aufgebraucht oder wurde zurückgezogen. Bitte um eine neue.',
  reset_invalid: 'Dieser Link ist abgelaufen oder wurde schon benutzt. Bitte einen Admin um einen neuen.',
  login_required: 'Du bist abgemeldet. Melde dich wieder an.',

  text_empty: 'Es gibt nichts zu senden.',
  text_too_long: 'Die Nachricht ist zu lang. Kürze sie oder sende sie in Teilen.',
  text_not_allowed: 'Die Nachricht enthält Zeichen, die sich nicht zeigen lassen. Entferne sie und sende nochmal.',
  too_large: 'Das ist dem Server zu groß. Sende es in Teilen.',
  invalid_utf8: 'Der Text enthält kaputte Zeichen. Tippe ihn neu.',
  client_id_conflict: 'Unter dieser Nummer wurde schon eine andere Nachricht gesendet. Kopiere den Text und sende ihn neu.',

  not_a_member: 'Du bist kein Mitglied dieses Chats mehr.',
  not_allowed_to_send: 'In dieser Gruppe schreiben nur Admins.',
  chat_not_found: 'Diesen Chat gibt es nicht mehr.',
  person_not_found: 'Niemand hier hat diesen Benutzernamen.',
  entry_not_found: 'Diese Nachricht gibt es nicht mehr.',
  account_disabled: 'Ein Admin hat dieses Konto gesperrt. Nur ein Admin kann es wieder freigeben.',
  last_administrator: 'Jemand muss Admin sein. Ernenne zuerst jemand anderen.',
  not_allowed: 'Das darfst du nicht. Frage einen Admin.',
  not_yours: 'Das gehört dir nicht, du kannst es nicht ändern.',
  too_late: 'Für eine Änderung an dieser Nachricht ist es zu spät. Schreibe eine neue.',
  group_full: 'Die Gruppe ist voll. Es passt niemand mehr hinein.',
  person_blocked: 'Du hast diese Person blockiert. Hebe das auf, um ihr zu schreiben.',
  too_many_kept: 'Davon gibt es schon so viele, wie es geben darf. Nimm zuerst eines zurück.',
  hook_not_found: 'Diesen Hook gibt es nicht mehr.',
  not_found: 'Das gibt es nicht mehr.',
  file_not_found: 'Diese Datei gibt es nicht mehr.',
  file_missing: 'Eine Datei dieser Nachricht kam nicht vollständig an. Lösche die Nachricht und hänge die Datei neu an.',
  file_offset: 'Das Hochladen ist aus dem Tritt geraten. Versuche es nochmal.',
  file_too_large: 'Diese Datei ist größer, als der Server annimmt.',
  length_mismatch: 'Das Hochladen brach ab. Versuche es nochmal.',
  quota_full: 'Deine Dateien füllen den Platz, den du auf diesem Server hast oder an einem Tag nutzen darfst. Lösche welche oder versuche es morgen.',
  image_too_large: 'Dieses Bild hat zu viele Pixel. Verkleinere es oder sende es als Datei.',
  image_damaged: 'Dieses Bild lässt sich nicht lesen. Sende es als Datei.',
  push_endpoint_not_allowed: 'Dieser Server schickt an den Dienst dieses Browsers keine Benachrichtigungen. Sie kommen, solange ein Fenster dieser Seite offen ist.',
  mark_ahead: reload,

  rate_limited: (facts) => `Das ging dem Server zu schnell. ${soon(facts)}`,
  overloaded: (facts) => `Der Server ist überlastet. ${soon(facts)}`,
  unavailable: (facts) => `Der Server erreicht seine Datenbank gerade nicht. ${soon(facts)}`,
  server_full: (facts) => `Der Server hat gerade keinen Platz frei. ${soon(facts)}`,
  draining: (facts) => `Der Server startet neu. ${soon(facts)}`,
  storage_full: 'Der Server kann gerade keine Nachrichten speichern. Deine bleiben hier.',
  outcome_unknown: 'Vielleicht hat der Server es schon. Ein neuer Versuch schadet nicht.',
  internal: ours,

  already_ready: reload,
  bad_field: reload,
  bad_json: reload,
  json_required: reload,
  json_too_deep: reload,
  method_not_allowed: reload,
  not_ready: reload,
  unknown_field: reload,
  unknown_type: reload,
  upgrade_required: 'Eine neuere Version dieser Seite ist da. Lade sie neu.',
  cross_site: elsewhere,
  origin_not_allowed: elsewhere,
  wrong_host: elsewhere,
  token_in_url: elsewhere,
}

export const sentence: Translations['more']['sentence'] = (code, facts) => {
  const found = sentences[code] as Sentence | undefined
  if (found === undefined) return ours(facts)
  return typeof found === 'string' ? found : found(facts)
}
