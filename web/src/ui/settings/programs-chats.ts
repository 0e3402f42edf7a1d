/** In which chats a person can make hooks: the groups that they administer, and their other chats. Groups come first. */
import type { ChatItem } from '../../state/views.ts'

export function chatsForHooks(chats: readonly ChatItem[]): readonly ChatItem[] {
  const mine = chats.filter(({ kind, role, former }) => !former && (kind !== 'group' || role === 'administrator'))
  return [...mine.filter(({ kind }) => kind === 'group'), ...mine.filter(({ kind }) => kind !== 'group')]
}
