import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { saying, sayings } from '../conversation/sayings.fixture.ts'
import { Announcing } from './announcing.ts'

let said: string[]
let announcing: Announcing

beforeEach(() => {
  vi.useFakeTimers()
  said = []
  announcing = new Announcing((line) => said.push(line))
})
afterEach(() => {
  announcing.stop()
  vi.useRealTimers()
})

test('says a new message of somebody else at once, and nothing of what was there already', () => {
  announcing.show('c', sayings(1, 5), true)
  expect(said).toEqual([])
  announcing.show('c', sayings(1, 6), true)
  expect(said).toEqual(['Bo: text 5'])
})

test('says at most one line a second, and counts what came in between', () => {
  announcing.show('c', sayings(1, 2), true)
  for (let to = 3; to <= 6; to++) announcing.show('c', sayings(1, to), true)
  expect(said).toEqual(['Bo: text 2'])
  vi.advanceTimersByTime(999)
  expect(said).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(said).toEqual(['Bo: text 2', '3 new messages'])
  vi.advanceTimersByTime(10_000)
  expect(said).toHaveLength(2)
})

test("is silent about one's own messages, older ones that come above, and an edit", () => {
  announcing.show('c', sayings(20, 30), true)
  announcing.show('c', [...sayings(1, 30), saying(30, { mine: true })], true)
  announcing.show('c', [...sayings(1, 29), saying(29, { text: 'other' }), saying(30, { mine: true })], true)
  expect(said).toEqual([])
})

test('begins anew in another chat, and in an empty one says the first message', () => {
  announcing.show('c', sayings(1, 5), true)
  announcing.show('d', [], false)
  announcing.show('d', sayings(50, 60), true)
  expect(said).toEqual([])
  announcing.show('e', [], true)
  announcing.show('e', [saying(1)], true)
  expect(said).toEqual(['Bo: text 1'])
})
