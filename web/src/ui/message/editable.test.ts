import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { saying } from '../conversation/sayings.fixture.ts'
import { isDeletable, isEditable } from './editable.ts'

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => vi.useRealTimers())

test('a message can be changed until its time is over', () => {
  const row = saying(1, { mine: true, editableUntil: 1_000_500, deletableUntil: 1_001_000 })
  expect([isEditable(row), isDeletable(row)]).toEqual([true, true])
  vi.advanceTimersByTime(600)
  expect([isEditable(row), isDeletable(row)]).toEqual([false, true])
  vi.advanceTimersByTime(600)
  expect([isEditable(row), isDeletable(row)]).toEqual([false, false])
})

test('what was deleted, is of an unknown kind, or has no such time is left alone', () => {
  const until = { editableUntil: 2_000_000, deletableUntil: 2_000_000 }
  expect(isEditable(saying(1, { ...until, text: null }))).toBe(false)
  expect(isDeletable(saying(1, { ...until, text: null }))).toBe(false)
  expect(isEditable(saying(1, { ...until, unknown: true }))).toBe(false)
  expect(isEditable(saying(1))).toBe(false)
})
