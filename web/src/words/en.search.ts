/** What is said when somebody searches. */
const one = (count: number, single: string, many: string) => (count === 1 ? single : many)

export const search = {
  title: 'Search',
  field: 'Search chats, people and messages',
  inChat: 'Search in this chat',
  begin: 'Parts of a name, or of what somebody wrote.',
  filters: 'Sender and date',
  from: 'From',
  anybody: 'Anyone',
  since: 'After',
  until: 'Until',
  holds: 'Holding',
  kinds: { any: 'Anything', media: 'Photos and videos', voice: 'Voice messages', file: 'Files', link: 'Links' },
  chats: 'Chats',
  people: 'People',
  messages: 'Messages',
  results: 'What was found',
  more: 'Older messages',
  searching: 'Searching…',
  searchedTo: (date: string) => `Searched back to ${date}`,
  nothing: (what: string) => (what === '' ? 'Nothing found' : `Nothing found for “${what}”`),
  onDevice: 'No connection: only what is on this device was searched.',
  /** How much was found of each, for those who do not see it. */
  told: (chats: number, people: number, messages: number, andMore: boolean) =>
    [
      chats > 0 ? `${chats} ${one(chats, 'chat', 'chats')}` : '',
      people > 0 ? `${people} ${one(people, 'person', 'people')}` : '',
      messages > 0 ? `${messages}${andMore ? ' or more' : ''} ${one(messages, 'message', 'messages')}` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  /** Which of the finds is shown; more than these may exist. */
  place: (at: number, of: number, andMore: boolean) => `${at} of ${of}${andMore ? '+' : ''}`,
  older: 'Older find',
  newer: 'Newer find',
  close: 'Close the search',
}
