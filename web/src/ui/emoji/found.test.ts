import { expect, test } from 'vitest'
import { isOnlyEmoji } from '../message/tokens.ts'
import groups from './emoji.json'
import { found, withRecent, type Named } from './found.ts'

const all = groups.flatMap(({ emoji }) => emoji as unknown as Named[])

test('emoji are found by the beginnings of words of their names', () => {
  expect(found(all, 'red hea')[0]?.[0]).toBe('❤️')
  expect(found(all, 'PARTY pop').map(([emoji]) => emoji)).toEqual(['🎉'])
  expect(found(all, 'nothing of this name')).toEqual([])
})

test('each of them is one emoji to the page', () => {
  expect(all.length).toBeGreaterThan(1_500)
  expect(all.filter(([emoji]) => !isOnlyEmoji(emoji)).map(([emoji]) => emoji)).toEqual([])
})

test('what was used last comes first, once, and only some are kept', () => {
  expect(withRecent(['a', 'b', 'c'], 'c', 3)).toEqual(['c', 'a', 'b'])
  expect(withRecent(['a', 'b', 'c'], 'd', 3)).toEqual(['d', 'a', 'b'])
})
