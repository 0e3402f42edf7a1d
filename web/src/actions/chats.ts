/**
 * How a chat stands in one's own list, and whom one blocks. What changes comes back as a row of the account, to this tab as
 * to all others. Fetched when the first of these is asked for.
 */
import type { Memory } from '../state/memory.ts'
import type { Actions } from './actions.ts'
import type { Ask, Learn } from './people.ts'
import { resultOf } from './result.ts'

type ChatActions = Pick<Actions, 'setChat' | 'setTimer' | 'clearChat' | 'readAll' | 'block' | 'unblock' | 'listBlocked'>

export function chatActions(ask: Ask, memory: Memory, learn: Learn): ChatActions {
  return {
    setChat: (chat, change) => resultOf(ask('chat.set', { chat, ...change }).then(() => null)),
    setTimer: (chat, seconds) => resultOf(ask('chat.timer', { chat, seconds }).then(() => null)),
    clearChat(chat) {
      const upto = memory.chat(chat)?.peek().heads.head ?? 0
      return resultOf(upto === 0 ? Promise.resolve(null) : ask('chat.clear', { chat, upto }).then(() => null))
    },
    readAll(chat) {
      const read = memory.chat(chat)?.peek().heads.head ?? 0
      return resultOf(ask('receipt.mark', { marks: [{ chat, read }] }).then(() => null))
    },
    block: (user) => resultOf(ask('person.block', { user }).then(() => null)),
    unblock: (user) => resultOf(ask('person.unblock', { user }).then(() => null)),
    listBlocked: () =>
      resultOf(
        ask('person.blocked_list', {}).then(({ people }) => {
          learn(people)
          return people.map(({ id }) => memory.person(id))
        }),
      ),
  }
}
