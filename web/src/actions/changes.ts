/** Changing what was said: editing, deleting for everyone, bringing back what had expired, and who has a message. */
import { CallError } from '../net/call-error.ts'
import type { Reply } from '../protocol/codec.ts'
import { filesContent, filesOf, linkOf, textContent } from '../protocol/content.ts'
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import { painterOf } from '../state/painting.ts'
import { rowOf } from '../state/rows.ts'
import type { MessageInfoView } from '../state/views.ts'
import type { Account } from '../sync/account.ts'
import type { Actions } from './actions.ts'
import { held } from './held.ts'
import type { Ask, Learn } from './people.ts'
import { resultOf } from './result.ts'

type ChangeActions = Pick<Actions, 'react' | 'listReactions' | 'editMessage' | 'deleteMessage' | 'showExpired' | 'messageInfo'>

export function changeActions(ask: Ask, memory: Memory, account: () => Account | undefined, learn: Learn): ChangeActions {
  const changed = ({ message }: Reply<'message.edit'>) => {
    account()?.log.told(message)
    return null
  }
  return {
    react: (chat, seq, emoji) => resultOf(ask('message.react', { chat, seq, emoji }).then(changed)),
    listReactions: (chat, seq) =>
      resultOf(
        ask('message.reactions', { chat, seq }).then(({ reactions, people }) => {
          learn(people)
          return reactions.map(({ user, emoji }) => ({ person: memory.person(user), emoji }))
        }),
      ),
    editMessage(chat, seq, text) {
      // Words beside files: those stay. So does what a link is about that stays in them.
      const before = held(memory, chat).find((message) => message.seq === seq)?.content
      const files = before === undefined ? undefined : filesOf(before)?.map(({ id, name }) => ({ id, name }))
      const link = before && linkOf(before)
      const kept = link !== undefined && text.includes(link.url) ? { url: link.url } : undefined
      return resultOf(ask('message.edit', { chat, seq, content: files === undefined ? textContent(text, kept) : filesContent(files, text) }).then(changed))
    },
    deleteMessage: (chat, seq) => resultOf(ask('message.delete', { chat, seq }).then(changed)),
    showExpired: (chat, from) =>
      resultOf(
        ask('expired.show', { chat, from }).then(({ heads, people }) => {
          account()?.log.people(people)
          account()?.log.heads([heads])
          return null
        }),
      ),
    messageInfo: (chat, seq) =>
      resultOf(
        ask('message.info', { chat, seq }).then((reply) => {
          learn(reply.people)
          return infoView(memory, chat, reply)
        }),
      ),
  }
}

function infoView(memory: Memory, id: ChatID, { message, receipts, devices = [] }: Reply<'message.info'>): MessageInfoView {
  const chat = memory.chat(id)?.peek()
  const row = chat === undefined ? undefined : rowOf(message, chat, painterOf(memory))
  if (row?.kind !== 'message') throw new CallError('entry_not_found')
  return {
    row,
    receipts: receipts.map(({ user, delivered, read, expired = false, left, delivered_at: deliveredAt, read_at: readAt, played_at: playedAt }) => ({
      person: memory.person(user),
      delivered,
      read,
      expired,
      left: left ?? false,
      ...(deliveredAt === undefined ? {} : { deliveredAt }),
      ...(readAt === undefined ? {} : { readAt }),
      ...(playedAt === undefined ? {} : { playedAt }),
    })),
    devices: devices.map(({ session: id, name, has, current = false, used_at: usedAt }) => ({ id, name, has, current, usedAt })),
  }
}
