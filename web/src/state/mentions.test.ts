/** Mentions are found as the server finds them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { calls, mentions } from './mentions.ts'

const cases = JSON.parse(readFileSync(new URL('../../../protocol/testdata/mentions.json', import.meta.url), 'utf8')) as {
  text: string
  handles: string[]
}[]

test('R1.3: a text calls those whom the server finds in it', () => {
  expect(cases.length).toBeGreaterThan(0)
  for (const { text, handles } of cases) expect(mentions(text), text).toEqual(handles)
})

test('R1.3: one is called by one\'s own handle only', () => {
  expect(calls('hello @ana', 'ana')).toBe(true)
  expect(calls('hello @anabel', 'ana')).toBe(false)
})
