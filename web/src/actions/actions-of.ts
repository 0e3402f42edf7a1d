/**
 * What a person can do, carried out: every call of the ui ends here and goes on to the part that it concerns. A call about
 * an account does nothing when nobody is signed in, since the ui may be a frame behind.
 */
import { batch } from '@preact/signals'
import type { Post } from '../net/http.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keep } from '../platform/keep.ts'
import { textOf } from '../protocol/content.ts'
import type { Message } from '../protocol/wire.gen.ts'
import type { Chat } from '../state/chat.ts'
import type { Memory } from '../state/memory.ts'
import { quoteOf } from '../state/quote.ts'
import { chatPath } from '../state/route.ts'
import type { Timeline } from '../state/timeline.ts'
import type { Actions, Result } from './actions.ts'
import type { Navigation } from './navigation.ts'
import type { Ask } from './people.ts'
import type { RareActions, RareSurroundings } from './rarely.ts'
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
  /** Loads the newer page that waits. */
  readonly update: () => void
}

export const LOOK = 'look'

export function actionsOf(around: ActionSurroundings): Actions {
  const { memory, session, navigation, post, keep, clock, newClientID } = around
  /** The live connection where there is one, else the other door: both serve the same commands (P4). */
  const ask: Ask = (command, body) => {
    const link = session.account?.core.link
    return link?.connected === true && !PUBLIC.has(command) ? link.call(command, body) : post(command, body)
  }
  return {
    go: navigation.go,
    ...rarely({ memory, session, post, ask, newID: () => newClientID(clock.now()) }),
    signOut: () => resultOf(session.signOut().then(() => null)),
    dropUnsent: () => session.dropUnsent(),
    ...writingActions(around),
    administer: (command, body) => resultOf(ask(command, body)),
    arrange: (command, body) => resultOf(ask(command, body)),
    decide: (command, body) => resultOf(ask(command, body)),
    deleteAccount: (form) => resultOf(session.deleteAccount(form).then(() => null)),
    tend: (command, body) => resultOf(ask(command, body)),
    tryAgain: () => session.account?.tryAgain(),
    update: around.update,
    setDevice(change) {
      memory.look.value = { ...memory.look.peek(), ...change }
      keep.write(LOOK, memory.look.peek())
    },
  }
}

const PUBLIC: ReadonlySet<string> = new Set(['invitation.look_up', 'password.change', 'group.link_look_up', 'group.join'])

// A record, so that one that is missing does not compile.
const RARE: Readonly<Record<keyof RareActions, 1>> = {
  signUp: 1, signIn: 1, resetPassword: 1, lookUpInvitation: 1, acceptInvitation: 1, createInvitation: 1, listInvitations: 1,
  revokeInvitation: 1, findPeople: 1, listPeople: 1, openChat: 1, createGroup: 1, listMembers: 1, addMembers: 1, removeMember: 1,
  leaveGroup: 1, editMessage: 1, react: 1, listReactions: 1, deleteMessage: 1, showExpired: 1, messageInfo: 1, searchMessages: 1, searchPeople: 1,
  setChat: 1, clearChat: 1, readAll: 1, block: 1, unblock: 1, listBlocked: 1,
}

/** The actions of rarely.ts, fetched with the first of them. */
function rarely(around: RareSurroundings): RareActions {
  let fetched: Promise<RareActions> | undefined
  const fetch = () => {
    fetched ??= import('./rarely.ts').then(({ rareActions }) => rareActions(around))
    fetched.catch(() => (fetched = undefined))
    return fetched
  }
  const unavailable: Result<never> = { ok: false, failure: { code: 'no_connection' } }
  const call = async (name: keyof RareActions, args: unknown[]): Promise<unknown> => {
    const actions = await fetch().catch(() => undefined)
    return actions === undefined ? unavailable : (actions[name] as (...args: unknown[]) => unknown)(...args)
  }
  return Object.fromEntries((Object.keys(RARE) as (keyof RareActions)[]).map((name) => [name, (...args: unknown[]) => call(name, args)])) as unknown as RareActions
}

/** Asked for with the first message of this page: some browsers ask the person each time. */
function once(ask: () => void): () => void {
  let asked = false
  return () => {
    if (!asked) ask()
    asked = true
  }
}

type WritingActions = Pick<
  Actions,
  'send' | 'forward' | 'replyTo' | 'retry' | 'discard' | 'sendAgain' | 'loadOlder' | 'loadNewer' | 'jumpTo' | 'toNewest' | 'seen' | 'typed' | 'stoppedTyping'
>

function writingActions({ memory, session, navigation, clock, newClientID, askToPersist }: ActionSurroundings): WritingActions {
  const persist = once(askToPersist)
  return {
    send(chat, text) {
      if (text.trim() === '') return
      session.withAccount((account) =>
        batch(() => {
          account.history.present()
          const quote = memory.chat(chat)?.peek().reply
          account.outbox.add(chat, newClientID(clock.now()), text, quote === undefined ? {} : { quote })
          if (quote !== undefined) account.drafts.answers(chat, undefined)
          account.typing.stop(chat)
          account.drafts.sent(chat)
        }),
      )
      persist()
    },
    forward: (from, keys, to) =>
      session.withAccount((account) =>
        batch(() => {
          const texts = textsOf(memory.chat(from)?.peek(), memory.open.peek()?.past.peek() ?? null, keys)
          for (const chat of to) for (const text of texts) account.outbox.add(chat, newClientID(clock.now()), text, { forwarded: true })
        }),
      ),
    replyTo(chat, seq) {
      const message = seq === null ? undefined : held(memory.chat(chat)?.peek(), memory.open.peek()?.past.peek() ?? null).find((each) => each.seq === seq)
      session.account?.drafts.answers(chat, message === undefined ? undefined : quoteOf(message))
    },
    retry: (chat, key) => session.account?.outbox.retry(chat, key),
    discard: (chat, key) => session.account?.outbox.discard(chat, key),
    sendAgain: (chat, seq) => session.account?.outbox.again(chat, seq, newClientID(clock.now())),
    loadOlder: (chat) => void session.account?.history.older(chat),
    loadNewer: (chat) => void session.account?.history.newer(chat),
    async jumpTo(chat, seq) {
      const { account } = session
      if (account !== undefined && memory.open.peek()?.id === chat) return resultOf(account.history.jump(seq).then(() => null))
      navigation.go(`${chatPath(chat)}?at=${seq}`)
      return { ok: true, value: null }
    },
    toNewest(chat) {
      if (memory.open.peek()?.id === chat) session.account?.history.present()
      navigation.go(chatPath(chat), true)
    },
    seen: (chat, seq) => session.withAccount((account) => account.receipts.seen(chat, seq)),
    typed: (chat, text) =>
      session.withAccount((account) => {
        account.drafts.typed(chat, text)
        account.typing.key(chat, text)
      }),
    stoppedTyping(chat) {
      session.account?.typing.stop(chat)
      session.account?.drafts.stopped(chat)
    },
  }
}

/** The rows that are held of a chat: far back, and the newest. */
function held(chat: Chat | undefined, past: Timeline | null): readonly Message[] {
  return [...(past?.messages ?? []), ...(chat?.timeline?.messages ?? [])]
}

/** What messages say that are held, by the keys of their rows, in order. */
function textsOf(chat: Chat | undefined, past: Timeline | null, keys: readonly string[]): string[] {
  const wanted = new Set(keys)
  const messages = held(chat, past).filter(({ seq, client_id: id = '' }) => wanted.has(`#${seq}`) || wanted.has(id))
  return messages.flatMap(({ content }) => (content === undefined ? [] : (textOf(content) ?? [])))
}
