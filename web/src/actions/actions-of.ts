/**
 * What a person can do, carried out: every call of the ui ends here and goes on to the part that it concerns. A call about
 * an account does nothing when nobody is signed in, since the ui may be a frame behind.
 */
import { batch } from '@preact/signals'
import { CallError } from '../net/call-error.ts'
import type { Post } from '../net/http.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keep } from '../platform/keep.ts'
import type { Reply } from '../protocol/codec.ts'
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import { rowOf } from '../state/rows.ts'
import type { MessageInfoView } from '../state/views.ts'
import type { Actions } from './actions.ts'
import type { Navigation } from './navigation.ts'
import { peopleActions, type Ask } from './people.ts'
import { resultOf } from './result.ts'
import type { Session } from './session.ts'

export interface ActionSurroundings {
  readonly memory: Memory
  readonly session: Session
  readonly navigation: Navigation
  readonly post: Post
  readonly keep: Keep
  readonly clock: Clock
  readonly newClientID: (now: number) => string
  readonly askToPersist: () => void
}

export const LOOK = 'look'

export function actionsOf(around: ActionSurroundings): Actions {
  const { memory, session, navigation, post, keep } = around
  const account = () => session.account
  /** The live connection where there is one, else the other door: both serve the same commands (P4). */
  const ask: Ask = (command, body) => {
    const link = account()?.core.link
    return link?.connected === true && !PUBLIC.has(command) ? link.call(command, body) : post(command, body)
  }
  return {
    go: navigation.go,
    ...peopleActions(ask, memory, account),
    signUp: ({ setUp, ...form }) =>
      resultOf(
        post('account.create', setUp === undefined ? form : { ...form, set_up: setUp }).then(async (signedIn) => {
          await session.signedIn(signedIn, true)
          return signedIn.chat === undefined ? {} : { chat: signedIn.chat }
        }),
      ),
    signIn: (form) =>
      resultOf(
        post('session.create', form).then(async (signedIn) => {
          await session.signedIn(signedIn, memory.route.peek().page !== 'invite')
          return null
        }),
      ),
    signOut: () => resultOf(session.signOut().then(() => null)),
    resetPassword: (form) => resultOf(post('password.reset', form).then(() => null)),
    ...writingActions(around),
    messageInfo: (chat, seq) => resultOf(ask('message.info', { chat, seq }).then((reply) => infoView(memory, chat, reply))),
    tryAgain: () => account()?.tryAgain(),
    setDevice(change) {
      memory.look.value = { ...memory.look.peek(), ...change }
      keep.write(LOOK, memory.look.peek())
    },
  }
}

const PUBLIC: ReadonlySet<string> = new Set(['invitation.look_up'])

/** Asked for with the first message of this page: some browsers ask the person each time. */
function once(ask: () => void): () => void {
  let asked = false
  return () => {
    if (!asked) ask()
    asked = true
  }
}

type WritingActions = Pick<Actions, 'send' | 'retry' | 'discard' | 'loadOlder' | 'seen' | 'typed' | 'stoppedTyping'>

function writingActions({ session, clock, newClientID, askToPersist }: ActionSurroundings): WritingActions {
  const persist = once(askToPersist)
  return {
    send(chat, text) {
      const account = session.account
      if (account === undefined || text.trim() === '') return
      batch(() => {
        account.outbox.add(chat, newClientID(clock.now()), text)
        account.typing.stop(chat)
        account.drafts.sent(chat)
      })
      persist()
    },
    retry: (chat, key) => session.account?.outbox.retry(chat, key),
    discard: (chat, key) => session.account?.outbox.discard(chat, key),
    loadOlder: (chat) => void session.account?.history.older(chat),
    seen: (chat, seq) => session.account?.receipts.seen(chat, seq),
    typed(chat, text) {
      session.account?.drafts.typed(chat, text)
      session.account?.typing.key(chat, text)
    },
    stoppedTyping: (chat) => session.account?.typing.stop(chat),
  }
}

function infoView(memory: Memory, id: ChatID, { message, receipts, people }: InfoReply): MessageInfoView {
  memory.putPeople(people)
  const chat = memory.chat(id)?.peek()
  const row = chat === undefined ? undefined : rowOf(message, chat, memory.me, memory.person)
  if (row?.kind !== 'message') throw new CallError('entry_not_found')
  return {
    row,
    receipts: receipts.map(({ user, delivered, read, delivered_at: deliveredAt, read_at: readAt }) => ({
      person: memory.person(user),
      delivered,
      read,
      ...(deliveredAt === undefined ? {} : { deliveredAt }),
      ...(readAt === undefined ? {} : { readAt }),
    })),
  }
}

type InfoReply = Reply<'message.info'>
