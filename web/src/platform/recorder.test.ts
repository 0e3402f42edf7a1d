/** How loud a recording is along its way, in a few parts. */
import { expect, test } from 'vitest'
import { inParts } from './recorder.ts'

test('a long way becomes at most 56 parts, each as loud as its loudest moment', () => {
  const levels = Array.from({ length: 1_000 }, (_, i) => (i === 500 ? 1 : 0.1))
  const parts = inParts(levels)
  expect(parts).toHaveLength(56)
  expect(parts.filter((each) => each === 255)).toHaveLength(1)
  expect(parts.filter((each) => each === 26)).toHaveLength(55)
})

test('a short one has a part for each moment, and none has none', () => {
  expect(inParts([0, 0.5, 1])).toEqual([0, 128, 255])
  expect(inParts([])).toEqual([])
})
