/** What is said around a chat in the list. */
export const chats = {
  actions: 'Chat actions',
  pinned: 'Pinned',
  muted: 'Muted',
  marked: 'Marked as unread',
  archived: (n: number) => `Archived (${n})`,
  blocked: (name: string) => `You blocked ${name}.`,
  unblock: 'Unblock',
}
