import { expect, test } from 'vitest'
import type { ChatItem } from '../../state/views.ts'
import { chatsForHooks } from './programs-chats.ts'

const item = (id: string, about: Partial<ChatItem>): ChatItem => ({
  id, kind: 'direct', title: id, members: 2, former: false, at: 0, unread: 0, mentioned: false, pinned: false, muted: false, archived: false, markedUnread: false, blocked: false, attention: false,
  typing: { names: [], count: 0 }, draft: '', failed: false, waiting: 0, ...about,
})

test('hooks are made in groups that one administers, and in other chats that one is in; groups first', () => {
  const chats = [
    item('bo', {}),
    item('note', { kind: 'self', members: 1 }),
    item('mine', { kind: 'group', role: 'administrator' }),
    item('theirs', { kind: 'group', role: 'member' }),
    item('left', { kind: 'group', role: 'administrator', former: true }),
  ]
  expect(chatsForHooks(chats).map(({ id }) => id)).toEqual(['mine', 'bo', 'note'])
})
