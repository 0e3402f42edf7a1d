/**
 * What a person can do, carried out: every call of the ui ends here and goes on to the part that it concerns. A call about
 * an account does nothing when nobody is signed in, since the ui may be a frame behind.
 */
import { batch } from '@preact/signals'
import { learnt, type Post } from '../net/http.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keep } from '../platform/keep.ts'
import type { Memory } from '../state/memory.ts'
import { quoteOf } from '../state/quote.ts'
import { chatPath } from '../state/route.ts'
import type { Actions, Result } from './actions.ts'
import { held } from './held.ts'
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
    if (link?.connected !== true || PUBLIC.has(command)) return post(command, body)
    return learnt(command).then(() => link.call(command, body))
  }
  const here: Omit<Actions, keyof RareActions> = {
    go: navigation.go,
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
  return withRare(here, { memory, session, post, ask, newID: () => newClientID(clock.now()) })
}

const PUBLIC: ReadonlySet<string> = new Set(['invitation.look_up', 'password.change', 'group.link_look_up', 'group.join'])

/** Whatever is not here is one of rarely.ts, which is fetched with the first of them: their names are no part of the first load. */
function withRare(here: Omit<Actions, keyof RareActions>, around: RareSurroundings): Actions {
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
  return new Proxy(here, {
    get: (_, name) => Reflect.get(here, name) ?? ((...args: unknown[]) => call(name as keyof RareActions, args)),
  }) as Actions
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
  'send' | 'replyTo' | 'retry' | 'discard' | 'sendAgain' | 'loadOlder' | 'loadNewer' | 'jumpTo' | 'toNewest' | 'seen' | 'typed' | 'stoppedTyping'
>

function writingActions({ memory, session, navigation, clock, newClientID, askToPersist }: ActionSurroundings): WritingActions {
  const persist = once(askToPersist)
  return {
    send(chat, text) {
      if (text.trim() === '') return
      session.withAccount((account) =>
        batch(() => {
          account.history.present()
          const { reply: quote, link } = memory.chat(chat)?.peek() ?? {}
          account.outbox.add(chat, newClientID(clock.now()), text, { ...(quote && { quote }), ...(link && text.includes(link.url) && { link }) })
          if (quote !== undefined) account.drafts.answers(chat, undefined)
          account.typing.stop(chat)
          account.drafts.sent(chat)
        }),
      )
      persist()
    },
    replyTo(chat, seq) {
      const message = seq === null ? undefined : held(memory, chat).find((each) => each.seq === seq)
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
