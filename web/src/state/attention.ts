/** Which chats call for attention: what a person put away or made quiet does not. Pure; the server's time is given. */
import type { Chat } from './chat.ts'
import type { Settings } from './settings.ts'

type Standing = Pick<Chat, 'row' | 'heads'>

/** A mute ends by itself. The time is asked only of a chat that has one. */
export function isMuted({ row: { muted_until: until = 0 } }: Pick<Chat, 'row'>, now: () => number): boolean {
  return until > 0 && until > now()
}

/** Put away, and not come back by a later message for who does not keep what is put away. */
export function isArchived({ row, heads }: Standing, settings: Settings): boolean {
  return row.archived === true && (settings['chats.keep_archived'] !== 'off' || (heads.last?.seq ?? 0) <= (row.archived_to ?? 0))
}

/** Whether a chat counts in the number of unread chats. */
export function wantsAttention(chat: Standing, now: () => number, settings: Settings): boolean {
  const { row, heads } = chat
  return (heads.unread > 0 || row.marked_unread === true) && !isArchived(chat, settings) && !isMuted(chat, now)
}
