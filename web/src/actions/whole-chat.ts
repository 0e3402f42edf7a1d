/** A whole chat as this person may read it, page after page from the server, for who wants to keep it outside. */
import type { ChatID, Message } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import { painterOf } from '../state/painting.ts'
import { rowOf } from '../state/rows.ts'
import type { MessageRow, SystemRow } from '../state/views.ts'
import { CallError } from '../net/call-error.ts'
import { fileBytes } from '../net/upload.ts'
import { save } from '../platform/save.ts'
import type { Result } from './actions.ts'
import type { Ask, Learn } from './people.ts'
import { resultOf } from './result.ts'

export type WholeRow = MessageRow | SystemRow

export interface WholeChatActions {
  /** All rows, the oldest first. `told` hears how many there are so far; what it answers with false ends it. */
  readWhole(chat: ChatID, told: (count: number) => boolean): Promise<Result<readonly WholeRow[]>>
  /** A file of a message as a data: address, for a page that stands by itself; null where it cannot be read. */
  fileData(path: string, small: boolean): Promise<string | null>
  /** Gives a file to the browser to keep. */
  save(name: string, type: string, parts: readonly string[]): void
}

const PAGE = 100

export function wholeChatActions(ask: Ask, memory: Memory, learn: Learn): WholeChatActions {
  return {
    readWhole: (chat, told) => resultOf(readWhole(ask, memory, learn, chat, told)),
    async fileData(path, small) {
      const bytes = await fileBytes(`${path}${small ? '?small=1' : ''}`)
      if (bytes === null) return null
      return new Promise((resolve) => {
        const reader = new FileReader()
        reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : null)
        reader.onerror = () => resolve(null)
        reader.readAsDataURL(bytes)
      })
    },
    save: (name, type, parts) => save(name, new Blob([...parts], { type })),
  }
}

async function readWhole(ask: Ask, memory: Memory, learn: Learn, id: ChatID, told: (count: number) => boolean): Promise<readonly WholeRow[]> {
  const messages: Message[] = []
  for (let before: number | undefined; ; ) {
    const page = await ask('history.read', { chat: id, limit: PAGE, ...(before === undefined ? {} : { before }) })
    learn(page.people)
    messages.unshift(...page.messages)
    if (!told(messages.length)) throw new CallError('no_connection')
    before = page.messages[0]?.seq
    if (!page.more || before === undefined) break
  }
  const chat = memory.chat(id)?.peek()
  if (chat === undefined) throw new CallError('chat_not_found')
  return messages.map((message) => rowOf(message, chat, painterOf(memory)))
}
