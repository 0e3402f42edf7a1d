/** One tab at a time without Web Locks: a claim with a lease. Several tabs are several copies of the module. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Exclusive } from '../platform/tabs.ts'

async function tab(): Promise<Exclusive> {
  vi.resetModules()
  return (await import('./claim.ts')).exclusiveByClaim
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
})

afterEach(() => {
  vi.useRealTimers()
})

test('R11.4 (tabs): the second begins when the first is done', async () => {
  const [one, two] = [await tab(), await tab()]
  const done: string[] = []
  let finish = () => {}
  const first = one('outbox', () => new Promise<void>((resolve) => (finish = resolve)).then(() => void done.push('one')))
  await vi.waitFor(() => expect(finish.length).toBe(1))
  const second = two('outbox', () => Promise.resolve().then(() => void done.push('two')))
  finish()
  await Promise.all([first, second])
  expect(done).toEqual(['one', 'two'])
})

test('R11.4 (tabs): a tab that died or froze loses its claim with the lease, within 3 s', async () => {
  const [one, two] = [await tab(), await tab()]
  const began: string[] = []
  void one('frozen', () => (began.push('one'), new Promise<void>(() => {})))
  await vi.waitFor(() => expect(began).toEqual(['one']))
  // Its timers run no more; for the other the time passes.
  vi.setSystemTime(Date.now() + 2_600)
  await two('frozen', () => Promise.resolve().then(() => void began.push('two')))
  expect(began).toEqual(['one', 'two'])
})
