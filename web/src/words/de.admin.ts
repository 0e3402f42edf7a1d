/** What the page of administrators says, in German. */
import { german } from './plural.ts'
import type { Translations } from './translation.ts'

export const admin: Translations['admin'] = {
  title: 'Verwaltung',
  again: 'Nochmal versuchen',

  server: {
    title: 'Dieser Server',
    people: 'Personen und Bots',
    chats: 'Chats',
    messages: 'Nachrichten',
    size: 'Datenbank',
    backup: 'Letzte Sicherung',
    noBackup: 'Keine bekannt',
    backupFailed: (when, why) => `Fehlgeschlagen ${when}: ${why}`,
    version: (version) => `Version ${version}`,
  },

  registration: {
    title: 'Wer ein Konto erstellen darf',
    open: 'Alle',
    openHint: 'Wer immer diese Adresse öffnen kann.',
    invite: 'Auf Einladung',
    inviteHint: 'Nur Admins laden ein.',
    closed: 'Niemand',
    closedHint: 'Vorhandene Einladungen gelten solange nicht.',
    chosen: (setting) => `Hier gewählt. In den Einstellungen des Servers steht: ${setting}.`,
    asSetting: 'Einstellung des Servers nehmen',
    isSetting: 'Wie in den Einstellungen des Servers. Eine Wahl an dieser Stelle geht vor, auch nach einem Neustart.',
    askOpen: 'Dürfen alle ein Konto erstellen?',
    askOpenText: 'Wer immer diese Adresse öffnen kann, kommt dann herein. Ist das Verzeichnis der Personen nicht in den Einstellungen eingeschaltet, bleibt es solange verborgen.',
    askOpenYes: 'Alle hereinlassen',
  },

  people: {
    title: 'Personen',
    search: 'Nach Name oder Benutzername suchen',
    nobody: 'Niemand passt dazu.',
    more: 'Mehr zeigen',
    you: 'Du',
    administrator: 'Admin',
    bot: 'Bot',
    disabled: 'Gesperrt',
    active: (when) => `Aktiv: ${when}`,
    never: 'Nie aktiv',
    devices: (n) => german.count(n, { one: '# Gerät', other: '# Geräte' }),
    menu: (name) => `Was sich mit ${name} machen lässt`,
    list: 'Konten',
  },

  acts: {
    disable: 'Konto sperren',
    enable: 'Konto freigeben',
    makeAdministrator: 'Zum Admin machen',
    makeMember: 'Admin-Rechte entziehen',
    signOut: 'Überall abmelden',
    resetLink: 'Link für ein neues Passwort',
    cancel: 'Abbrechen',
    ask: {
      disable: (name) => ({
        title: `Das Konto von ${name} sperren?`,
        text: `${name} wird sofort überall abgemeldet und kann sich erst wieder anmelden, wenn ein Admin das Konto freigibt. Nachrichten und Chats bleiben. Programme, die für ${name} handeln, verlieren ihren Zugang endgültig.`,
        yes: 'Sperren',
      }),
      makeAdministrator: (name) => ({
        title: `${name} zum Admin machen?`,
        text: `${name} kann dann alles auf dieser Seite tun, auch dir deine Rechte entziehen. Alle Geräte von ${name} werden abgemeldet und melden sich mit den neuen Rechten neu an.`,
        yes: 'Zum Admin machen',
      }),
      makeMember: (name) => ({
        title: `${name} die Rechte entziehen?`,
        text: `${name} ist dann Mitglied wie alle anderen. Alle Geräte von ${name} werden abgemeldet und melden sich neu an.`,
        yes: 'Entziehen',
      }),
      signOut: (name) => ({
        title: `${name} überall abmelden?`,
        text: `Alle Geräte von ${name} und Programme, die für ${name} handeln, verlieren sofort ihren Zugang. Was auf einem Gerät noch nicht gesendet ist, bleibt dort, bis ${name} sich wieder anmeldet.`,
        yes: 'Abmelden',
      }),
    },
    link: {
      title: (name) => `Ein neues Passwort für ${name}`,
      text: (name, until) => `Gib ${name} diesen Link persönlich oder auf einem Weg, dem du vertraust. Er gilt einmal, bis ${until}, und meldet alle Geräte von ${name} ab. Er wird nur jetzt gezeigt.`,
      label: 'Link',
    },
  },

  invitations: {
    title: 'Einladungen von allen',
    none: 'Noch keine Einladungen.',
    by: (name) => `von ${name}`,
    more: 'Mehr zeigen',
    askTitle: 'Diese Einladung zurückziehen?',
    ask: (name) => `Wer den Link von ${name} hat, kann ihn nicht mehr benutzen.`,
    yes: 'Zurückziehen',
  },

  check: {
    title: 'Geht es dem Server gut?',
    text: 'Sieht sich Einstellungen, Datenbank, Festplatte, Uhr und öffentliche Adresse an. Es dauert ein paar Sekunden.',
    start: 'Server prüfen',
    busy: 'Wird geprüft',
    at: (when) => `Geprüft: ${when}`,
    levels: { good: 'Gut', warning: 'Ansehen', problem: 'Problem' },
    nothing: 'Dieser Server hat nichts zu prüfen.',
  },

  audit: {
    title: 'Was zuletzt geschah',
    text: 'Anmeldungen, Konten, Einladungen und was Admins taten; nie, was jemand schreibt. 180 Tage lang.',
    none: 'Noch nichts.',
    nobody: 'Unbekannt, oder der Server',
  },

  refusals: {
    last_administrator: 'Das ist der einzige Admin. Ernenne zuerst jemand anderen.',
    not_allowed: 'Das geht mit diesem Konto nicht, oder du bist kein Admin mehr.',
  },
}
