/** What is said in the chat list and in a conversation. */
const one = (count: number, single: string, many: string) => (count === 1 ? single : many)

export const talk = {
  chats: 'Chats',
  newChat: 'New chat',
  notifications: 'Notifications',
  settings: 'Settings',
  search: 'Search',
  searchChat: 'Search in this chat',
  home: 'To your chats',
  you: 'You',
  bot: 'bot',
  yourself: 'Note to self',
  deleted: 'This message was deleted',
  vanished: 'Message disappeared',
  imported: (name: string) => `${name} (imported)`,
  deletedAccount: 'Deleted account',
  unknownKind: 'This version of the page cannot show this message. Reload to update.',
  edited: 'edited',
  starred: 'Starred',
  draft: 'Draft:',
  noMessages: 'No messages yet',
  unread: (count: number) => `${count > 999 ? '999+' : count} unread`,
  mentioned: 'You were mentioned',
  unreadDivider: (count: number) => `${count > 999 ? '999+' : count} unread ${one(count, 'message', 'messages')}`,
  badge: (count: number) => (count > 999 ? '999+' : String(count)),

  status: {
    waiting: 'Waiting to send',
    sending: 'Sending',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    expired: 'Expired',
    failed: 'Not sent',
  },

  online: 'Online',
  offline: 'Offline',
  lastSeen: {
    moment: 'Last seen less than a minute ago',
    minutes: (n: number) => `Last seen ${n} ${one(n, 'minute', 'minutes')} ago`,
    hours: (n: number) => `Last seen ${n} ${one(n, 'hour', 'hours')} ago`,
    yesterday: (time: string) => `Last seen yesterday at ${time}`,
    date: (date: string) => `Last seen ${date}`,
  },
  today: 'Today',
  yesterday: 'Yesterday',
  dayAt: (day: string, time: string) => `${day}, ${time}`,

  /** Up to three names, and how many type in all (C34). */
  typing: (names: readonly string[], count: number): string => {
    const [a, b, c] = names
    if (a === undefined || count < 1) return ''
    if (count === 1 || b === undefined) return `${a} is typing`
    if (count === 2) return `${a} and ${b} are typing`
    if (count === 3 && c !== undefined) return `${a}, ${b} and ${c} are typing`
    const others = count - 2
    return `${a}, ${b} and ${others} ${one(others, 'other', 'others')} are typing`
  },

  messages: 'Conversation',
  skip: 'Skip to the conversation',
  back: 'Back to chats',
  compose: 'Message',
  send: 'Send',
  left: (n: number) => `${n} ${one(n, 'character', 'characters')} left`,
  tooLong: (n: number) => `Too long by ${n} ${one(n, 'character', 'characters')}`,
  toNewest: 'To the newest message',
  newMessages: (n: number) => `${n} new ${one(n, 'message', 'messages')}`,
  arrivedBelow: (n: number) => `${n} new ${one(n, 'message', 'messages')} below`,
  older: 'Older messages could not be loaded.',
  newer: 'Newer messages could not be loaded.',
  forwarded: 'Forwarded',
  quoteUnseen: 'A message from before you joined',
  toQuoted: (name: string, text: string) => `In reply to ${name}: ${text}`,
  reaction: (emoji: string, count: number, mine: boolean) => (mine ? `${emoji}, ${count}, yours: take back` : `${emoji}, ${count}: who reacted`),
  notReached: 'This message could not be loaded.',
  emoji: 'Emoji',
  again: 'Try again',
  loadFailed: 'This part of the page could not be loaded. Check your connection.',
  waitingNote: 'Waiting for connection',
  sayHello: (name: string) => `Say hello to ${name}`,
  noteHint: 'Only you see what you write here. Good for lists, links and thoughts.',
  shape: { picture: 'Photo', voice: 'Voice message', video: 'Video', file: 'File' },
  record: 'Record a voice message',
  attach: 'Attach files',
  notMember: 'This chat is not yours to see',
  notMemberText: 'It does not exist, or you are no longer a member of it.',

  actions: 'Message actions',
  remove: 'Delete',
  close: 'Close',

  /** `you` stands for oneself among the subjects. */
  system: {
    created: (actor: string) => `${actor} started this chat`,
    createdGroup: (actor: string) => `${actor} created the group`,
    accepted: (actor: string) => `${actor} accepted the invitation`,
    left: (actor: string) => `${actor} left`,
    added: (actor: string, subjects: string) => `${actor} added ${subjects}`,
    removed: (actor: string, subjects: string) => `${actor} removed ${subjects}`,
    addedYou: (actor: string) => `You were added by ${actor}`,
    removedYou: (actor: string) => `You were removed by ${actor}`,
    you: 'you',
    other: (actor: string) => `${actor} changed this chat`,
  },
  saidBy: (name: string) => `${name}:`,
  former: 'You are no longer a member of this group.',
  onlyAdministrators: 'Only administrators write in this group.',
  members: (n: number) => `${n} ${one(n, 'member', 'members')}`,
  membersTitle: 'Members',
  waitingHere: (n: number) => `${n} not sent yet`,
}
