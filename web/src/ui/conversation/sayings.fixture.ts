/** Rows for tests: numbered messages of Bo, every so many of them one's own, a minute apart. */
import type { MessageRow, PersonView } from '../../state/views.ts'

const ana: PersonView = { id: 'ana', name: 'Ana', handle: 'ana' }
const bo: PersonView = { id: 'bo', name: 'Bo', handle: 'bo' }
const NOON = new Date(2025, 4, 14, 12).getTime()

export function saying(seq: number, more: Partial<MessageRow> = {}): MessageRow {
  return { kind: 'message', key: `k${seq}`, seq, mine: false, sender: more.mine === true ? ana : bo, text: `text ${seq}`, at: NOON + seq * 60_000, edited: false, ...more }
}

export function sayings(from: number, to: number, { mineEvery = 0 } = {}): MessageRow[] {
  return Array.from({ length: to - from }, (_, index) => saying(from + index, mineEvery > 0 && index % mineEvery === 0 ? { mine: true, status: 'sent' } : {}))
}
