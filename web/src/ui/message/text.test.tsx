/** Words that call one by name are marked by the rule by which they call: protocol/testdata/mentions.json. */
import type { VNode } from 'preact'
import { expect, test } from 'vitest'
import cases from '../../../../protocol/testdata/mentions.json' with { type: 'json' }
import { mentions } from '../../state/mentions.ts'
import { Text } from './text.tsx'

/** What is inside of <mark>. */
function marks(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(marks)
  if (node === null || typeof node !== 'object') return []
  const { type, props } = node as VNode<{ children?: unknown }>
  return type === 'mark' ? [String(props.children)] : marks(props.children)
}

test.each(cases)('whom $text calls, in it', ({ text, handles }) => {
  for (const handle of ['ana', 'bo', 'cy_2.b']) {
    expect(marks(Text({ text, called: handle })).length > 0).toBe(handles.includes(handle))
  }
  for (const mark of mentions(text).flatMap((handle) => marks(Text({ text, called: handle })))) expect(text).toContain(mark)
})

test('inside of emphasis too, not in code, and nothing where nobody is called', () => {
  expect(marks(Text({ text: '*see @bo* and `@bo`', called: 'bo' }))).toEqual(['@bo'])
  expect(marks(Text({ text: 'ask @bo' }))).toEqual([])
  expect(marks(Text({ text: 'ask @bob', called: 'bo' }))).toEqual([])
})
