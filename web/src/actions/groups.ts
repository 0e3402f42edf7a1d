/** Groups: making one, who is in it, leaving it. Fetched when the first of these is asked for. */
import type { Reply } from '../protocol/codec.ts'
import type { ChatID, UserID } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import type { MembersView } from '../state/views.ts'
import type { Account } from '../sync/account.ts'
import type { Actions } from './actions.ts'
import type { Ask, Learn } from './people.ts'
import { resultOf } from './result.ts'

type GroupActions = Pick<Actions, 'createGroup' | 'listMembers' | 'addMembers' | 'removeMember' | 'leaveGroup'>

export function groupActions(ask: Ask, memory: Memory, account: () => Account | undefined, learn: Learn, newID: () => string): GroupActions {
  /** The ids of groups whose making was not answered: asked again, each is the same group. */
  const unanswered = new Map<string, string>()
  const notAdded = (users: readonly UserID[] = []) => users.map((user) => memory.person(user))
  const membersView = ({ chat, members, people, presence, not_added }: Reply<'group.members'>): MembersView => {
    learn(people)
    memory.putPresence(presence)
    return {
      chat,
      members: members.map(({ user, role }) => ({
        person: memory.person(user),
        presence: memory.presence(user),
        administrator: role === 'administrator',
      })),
      notAdded: notAdded(not_added),
    }
  }
  const members = (asked: Promise<Reply<'group.members'>>) => resultOf(asked.then(membersView))
  const left = (chat: ChatID) => ask('group.leave', { chat }).then(() => null)
  return {
    createGroup({ name, users }) {
      const wish = JSON.stringify([name, users])
      const client_id = unanswered.get(wish) ?? newID()
      unanswered.set(wish, client_id)
      return resultOf(
        ask('group.create', { client_id, name, users }).then((opened) => {
          unanswered.delete(wish)
          account()?.learned(opened)
          return { chat: opened.row.chat, notAdded: notAdded(opened.not_added) }
        }),
      )
    },
    listMembers: (chat) => members(ask('group.members', { chat })),
    addMembers: (chat, users) => members(ask('group.add', { chat, users })),
    removeMember: (chat, user) => members(ask('group.remove', { chat, user })),
    leaveGroup: (chat) => resultOf(left(chat)),
  }
}
