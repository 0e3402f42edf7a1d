/** Which chats call for attention: what a person put away or made quiet does not. Pure; the server's time is given. */
import type { Chat } from './chat.ts'

type Standing = Pick<Chat, 'row' | 'heads'>

/** A mute ends by itself. The time is asked only of a chat that has one. */
export function isMuted({ row: { muted_until: until = 0 } }: Pick<Chat, 'row'>, now: () => number): boolean {
  return until > 0 && until > now()
}

/** Whether a chat counts in the number of unread chats. */
export function wantsAttention(chat: Standing, now: () => number): boolean {
  const { row, heads } = chat
  return (heads.unread > 0 || row.marked_unread === true) && row.archived !== true && !isMuted(chat, now)
}
