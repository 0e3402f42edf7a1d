/** The little of a chat (chat.ts) that is needed before anything comes from the server: it is part of the first load. */
import type { ChatRow, HeadsRow } from '../protocol/wire.gen.ts'
import type { Chat } from './chat.ts'
import { nobody } from './typing.ts'

const nothing: ReadonlySet<number> = new Set()

export function newChat(row: ChatRow, heads?: HeadsRow): Chat {
  const none = { delivered: 0, read: 0 }
  const members = row.kind === 'self' ? 1 : 2
  const start: HeadsRow = { chat: row.chat, head: row.from, head_at: 0, mine: none, others: none, members, unread: 0 }
  return { row, heads: heads ?? start, timeline: null, outbox: [], draft: '', draftedAt: 0, typing: nobody, starred: nothing, hidden: nothing }
}

/** Whether one is not a member any more; what was said until then can be read (C23). */
export function isFormer({ row }: Chat): boolean {
  return row.to !== undefined
}
