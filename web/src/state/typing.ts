/**
 * Who types in a chat, as a pure value (C34). Oneself is never in it (R4.5), nor is somebody whose message has arrived
 * (R4.4). When it has not been refreshed for 6 s, `sync` clears it; the words are the ui's.
 */
import type { Typing, UserID } from '../protocol/wire.gen.ts'

export interface TypingNow {
  /** Up to three, the earliest first. */
  readonly users: readonly UserID[]
  readonly count: number
}

export const nobody: TypingNow = { users: [], count: 0 }

const NAMED = 3

export function othersOf(typing: Typing, me: UserID): TypingNow {
  const users = typing.users.filter((user) => user !== me)
  const count = Math.max(typing.count - (typing.users.length - users.length), users.length)
  return count === 0 ? nobody : { users: users.slice(0, NAMED), count }
}

export function without(typing: TypingNow, user: UserID): TypingNow {
  if (!typing.users.includes(user)) return typing
  if (typing.count <= 1) return nobody
  return { users: typing.users.filter((other) => other !== user), count: typing.count - 1 }
}
