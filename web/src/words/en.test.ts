import { describe, expect, it } from 'vitest'
import { ERRORS, type ErrorCode } from '../protocol/wire.gen.ts'
import { en } from './en.ts'
import { enMore } from './en.more.ts'

describe('[R4.3] who is typing (C34)', () => {
  it.each([
    [[], 0, ''],
    [['Ana'], 1, 'Ana is typing'],
    [['Ana', 'Bo'], 2, 'Ana and Bo are typing'],
    [['Ana', 'Bo', 'Cy'], 3, 'Ana, Bo and Cy are typing'],
    [['Ana', 'Bo', 'Cy'], 5, 'Ana, Bo and 3 others are typing'],
  ])('%j of %d', (names, count, line) => expect(en.talk.typing(names, count)).toBe(line))
})

describe('[R6.5] the connection in words', () => {
  it('says the attempt', () => expect(en.connection.reconnecting(2, 5)).toBe('Reconnecting (2 of 5)'))
})

describe('failures', () => {
  it('has a sentence for every code, without internals and with an end', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const sentence = enMore.sentence(code, {})
      expect(sentence, code).toMatch(/^[A-Z].*\.$/)
      expect(sentence, code).not.toContain(code)
      expect(sentence, code).not.toMatch(/_|undefined|!/)
    }
  })
  it('says when to come back, and the reference', () => {
    expect(enMore.sentence('too_many_attempts', { seconds: 30 })).toContain('in 30 seconds')
    expect(enMore.sentence('rate_limited', { seconds: 600 })).toContain('in 10 minutes')
    expect(enMore.sentence('internal', { reference: 'r-17' })).toContain('r-17')
  })
  it('[R9.3] says why under the bubble', () => {
    expect(en.notSent('no_connection', undefined)).toBe('Not sent: no connection.')
    expect(en.notSent('not_a_member', 'r-17')).toBe('Not sent: you are no longer a member (r-17).')
  })
})
