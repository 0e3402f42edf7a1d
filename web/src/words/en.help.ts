/** What is said about using the page itself: its keys, its edges. */
export const help = {
  title: 'Keys',
  everywhere: 'Everywhere',
  inChat: 'In a chat',
  inMessages: 'Among the messages',
  search: 'Search chats, people and messages',
  nextChat: 'Next and previous chat',
  thisHelp: 'This list',
  send: 'Send',
  line: 'New line',
  editLast: 'Edit your last message, from an empty field',
  newest: 'To the newest message',
  leave: 'Close, or leave what you are doing',
  move: 'From message to message',
  act: 'What can be done with a message',
  swapped: 'Enter and Shift+Enter are swapped in the settings of this device.',
  listWidth: 'Width of the chat list',
}
