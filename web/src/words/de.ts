/**
 * What the page says in German around an open chat. Everybody is "du". The same thing has the same name everywhere:
 *
 * | chat          Chat         | message   Nachricht        | group    Gruppe     | member    Mitglied        |
 * | administrator Admin        | handle    Benutzername     | tick     Häkchen    | draft     Entwurf         |
 * | note to self  Notiz an mich| mention   Erwähnung        | device   Gerät      | settings  Einstellungen   |
 * | invitation    Einladung    | sign in   anmelden         | sign out abmelden   | expired   abgelaufen      |
 * | token         Token        | hook      Hook             | bot      Bot        | reference Kennung         |
 */
import { connection } from './de.connection.ts'
import { chats } from './de.chats.ts'
import { talk } from './de.talk.ts'
import type { Translations } from './translation.ts'

export const words: Translations['words'] = {
  language: 'de',
  direction: 'ltr',
  locale: 'de',
  product: 'Twoticks',
  connection,
  chats,
  talk,
}

export const rest = async () => (await import('./de.rest.ts')).deRest
