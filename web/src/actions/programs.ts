/**
 * What people decide about programs (tokens, hooks, bots), made of the wire's words into the page's. Fetched with their
 * part of the settings, which hands in `arrange`; the server asks each time whether the person may.
 */
import type { Commands, ChatID, Hook, HookID, Person, Token, TokenID, UserID } from '../protocol/wire.gen.ts'
import type { PersonView } from '../state/views.ts'
import type { Actions, Result } from './actions.ts'

export type ProgramCommand = Extract<keyof Commands, `token.${string}` | `hook.${string}` | `bot.${string}`>

/** The scopes that this page knows; a newer server may know more. */
export const scopes = ['read', 'send', 'manage'] as const
export type Scope = (typeof scopes)[number]

export interface TokenView {
  readonly id: TokenID
  readonly name: string
  readonly scopes: readonly string[]
  readonly createdAt: number
  /** When it was used, to the hour; absent when that was not later than in the hour after it was made. */
  readonly usedAt?: number
}

export interface HookView {
  readonly id: HookID
  readonly chat: ChatID
  readonly name: string
  readonly createdAt: number
  readonly creator?: PersonView
}

export type Programs = ReturnType<typeof programs>

export function programs(arrange: Actions['arrange']) {
  return {
    tokens: (bot?: UserID) => turned(arrange('token.list', whose(bot)), ({ tokens }) => tokens.map(tokenView)),
    createToken: (name: string, scopes: readonly Scope[], bot?: UserID) =>
      turned(arrange('token.create', { name, scopes, ...whose(bot) }), ({ secret }) => ({ secret })),
    revokeToken: (token: TokenID, bot?: UserID) => arrange('token.revoke', { token, ...whose(bot) }),

    hooks: (chat: ChatID) => turned(arrange('hook.list', { chat }), ({ hooks, people }) => hooks.map((hook) => hookView(hook, people))),
    createHook: (chat: ChatID, name: string) => turned(arrange('hook.create', { chat, name }), ({ url }) => ({ url })),
    revokeHook: (chat: ChatID, hook: HookID) => arrange('hook.revoke', { chat, hook }),

    bots: () => turned(arrange('bot.list', {}), ({ bots }) => bots.map(botView)),
    createBot: (name: string, handle: string) => turned(arrange('bot.create', { name, handle }), ({ bot }) => botView(bot)),
    revokeBot: (bot: UserID) => arrange('bot.revoke', { bot }),
  }
}

const whose = (bot: UserID | undefined) => (bot === undefined ? {} : { bot })

async function turned<A, B>(asked: Promise<Result<A>>, turn: (value: A) => B): Promise<Result<B>> {
  const result = await asked
  return result.ok ? { ok: true, value: turn(result.value) } : result
}

/** The server writes a use down once an hour, and counts the making as the first. */
function tokenView({ id, name, scopes, created_at, used_at }: Token): TokenView {
  return { id, name, scopes, createdAt: created_at, ...(used_at > created_at ? { usedAt: used_at } : {}) }
}

function hookView({ id, chat, name, created_by, created_at }: Hook, people: readonly Person[]): HookView {
  const creator = people.find((person) => person.id === created_by)
  return { id, chat, name, createdAt: created_at, ...(creator === undefined ? {} : { creator: { id: creator.id, name: creator.name, handle: creator.handle } }) }
}

function botView({ id, name, handle }: Person): PersonView {
  return { id, name, handle, bot: true }
}
