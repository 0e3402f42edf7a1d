/** Which chats call for attention, with what was put away and what its owner chose. */
import { describe, expect, it } from 'vitest'
import type { ChatRow, HeadsRow } from '../protocol/wire.gen.ts'
import { isArchived, wantsAttention } from './attention.ts'

const now = () => 1_000
const standing = (row: Partial<ChatRow>, last: number, unread = 1) => ({
  row: { rev: 1, chat: 'c_1', kind: 'group', from: 0, ...row },
  heads: { unread, last: { seq: last } } as unknown as HeadsRow,
})

describe('a chat that was put away', () => {
  const away = { archived: true, archived_to: 7 }
  it('stays so, and does not count, while nothing else was chosen', () => {
    expect(isArchived(standing(away, 9), {})).toBe(true)
    expect(wantsAttention(standing(away, 9), now, {})).toBe(false)
  })
  it('comes back with the first message after it for who chose that, and not before', () => {
    const back = { 'chats.keep_archived': 'off' }
    expect(isArchived(standing(away, 7), back)).toBe(true)
    expect(isArchived(standing(away, 8), back)).toBe(false)
    expect(wantsAttention(standing(away, 8), now, back)).toBe(true)
    expect(wantsAttention(standing({ ...away, muted_until: 2_000 }, 8), now, back)).toBe(false)
    expect(wantsAttention(standing(away, 8, 0), now, back)).toBe(false)
  })
  it('is none where it was never put away', () => {
    expect(isArchived(standing({}, 8), {})).toBe(false)
  })
})
