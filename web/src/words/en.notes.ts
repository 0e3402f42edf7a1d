/** What is said under a message, or in its place, that did not go its usual way. */
const one = (count: number, single: string, many: string) => (count === 1 ? single : many)

export const notes = {
  tooOld: 'Written more than 7 days ago and not sent. Send it now?',
  sendNow: 'Send',
  expired: (days: number) => `Not delivered within ${days} ${one(days, 'day', 'days')}.`,
  sentAgain: (days: number) => `Not delivered within ${days} ${one(days, 'day', 'days')}, and sent again since.`,
  expiredAway: (n: number) => `${n} ${one(n, 'message', 'messages')} expired while you were away`,
  show: 'Show',
  reference: 'Reference',
  copyReference: 'Copy the reference',
  edit: 'Edit message',
  save: 'Save',
  cancel: 'Cancel',
  keep: 'Keep it',
  notSent: 'Not sent',
  retry: 'Retry',
  sendAgain: 'Send again',
  firstPage: 'The messages could not be loaded.',
}
