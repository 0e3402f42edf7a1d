/** What the page of administrators says. It is fetched with that page, which most people never open. */
import type { FailureCode } from './en.reasons.ts'

const one = (count: number, single: string, many: string) => (count === 1 ? single : many)

export const enAdmin = {
  title: 'Administration',
  again: 'Try again',

  server: {
    title: 'This server',
    people: 'People and bots',
    chats: 'Chats',
    messages: 'Messages',
    size: 'Database',
    backup: 'Last backup',
    noBackup: 'None known',
    backupFailed: (when: string, why: string) => `Failed ${when}: ${why}`,
    version: (version: string) => `Version ${version}`,
  },

  registration: {
    title: 'Who may create an account',
    open: 'Everybody',
    openHint: 'Whoever can open this address.',
    invite: 'By invitation',
    inviteHint: 'Only administrators invite.',
    closed: 'Nobody',
    closedHint: 'Invitations that were made do not work meanwhile.',
    chosen: (setting: string) => `Chosen here. The settings of the server say: ${setting}.`,
    asSetting: 'Use the setting',
    isSetting: 'As the settings of the server say. A choice made here stands over them, also after a restart.',
    askOpen: 'Let everybody create an account?',
    askOpenText: 'Whoever can open this address may then come in. Where the list of people is not switched on in the settings, it is hidden meanwhile.',
    askOpenYes: 'Let everybody in',
  },

  people: {
    title: 'People',
    search: 'Search by name or handle',
    nobody: 'Nobody matches.',
    more: 'Show more',
    you: 'You',
    administrator: 'Administrator',
    bot: 'Bot',
    disabled: 'Disabled',
    active: (when: string) => `Active: ${when}`,
    never: 'Never active',
    devices: (n: number) => `${n} ${one(n, 'device', 'devices')}`,
    menu: (name: string) => `What can be done about ${name}`,
    list: 'Accounts',
  },

  acts: {
    disable: 'Disable account',
    enable: 'Enable account',
    makeAdministrator: 'Make administrator',
    makeMember: 'Take administrator’s rights away',
    signOut: 'Sign out everywhere',
    resetLink: 'Link for a new password',
    cancel: 'Cancel',
    ask: {
      disable: (name: string) => ({
        title: `Disable ${name}’s account?`,
        text: `${name} is signed out everywhere at once and cannot sign in until an administrator enables the account again. Messages and chats stay. Programs that act for ${name} lose their access for good.`,
        yes: 'Disable',
      }),
      makeAdministrator: (name: string) => ({
        title: `Make ${name} an administrator?`,
        text: `${name} can then do everything on this page, also take your rights away. All devices of ${name} are signed out and sign in anew with the new rights.`,
        yes: 'Make administrator',
      }),
      makeMember: (name: string) => ({
        title: `Take ${name}’s rights away?`,
        text: `${name} is then a member like everybody. All devices of ${name} are signed out and sign in anew.`,
        yes: 'Take them away',
      }),
      signOut: (name: string) => ({
        title: `Sign ${name} out everywhere?`,
        text: `All devices of ${name}, and programs that act for ${name}, lose their access at once. What waits unsent on a device stays there until ${name} signs in again.`,
        yes: 'Sign out',
      }),
    },
    link: {
      title: (name: string) => `A new password for ${name}`,
      text: (name: string, until: string) => `Give this link to ${name} in person or by a way that you trust. It works once, until ${until}, and signs all devices of ${name} out. It is shown only now.`,
      label: 'Link',
    },
  },

  invitations: {
    title: 'Invitations of everybody',
    none: 'No invitations yet.',
    by: (name: string) => `by ${name}`,
    more: 'Show more',
    askTitle: 'Revoke this invitation?',
    ask: (name: string) => `Whoever has the link of ${name} cannot use it any more.`,
    yes: 'Revoke',
  },

  check: {
    title: 'Is the server well?',
    text: 'Looks at the settings, the database, the disk, the clock and the public address. It takes a few seconds.',
    start: 'Examine the server',
    busy: 'Examining',
    at: (when: string) => `Examined ${when}`,
    levels: { good: 'Good', warning: 'Look at this', problem: 'Problem' },
    nothing: 'This server has nothing to examine.',
  },

  audit: {
    title: 'What happened lately',
    text: 'Sign-ins, accounts, invitations and what administrators did; never what people write. Kept for 180 days.',
    none: 'Nothing yet.',
    nobody: 'Somebody unknown, or the server',
  },

  /** What a refusal means on this page, where the page’s own sentence says it better. */
  refusals: {
    last_administrator: 'This is the only administrator. Make another one first.',
    not_allowed: 'This cannot be done to this account, or you are no administrator any more.',
  } as Partial<Record<FailureCode, string>>,
}
