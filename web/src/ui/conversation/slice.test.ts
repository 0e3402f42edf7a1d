import { describe, expect, it } from 'vitest'
import type { Row } from '../../state/views.ts'
import { arrivedAfter, follow, growDown, growUp, indexOfSeq, MOST, newestSeq, openAround, openAtEnd } from './slice.ts'
import { sayings } from './sayings.fixture.ts'

const keys = (rows: readonly Row[], { from, to }: { from: number; to: number }) => rows.slice(from, to).map((row) => row.key)

describe('slice', () => {
  it('opens at the end with the newest fifty', () => {
    expect(openAtEnd(300)).toEqual({ from: 250, to: 300 })
    expect(openAtEnd(3)).toEqual({ from: 0, to: 3 })
  })

  it('opens around a row with some above it', () => {
    expect(openAround(280, 300)).toEqual({ from: 260, to: 300 })
    expect(openAround(5, 300)).toEqual({ from: 0, to: 70 })
  })

  it('[R10.3] grows by twenty and cuts the far end at 120 rows', () => {
    let slice = openAtEnd(1000)
    for (let i = 0; i < 20; i++) slice = growUp(slice)
    expect(slice).toEqual({ from: 550, to: 670 })
    expect(growDown(slice, 1000)).toEqual({ from: 570, to: 690 })
    expect(growUp({ from: 10, to: 130 })).toEqual({ from: 0, to: 120 })
    expect(growDown({ from: 900, to: 995 }, 1000)).toEqual({ from: 900, to: 1000 })
  })

  it('[R10.3] shows the same rows after older ones came above', () => {
    const before = sayings(20, 70)
    const slice = { from: 0, to: 40 }
    const after = sayings(0, 70)
    expect(keys(after, follow(slice, before, after, false))).toEqual(keys(before, slice))
  })

  it('extends to a new row only while it reached the end', () => {
    const before = sayings(0, 60)
    const after = sayings(0, 61)
    expect(follow({ from: 10, to: 60 }, before, after, false)).toEqual({ from: 10, to: 61 })
    expect(follow({ from: 0, to: 40 }, before, after, false)).toEqual({ from: 0, to: 40 })
  })

  it('never exceeds 120 rows: at the end it gives up the oldest, above it the newest', () => {
    const before = sayings(0, 120)
    const after = sayings(0, 130)
    expect(follow({ from: 0, to: 120 }, before, after, true, 115)).toEqual({ from: 15, to: 130 })
    expect(follow({ from: 0, to: 120 }, before, after, false)).toEqual({ from: 0, to: MOST })
  })

  it('[R10.2] gives up at the end what the view has no need of, a step at a time', () => {
    const stay = (from: number, count: number, enough?: number) => follow({ from, to: count - 1 }, sayings(0, count - 1), sayings(0, count), true, enough)
    expect(stay(30, 100)).toEqual({ from: 30, to: 100 })
    expect(stay(30, 101)).toEqual({ from: 51, to: 101 })
    expect(stay(30, 101, 90)).toEqual({ from: 30, to: 101 })
    expect(stay(0, 130, 130)).toEqual({ from: 10, to: 130 })
  })

  it('survives that its first row is gone', () => {
    const before = sayings(0, 60)
    const after = before.filter((_, index) => index !== 10)
    const slice = follow({ from: 10, to: 50 }, before, after, false)
    expect(keys(after, slice)).toContain(before[11]?.key)
    expect(follow({ from: 0, to: 60 }, before, sayings(900, 910), false)).toEqual({ from: 0, to: 10 })
  })

  it('finds the row of a seq, or the next that is there', () => {
    const rows = sayings(10, 20)
    expect(indexOfSeq(rows, 12)).toBe(2)
    expect(indexOfSeq(rows, 3)).toBe(0)
    expect(indexOfSeq(rows, 99)).toBe(-1)
    expect(newestSeq(rows)).toBe(19)
  })

  it('counts what others wrote after a seq', () => {
    const rows = sayings(0, 10, { mineEvery: 3 })
    expect(arrivedAfter(rows, 9)).toBe(0)
    expect(arrivedAfter(rows, 4)).toBe(rows.filter((row) => row.seq !== undefined && row.seq > 4 && row.kind === 'message' && !row.mine).length)
  })
})
