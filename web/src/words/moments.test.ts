import { describe, expect, it } from 'vitest'
import { brief, clock, dayWord, moment, presence } from './moments.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const at = (day: number, hour: number, minute = 0, month = 4, year = 2025) => new Date(year, month, day, hour, minute).getTime()
const now = at(14, 14, 32)
const seen = (lastSeenAt?: number) => presence({ state: 'offline', ...(lastSeenAt === undefined ? {} : { lastSeenAt }) }, now)

describe('[R5.5] presence in words', () => {
  it('Online', () => expect(presence({ state: 'online', lastSeenAt: now }, now)).toBe('Online'))
  it('nothing where nothing is known', () => expect(presence({ state: 'unknown' }, now)).toBe(''))
  it('Offline if never seen, also for a time that cannot be', () => {
    expect(seen()).toBe('Offline')
    expect(seen(0)).toBe('Offline')
  })
  it.each([
    [0, 'Last seen less than a minute ago'],
    [59_999, 'Last seen less than a minute ago'],
    [MINUTE, 'Last seen 1 minute ago'],
    [5 * MINUTE, 'Last seen 5 minutes ago'],
    [HOUR - 1, 'Last seen 59 minutes ago'],
    [HOUR, 'Last seen 1 hour ago'],
    [3 * HOUR, 'Last seen 3 hours ago'],
  ])('%d ms ago', (age, line) => expect(seen(now - age)).toBe(line))
  it('never a negative time, when the clocks differ', () => expect(seen(now + 5000)).toBe('Last seen less than a minute ago'))
  it('yesterday with the time', () => expect(seen(at(13, 14, 5))).toBe('Last seen yesterday at 14:05'))
  it('hours, not yesterday, shortly after midnight', () => {
    expect(presence({ state: 'offline', lastSeenAt: at(13, 23) }, at(14, 1))).toBe('Last seen 2 hours ago')
    expect(presence({ state: 'offline', lastSeenAt: at(13, 14, 5) }, at(14, 0, 5))).toBe('Last seen yesterday at 14:05')
  })
  it('then the date, with the year where it is another', () => {
    expect(seen(at(12, 9))).toBe('Last seen 12 May')
    expect(seen(at(30, 9, 0, 11, 2024))).toBe('Last seen 30 December 2024')
  })
  it('moves on as time passes', () => {
    const known = { state: 'offline' as const, lastSeenAt: now }
    expect([0, MINUTE, HOUR].map((age) => presence(known, now + age))).toEqual(['Last seen less than a minute ago', 'Last seen 1 minute ago', 'Last seen 1 hour ago'])
  })
})

describe('days', () => {
  it.each([
    [at(14, 0), 'Today'],
    [at(13, 23, 59), 'Yesterday'],
    [at(12, 10), 'Monday'],
    [at(8, 10), 'Thursday'],
    [at(7, 10), '7 May'],
    [at(20, 10), '20 May'],
    [at(7, 10, 0, 4, 2024), '7 May 2024'],
  ])('%#', (day, word) => expect(dayWord(day, now)).toBe(word))

  it('the clock has 24 hours', () => {
    expect(clock(at(14, 0, 5))).toBe('00:05')
    expect(moment(at(13, 14, 5), now)).toBe('Yesterday, 14:05')
  })

  it('the chat list shows the time today, else the day', () => {
    expect(brief(at(14, 9, 7), now)).toBe('09:07')
    expect(brief(at(13, 9, 7), now)).toBe('Yesterday')
  })
})
