/** What is said around a chat in the list. */
export const chats = {
  actions: 'Chat actions',
  pinned: 'Pinned',
  muted: 'Muted',
  marked: 'Marked as unread',
}
