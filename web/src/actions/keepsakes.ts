/** What one keeps: starring, deleting for oneself, pinning, and the info of a message while it is open. */
import { effect } from '@preact/signals'
import { learnt } from '../net/http.ts'
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import { painterOf } from '../state/painting.ts'
import { rowOf } from '../state/rows.ts'
import type { Account } from '../sync/account.ts'
import type { Actions } from './actions.ts'
import type { Ask, Learn } from './people.ts'
import { resultOf } from './result.ts'

type KeepsakeActions = Pick<Actions, 'starMessage' | 'hideMessage' | 'pinMessage' | 'listStars' | 'watchInfo'>

export function keepsakeActions(ask: Ask, memory: Memory, account: () => Account | undefined, learn: Learn): KeepsakeActions {
  const done = () => null
  return {
    starMessage: (chat, seq, on) => resultOf(ask('message.star', { chat, seqs: [seq], on }).then(done)),
    hideMessage: (chat, seq) => resultOf(ask('message.hide', { chat, seqs: [seq] }).then(done)),
    pinMessage: (chat, seq, forMs) =>
      resultOf((forMs === 0 ? ask('message.unpin', { chat, seq }) : ask('message.pin', { chat, seq, for_ms: forMs })).then(done)),
    listStars: (chat, before) =>
      resultOf(
        ask('star.list', { ...(chat === undefined ? {} : { chat }), ...(before === undefined ? {} : { before }) }).then(({ stars, people, next }) => {
          learn(people)
          return { stars: stars.flatMap(({ message }) => starView(memory, message.chat, message) ?? []), ...(next === undefined ? {} : { next }) }
        }),
      ),
    async watchInfo(chat, seq, onNews) {
      const link = account()?.core.link
      const watched = await learnt('message.watch').then(() => link?.call('message.watch', { chat, seq })).catch(() => undefined)
      if (link === undefined || watched === undefined) return { live: false, end: () => {} }
      const heard = effect(() => {
        const news = memory.reached.value
        if (news?.chat === chat && news.seq === seq) onNews()
      })
      return {
        live: true,
        end() {
          heard()
          link.tell('message.unwatch', { chat, seq })
        },
      }
    },
  }
}

function starView(memory: Memory, id: ChatID, message: Parameters<typeof rowOf>[0]) {
  const chat = memory.chat(id)?.peek()
  const row = chat === undefined ? undefined : rowOf(message, chat, painterOf(memory))
  if (chat === undefined || row?.kind !== 'message') return undefined
  const { peer, name } = chat.row
  return { chat: id, title: peer === undefined ? (name ?? memory.person(memory.me).name) : memory.person(peer).name, row }
}
