/** What a notice of the system says around a message, in the language that is spoken; in English where that could not be fetched. */
import { more, type More } from '../words/more.ts'
import { allWords } from '../words/spoken.ts'

export async function noticeWords(): Promise<More['house']['notices']> {
  await allWords().catch(() => undefined)
  return more.house.notices
}
