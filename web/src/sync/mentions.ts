/** Keeps in memory which messages call this person by name, from whatever rows of groups come by (R1.3). */
import type { Message } from '../protocol/wire.gen.ts'
import { withMentions } from '../state/mentions.ts'
import type { Memory } from '../state/memory.ts'

/** Rows of groups, new or as they are now. */
export function noteMentions(memory: Memory, rows: readonly Message[]): void {
  const [session, notices] = [memory.session.peek(), memory.notices.peek()]
  if (session.state !== 'signed-in') return
  const mentions = withMentions(notices.mentions, rows, session.me)
  if (mentions !== notices.mentions) memory.notices.value = { ...notices, mentions }
}
