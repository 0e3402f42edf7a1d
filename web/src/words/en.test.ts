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

describe('[R6.5, R12.1] what trouble means for messages', () => {
  it('says so in the words of the contract', () => {
    expect(enMore.banner.slow).toBe('Live connection blocked. Messages still work, a little slower.')
    expect(enMore.banner.storageFull(0)).toBe('The server cannot store messages right now. Yours are kept here.')
    expect(enMore.banner.busy(3)).toBe('The server is busy. Your messages wait on this device (3).')
  })
  it('[R7.5] C26, C27: what expired, on both sides', () => {
    expect(enMore.notes.expired(7)).toBe('Not delivered within 7 days.')
    expect(enMore.notes.expiredAway(3)).toBe('3 messages expired while you were away')
    expect(enMore.notes.expiredAway(1)).toBe('1 message expired while you were away')
  })
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
  it('[R12.2] says when to come back: a short wait counted, a long one as a time of day', () => {
    expect(enMore.sentence('too_many_attempts', { seconds: 30, until: '14:05' })).toContain('in 30 seconds')
    expect(enMore.sentence('rate_limited', { seconds: 600, until: '14:05' })).toContain('after 14:05')
    expect(enMore.sentence('rate_limited', { seconds: 600 })).toContain('in 10 minutes')
    expect(enMore.sentence('overloaded', {})).toContain('in a moment')
  })
  it('[R12.4] points to the reference where there is one', () => {
    expect(enMore.sentence('internal', { referenced: true })).toContain('the reference')
    expect(enMore.sentence('internal', {})).not.toContain('reference')
  })
  it('[R9.3, R12.2] says why under the bubble, and what to do where Retry alone does not help', () => {
    expect(enMore.notSent('no_connection', undefined)).toBe('Not sent: no connection.')
    expect(enMore.notSent('not_a_member', undefined)).toBe('Not sent: you are no longer a member of this chat.')
    expect(enMore.notSent('text_too_long', undefined)).toBe('Not sent: it is too long. Copy it and send it in parts.')
    expect(enMore.notSent('rate_limited', '14:05')).toBe('Not sent: too many at once, until 14:05.')
  })
  it('[R12.2] says until when the server takes no more', () => {
    expect(enMore.waitsFor('rate_limited', '14:05')).toBe('Too many at once. It waits until 14:05 and is sent by itself.')
    expect(enMore.waitsFor('overloaded', undefined)).toBe('Waiting for the server')
  })
  it('has a whole sentence under the bubble for every code', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) expect(enMore.notSent(code, undefined), code).toMatch(/^Not sent: [a-z].*\.$/)
  })
})
