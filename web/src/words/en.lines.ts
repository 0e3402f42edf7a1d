/** Lines that the server writes about what a group is and lets its members do. */
export const lines = {
  joined: (who: string) => `${who} joined by a link`,
  approved: (who: string, names: string) => `${who} let ${names} in`,
  promoted: (who: string, names: string) => `${who} made ${names} administrator`,
  /** When nobody was left who administers the group. */
  succeeded: (who: string) => `${who} is administrator now`,
  youSucceeded: 'You are administrator now',
  demoted: (who: string, names: string) => `${who} took the administrator role from ${names}`,
  steppedDown: (who: string) => `${who} gave up the administrator role`,
  renamed: (who: string, name: string) => `${who} named the group “${name}”`,
  pinned: (who: string) => `${who} pinned a message`,
  pictured: (who: string) => `${who} changed the picture`,
  described: (who: string) => `${who} changed the description`,
  /** A setting that is another now; what it says is not for whom it was written. */
  settings: {
    'chat.imported': 'This chat was brought along from another messenger',
    'timer.off': 'New messages stay from now on',
    'timer.day': 'New messages disappear after 24 hours from now on',
    'timer.week': 'New messages disappear after 7 days from now on',
    'timer.quarter': 'New messages disappear after 90 days from now on',
    'group.send.all': 'Everybody can write now',
    'group.send.administrators': 'Only administrators can write now',
    'group.change.all': 'Everybody can change name and description now',
    'group.change.administrators': 'Only administrators can change name and description now',
    'group.add.all': 'Everybody can add people now',
    'group.add.administrators': 'Only administrators can add people now',
    'group.history.all': 'New members see earlier messages from now on',
    'group.history.joining': 'New members see only what comes after them from now on',
    'group.approval.on': 'Administrators let people in who come by a link',
    'group.approval.off': 'Who comes by a link is in at once',
  } as Readonly<Record<string, string>>,
}
