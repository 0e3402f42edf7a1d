import { describe, expect, it } from 'vitest'
import type { Message } from '../protocol/wire.gen.ts'
import { termsOf } from './fold.ts'
import { isFound, matching, snippetOf } from './found.ts'

const message = (text: string, change: Partial<Message> = {}): Message => ({
  chat: 'c', seq: 1, sender: 'ana', client_id: 'x', at: 1000, content: { kind: 'text', version: 1, body: { text } }, ...change,
})

const shown = (text: string, look: string) =>
  snippetOf(text, termsOf(look))
    .map(({ text: part, hit }) => (hit === true ? `[${part}]` : part))
    .join('')

describe('searching this device', () => {
  it('finds a text by sender and time, and never what was deleted', () => {
    const found = (change: Partial<Message>, query: object) => isFound(message('Tea tomorrow', change), { text: 'tea', ...query }, ['tea'])
    expect(found({}, {})).toBe(true)
    expect(found({}, { sender: 'bo' })).toBe(false)
    expect(found({}, { since: 1001 })).toBe(false)
    expect(found({}, { until: 1000 })).toBe(false)
    expect(found({}, { since: 1000, until: 1001, sender: 'ana' })).toBe(true)
    expect(found({ deleted_seq: 2 }, {})).toBe(false)
    expect(isFound(message('bread'), { text: 'tea' }, ['tea'])).toBe(false)
  })

  it('shows what is round the first find, on one line', () => {
    expect(shown('we have\ntea', 'TEA')).toBe('we have [tea]')
    expect(shown('Cafés', 'cafe')).toBe('[Café]s')
    const long = `${'word '.repeat(40)}needle${' more'.repeat(60)}`
    expect(shown(long, 'needle')).toMatch(/^…word .*\[needle\] more.*…$/)
    expect(shown(long, 'needle').length).toBeLessThan(180)
    expect(shown('nothing of it', 'xyz')).toBe('nothing of it')
  })

  it('matches names by their beginnings first', () => {
    const people = [{ name: 'Diana', handle: 'dia' }, { name: 'Ana Núñez', handle: 'nunez' }, { name: 'Bo', handle: 'ana.bo' }]
    const names = (look: string) => matching(people, look, ({ name, handle }) => [name, handle]).map(({ name }) => name)
    expect(names('ana')).toEqual(['Ana Núñez', 'Bo', 'Diana'])
    expect(names('nunez an')).toEqual(['Ana Núñez'])
    expect(names('')).toEqual([])
  })
})
