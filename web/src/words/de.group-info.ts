/** What is said about what a group is: its settings, its links, who asks to join, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = german

export const groupInfo: Translations['more']['groupInfo'] = {
  edit: 'Name und Beschreibung bearbeiten',
  about: 'Beschreibung',
  aboutLeft: (most) => `Höchstens ${number(most)} Zeichen.`,
  save: 'Speichern',
  cancel: 'Abbrechen',
  actsOn: (name) => `Was sich mit ${name} machen lässt`,
  find: 'Mitglied finden',
  nobodyFound: 'Niemand hier heißt so.',
  promote: (name) => `${name} zum Admin machen`,
  demote: (name) => `${name} als Admin absetzen`,
  stepDown: 'Nicht mehr Admin sein',
  lastLeaves: 'Du bist der einzige Admin. Wenn du gehst, wird es, wer am längsten hier ist.',

  settings: 'Einstellungen der Gruppe',
  send: 'Wer schreibt',
  change: 'Wer Name und Beschreibung ändert',
  add: 'Wer Personen hinzufügt',
  all: 'Alle',
  administrators: 'Nur Admins',
  history: 'Neuen Mitgliedern frühere Nachrichten zeigen',
  approval: 'Hereinlassen, wer über einen Link kommt',
  approvalText: 'Ein Admin entscheidet jedes Mal. Dann fügen nur Admins Personen hinzu.',

  links: 'Links zum Beitreten',
  linksText: 'Wer hier ein Konto hat und den Link öffnet, kann beitreten oder darum bitten.',
  noLinks: 'Gerade gibt es keinen Link.',
  makeLink: 'Link erstellen',

  requests: 'Möchten beitreten',
  requestsOf: (name) => `Möchten „${name}“ beitreten`,
  letIn: (name) => `${name} hereinlassen`,
  decline: (name) => `${name} ablehnen`,
  yes: 'Hereinlassen',
  no: 'Ablehnen',

  joining: {
    looking: 'Der Link wird geöffnet',
    bad: 'Dieser Link führt nirgendwohin',
    home: 'Zu deinen Chats',
    title: (name) => `„${name}“ beitreten?`,
    askTitle: (name) => `Um Beitritt zu „${name}“ bitten?`,
    members: (n) => count(n, { one: '# Mitglied', other: '# Mitglieder' }),
    join: 'Beitreten',
    ask: 'Um Beitritt bitten',
    askText: 'Ein Admin entscheidet. Du siehst den Chat, sobald du hereingelassen wurdest.',
    asked: 'Du hast um Beitritt gebeten',
    askedText: (name) => `Ein Admin von „${name}“ entscheidet. Der Chat erscheint in deiner Liste, wenn du dabei bist.`,
    notNow: 'Nicht jetzt',
    door: 'Du hast einen Link zu einer Gruppe bekommen',
    doorText: 'Melde dich an, um zu sehen, zu welcher.',
  },
}
