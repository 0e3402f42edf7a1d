/** What is said about what a group is: its settings, its links, who asks to join. */
const one = (count: number, single: string, many: string) => (count === 1 ? single : many)

export const groupInfo = {
  edit: 'Edit name and description',
  about: 'Description',
  aboutLeft: (most: number) => `At most ${most} characters.`,
  save: 'Save',
  cancel: 'Cancel',
  /** The name of the button beside somebody, and of the menu that it opens. */
  actsOn: (name: string) => `What to do about ${name}`,
  find: 'Find a member',
  nobodyFound: 'Nobody here is called that.',
  promote: (name: string) => `Make ${name} administrator`,
  demote: (name: string) => `Take the administrator role from ${name}`,
  stepDown: 'Give up the administrator role',
  lastLeaves: 'You are the only administrator. When you leave, whoever has been here longest becomes one.',

  settings: 'Settings of the group',
  send: 'Who writes',
  change: 'Who changes name and description',
  add: 'Who adds people',
  all: 'Everybody',
  administrators: 'Only administrators',
  history: 'Show earlier messages to new members',
  approval: 'Let people in who come by a link',
  approvalText: 'An administrator decides about each. Only administrators add people then.',

  links: 'Links to join',
  linksText: 'Whoever has an account here and opens the link can join, or ask to.',
  noLinks: 'There is no link now.',
  makeLink: 'Make a link',

  requests: 'Asking to join',
  requestsOf: (name: string) => `Asking to join “${name}”`,
  letIn: (name: string) => `Let ${name} in`,
  decline: (name: string) => `Decline ${name}`,
  yes: 'Let in',
  no: 'Decline',

  joining: {
    looking: 'Opening the link',
    bad: 'This link leads nowhere',
    home: 'To your chats',
    title: (name: string) => `Join “${name}”?`,
    askTitle: (name: string) => `Ask to join “${name}”?`,
    members: (n: number) => `${n} ${one(n, 'member', 'members')}`,
    join: 'Join',
    ask: 'Ask to join',
    askText: 'An administrator decides. You see the chat as soon as one has let you in.',
    asked: 'You asked to join',
    askedText: (name: string) => `An administrator of “${name}” decides. The chat appears in your list when you are in.`,
    notNow: 'Not now',
    door: 'Somebody gave you a link to a group',
    doorText: 'Sign in to see which one.',
  },
}
