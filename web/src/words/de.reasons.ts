/** Why a message was not sent, in the few German words that fit under its bubble. The long sentences are in de.failures.ts. */
import type { FailureCode } from './en.reasons.ts'
import type { Translations } from './translation.ts'

const reasons: Partial<Record<FailureCode, string>> = {
  no_connection: 'keine Verbindung.',
  timeout: 'der Server antwortet nicht.',
  not_a_member: 'du bist kein Mitglied dieses Chats mehr.',
  chat_not_found: 'den Chat gibt es nicht mehr.',
  text_empty: 'sie ist leer.',
  text_too_long: 'sie ist zu lang. Kopiere sie und sende sie in Teilen.',
  too_large: 'sie ist zu lang. Kopiere sie und sende sie in Teilen.',
  text_not_allowed: 'sie enthält Zeichen, die sich nicht zeigen lassen. Kopiere sie und entferne diese.',
  invalid_utf8: 'sie enthält kaputte Zeichen. Schreibe sie neu.',
  client_id_conflict: 'eine andere Nachricht hat ihre Nummer. Kopiere sie und sende sie neu.',
  not_allowed: 'du darfst hier nicht schreiben.',
  person_blocked: 'du hast diese Person blockiert. Hebe das auf und versuche es nochmal.',
  storage_full: 'der Server kann gerade keine Nachrichten speichern.',
  login_required: 'du bist abgemeldet. Melde dich wieder an.',
  overloaded: 'der Server ist überlastet.',
  unavailable: 'der Server erreicht seine Datenbank nicht.',
  draining: 'der Server startet gerade neu.',
  server_full: 'der Server hat keinen Platz frei.',
  outcome_unknown: 'vielleicht hat der Server sie schon. Nochmal senden schadet nicht.',
  internal: 'auf dem Server ist etwas schiefgegangen.',
  upgrade_required: 'diese Seite ist zu alt. Lade sie neu.',
}

export const waitsFor: Translations['more']['waitsFor'] = (code, until) => {
  if (code === 'rate_limited') return `Zu viel auf einmal. Die Nachricht wartet${until === undefined ? '' : ` bis ${until}`} und wird von selbst gesendet.`
  if (code === 'storage_full') return 'Der Server kann gerade keine Nachrichten speichern. Sie wartet hier.'
  return 'Wartet auf den Server'
}

export const notSent: Translations['more']['notSent'] = (code, until) => {
  if (code === 'rate_limited' || code === 'too_many_attempts') return `Nicht gesendet: zu viel auf einmal${until === undefined ? '.' : `, bis ${until}.`}`
  return `Nicht gesendet: ${reasons[code] ?? 'der Server hat sie abgelehnt.'}`
}
