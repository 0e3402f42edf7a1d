/** Finding people and opening chats with them, inviting those who are not here yet. */
import type { CommandName, Reply, Request } from '../protocol/codec.ts'
import type { Invitation, People, Person } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import type { InvitationView } from '../state/views.ts'
import type { Account } from '../sync/account.ts'
import type { Actions } from './actions.ts'
import { resultOf } from './result.ts'

export type Ask = <C extends CommandName>(command: C, body: Request<C>) => Promise<Reply<C>>

type PeopleActions = Pick<
  Actions,
  'lookUpInvitation' | 'acceptInvitation' | 'createInvitation' | 'listInvitations' | 'revokeInvitation' | 'findPeople' | 'listPeople' | 'openChat' | 'claim'
>

/** Whom the server told of: on the screen, and kept with the account. */
export type Learn = (people: readonly Person[]) => void

export function peopleActions(ask: Ask, memory: Memory, account: () => Account | undefined, learn: Learn): PeopleActions {
  const remember = ({ people, presence }: People) => {
    learn(people)
    memory.putPresence(presence)
    return people.map(({ id, name, handle }) => ({ person: { id, name, handle }, presence: memory.presence(id) }))
  }
  return {
    lookUpInvitation: (token) =>
      resultOf(
        ask('invitation.look_up', { token }).then(({ inviter: { id, name, handle }, expires_at: expiresAt }) => ({
          inviter: { id, name, handle },
          expiresAt,
        })),
      ),
    claim: (chat, user, on) =>
      resultOf(
        ask('person.claim', { chat, user, on }).then(({ person }) => {
          learn([person])
          return null
        }),
      ),
    acceptInvitation: (token) => resultOf(ask('invitation.accept', { token })),
    createInvitation: ({ maxUses, expiresInMs }) =>
      resultOf(
        ask('invitation.create', { max_uses: maxUses, expires_in_ms: expiresInMs }).then(({ invitation, url }) => ({
          invitation: invitationView(invitation),
          url,
        })),
      ),
    listInvitations: () => resultOf(ask('invitation.list', {}).then(({ invitations }) => invitations.map(invitationView))),
    revokeInvitation: (invitation) => resultOf(ask('invitation.revoke', { invitation }).then(() => null)),
    findPeople: (handle) => resultOf(ask('person.find', { handle }).then(remember)),
    listPeople: (after) =>
      resultOf(
        ask('person.list', after === undefined ? {} : { after }).then((page) => ({
          people: remember(page),
          ...(page.next === undefined ? {} : { next: page.next }),
        })),
      ),
    openChat: (user) =>
      resultOf(
        ask('chat.open', { with: user }).then((opened) => {
          account()?.learned(opened)
          return { chat: opened.row.chat }
        }),
      ),
  }
}

function invitationView({ id, created_at, expires_at, uses, max_uses, revoked }: Invitation): InvitationView {
  return { id, createdAt: created_at, expiresAt: expires_at, uses, maxUses: max_uses, revoked: revoked ?? false }
}
