/**
 * The page starts with what this device kept: memory is filled from it before anything is asked, also without a server
 * (R12.3). Only reads; whatever is still to be done about it is `recall.ts`, once the account lives here.
 */
import type { Kept, Store } from '../db/store.ts'
import { newChat } from '../state/new-chat.ts'
import { openChat, type Memory } from '../state/memory.ts'
import { emptyAt, prepend } from '../state/timeline.ts'

/** Rows of the open chat that are painted at once. */
const FIRST = 50

export function restore(memory: Memory, kept: Kept): void {
  memory.putPeople(kept.people)
  for (const { row, heads, span, starred, hidden } of kept.chats) {
    const draft = kept.drafts.get(row.chat)
    const timeline = span === undefined ? null : emptyAt(span.cursor)
    const draftedAt = draft === undefined || draft.text === '' ? 0 : draft.at
    memory.putChat({ ...newChat(row, heads), starred: new Set(starred), hidden: new Set(hidden), timeline, draft: draft?.text ?? '', draftedAt, ...(draft?.quote === undefined ? {} : { reply: draft.quote }) })
  }
  memory.loaded.value = kept.sync !== undefined
  memory.settings.value = kept.sync?.settings ?? {}
}

/** Paints the chat that the address names, where it needs no more than the disk: nothing in it is unread. */
export async function restoreOpen(memory: Memory, store: Store): Promise<void> {
  const route = memory.route.peek()
  const id = route.page === 'chat' && route.at === undefined ? route.chat : ''
  const chat = memory.chat(id)?.peek()
  if (chat?.timeline == null || chat.heads.unread > 0) return
  const rows = await store.messages(id, chat.timeline.cursor + 1, FIRST)
  if (rows === null || rows.messages.length === 0 || memory.chat(id)?.peek() !== chat) return
  const timeline = prepend(chat.timeline, rows.messages, rows.floor)
  memory.change(id, (before) => ({ ...before, timeline }))
  const open = openChat(id)
  open.loading.value = 'ready'
  open.older.value = rows.floor > chat.row.from + 1 ? 'some' : 'none'
  memory.open.value = open
}
