/** The breaker around the server, step by step. */
import { expect, test } from 'vitest'
import { closed, failed, probing, refused, room, type Breaker } from './breaker.ts'

function failedTimes(times: number): Breaker {
  return Array.from({ length: times }).reduce<Breaker>((breaker) => failed(breaker, 0, 0), closed)
}

test('R12.5: one message may fail in all its tries before anything else is held up', () => {
  expect(room(failedTimes(5), 0)).toBe('all')
  expect(room(failedTimes(6), 0)).toBe('none')
})

test('R12.5: after the wait one send is let through, and while it is on its way no other', () => {
  const open = failedTimes(6)
  expect(room(open, 999)).toBe('none')
  expect(room(open, 1_000)).toBe('one')
  expect(room(probing(open), 1_000)).toBe('none')
})

test('R12.5: a probe that fails lengthens the wait, up to half a minute', () => {
  let breaker: Breaker = failedTimes(6)
  const waits: number[] = []
  for (let i = 0; i < 6; i++) {
    breaker = failed(probing(breaker), 0, 0.999)
    waits.push(breaker.state === 'open' ? breaker.wait : Number.NaN)
  }
  expect(waits).toEqual([4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
})

test.each([0, 0.5, 0.999])('a wait that the server ordered is never cut short (chance %d)', (chance) => {
  const breaker = refused(closed, 100, chance, 3_000)
  expect(room(breaker, 3_099)).toBe('none')
  expect(room(breaker, 100 + 3_600)).toBe('one')
})
