import type { ChatID, Message } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'

/** The rows that are held of a chat: far back, where that is open, and the newest. */
export function held(memory: Memory, chat: ChatID): readonly Message[] {
  return [...(memory.open.peek()?.past.peek()?.messages ?? []), ...(memory.chat(chat)?.peek().timeline?.messages ?? [])]
}
