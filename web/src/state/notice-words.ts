/** What a notice of the system says, in the language of this page. */
import { sayTold, type Told } from '../words/told.ts'
import type { Memory } from './memory.ts'

export function noticeWords(memory: Pick<Memory, 'look'>): (told: Told) => ReturnType<typeof sayTold> {
  return (told) => sayTold(memory.look.peek().language, told)
}

export type { Told }
