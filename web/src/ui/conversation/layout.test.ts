import { describe, expect, it } from 'vitest'
import { beginsGroup, layOut } from './layout.ts'
import { saying, sayings } from './sayings.fixture.ts'

const MINUTE = 60_000
const placedIn = (rows: ReturnType<typeof sayings>) => layOut(rows, 0, rows.length).flatMap((day) => day.placed)

describe('groups', () => {
  const one = saying(1)
  it('go on for the same sender within five minutes', () => expect(beginsGroup(saying(2), one)).toBe(false))
  it('begin at the first row', () => expect(beginsGroup(one, undefined)).toBe(true))
  it('begin with another sender', () => expect(beginsGroup(saying(2, { mine: true }), one)).toBe(true))
  it('begin after five minutes', () => expect(beginsGroup(saying(2, { at: one.at + 5 * MINUTE }), one)).toBe(true))
  it('begin on another day, also a minute after midnight', () => {
    const late = saying(1, { at: new Date(2025, 4, 14, 23, 59, 30).getTime() })
    expect(beginsGroup(saying(2, { at: late.at + MINUTE }), late)).toBe(true)
  })
  it('begin after a system line', () => {
    expect(beginsGroup(saying(2), { kind: 'system', key: 's', seq: 1, line: 'member.added', actor: one.sender, subjects: [], at: one.at })).toBe(true)
  })
})

describe('layOut', () => {
  it('puts rows under their days', () => {
    const yesterday = saying(1, { at: new Date(2025, 4, 13, 12).getTime() })
    expect(layOut([yesterday, ...sayings(2, 5)], 0, 4).map((day) => day.placed.length)).toEqual([1, 3])
  })

  it('[R10.2] gives the rows above a new message the very same objects, so that only one row is painted', () => {
    const rows = sayings(0, 100, { mineEvery: 4 })
    const before = placedIn(rows)
    const after = placedIn([...rows, saying(100)])
    expect(after).toHaveLength(101)
    expect(after.filter((placed, index) => placed !== before[index])).toHaveLength(1)
  })

  it('[R10.3] changes one row at most when older ones come above', () => {
    const rows = sayings(20, 70)
    const before = placedIn(rows)
    const after = placedIn([...sayings(0, 20), ...rows]).slice(20)
    expect(after.filter((placed, index) => placed !== before[index]).length).toBeLessThanOrEqual(1)
  })

  it('places a row anew when its status moved, and only that one', () => {
    const rows = sayings(0, 20, { mineEvery: 2 })
    const before = placedIn(rows)
    const after = placedIn(rows.map((row) => (row.key === 'k10' ? { ...row, status: 'read' as const } : row)))
    expect(after.filter((placed, index) => placed !== before[index]).map((placed) => placed.row.key)).toEqual(['k10'])
  })
})
