import { describe, expect, it } from 'vitest'
import type { PersonView } from '../../state/views.ts'
import { begun, matching } from './begun.ts'

const at = (text: string) => begun(text.replace('|', ''), text.indexOf('|'), text.indexOf('|'))

describe('an @ that is being written', () => {
  it('begins at the start, after a space or a sign', () => {
    expect(at('@|')).toEqual({ from: 0, word: '' })
    expect(at('Ask @bo|')).toEqual({ from: 4, word: 'bo' })
    expect(at('(@Bo|')).toEqual({ from: 1, word: 'bo' })
    expect(at('one\n@c|')).toEqual({ from: 4, word: 'c' })
  })
  it('is none inside a word, an address, or where the word goes on behind the caret', () => {
    for (const text of ['mail bo@home|', 'bo@|', '@@|', '@b|o', 'Ask @bo today|', 'nothing|']) expect(at(text), text).toBeNull()
  })
  it('is none while something is selected', () => expect(begun('@bo', 1, 3)).toBeNull())
})

describe('who is meant', () => {
  const person = (handle: string, name: string) => ({ id: handle, handle, name }) as unknown as PersonView
  const people = [person('ana', 'Ana'), person('bo', 'Bo Ambrose'), person('cy', 'Cy'), person('ambo', 'Mia')]
  it('is whose handle begins so, then whose name has such a word', () => {
    expect(matching(people, 'am').map(({ handle }) => handle)).toEqual(['ambo', 'bo'])
  })
  it('is everybody for a lone @, up to five', () => {
    expect(matching([...people, ...people.map((each) => ({ ...each }))], '').length).toBe(5)
  })
  it('is nobody where nothing begins so', () => expect(matching(people, 'zed')).toEqual([]))
})
