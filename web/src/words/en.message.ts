/** What can be done with messages: answered, sent on, chosen, reacted to. */
const one = (count: number, single: string, many: string) => (count === 1 ? single : many)

export const message = {
  reply: 'Reply',
  replyingTo: (name: string) => `Reply to ${name}`,
  replyingToSelf: 'Reply to yourself',
  leaveReply: 'Do not reply',
  link: 'What the link is about',
  dropLink: 'Send without it',
  forward: 'Forward',
  select: 'Select',

  selected: (n: number) => `${n} selected`,
  leaveSelection: 'Leave the selection',
  selection: 'Selected messages',
  copySeveral: (n: number) => `Copy ${n} ${one(n, 'message', 'messages')}`,
  forwardSeveral: (n: number) => `Forward ${n} ${one(n, 'message', 'messages')}`,
  deleteSeveral: (n: number) => `Delete ${n} ${one(n, 'message', 'messages')} for everyone`,
  deleteSeveralText: 'The others see that messages were deleted.',
  notDeleted: (n: number) => `${n} ${one(n, 'message was', 'messages were')} not deleted.`,

  forwardTo: 'Forward to',
  findChat: 'Find a chat',
  noChat: 'No chat has this name.',
  most: (n: number) => `At most ${n} chats at once.`,
  sendTo: (n: number) => `Send to ${n} ${one(n, 'chat', 'chats')}`,

  mentionList: 'Members who can be called by name',

  react: 'React',
  quick: 'Quick reactions',
  otherEmoji: 'Another emoji',
  reactions: 'Reactions',
  takeBack: 'Take back',
  emoji: 'Emoji',
  findEmoji: 'Find an emoji',
  noEmoji: 'No emoji has this name.',
  recent: 'Used lately',
  groups: {
    smileys_emotion: 'Faces and feelings',
    people_body: 'People',
    animals_nature: 'Animals and nature',
    food_drink: 'Food and drink',
    travel_places: 'Travel and places',
    activities: 'Activities',
    objects: 'Objects',
    symbols: 'Signs',
    flags: 'Flags',
  } as Readonly<Record<string, string>>,
  edit: 'Edit',
  copy: 'Copy',
  copied: 'Copied',
}
