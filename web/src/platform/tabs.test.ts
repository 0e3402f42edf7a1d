/** One tab at a time, with locks that are the test's: a tab that dies, one that works long, one that froze. */
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { webLocks } from './tabs.ts'

/** Locks as browsers have them: in the order of asking, given up by a signal, taken by force. */
class Locks {
  #holder: { lose: () => void } | undefined
  #queue: (() => void)[] = []

  request(_name: string, options: { signal?: AbortSignal; steal?: boolean }, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const aborted = () => reject(new DOMException('', 'AbortError'))
      const begin = () => {
        const mine = { lose: aborted }
        this.#holder = mine
        void work().then(resolve, reject).finally(() => {
          if (this.#holder !== mine) return
          this.#holder = undefined
          this.#queue.shift()?.()
        })
      }
      if (options.steal === true) this.#holder?.lose()
      if (options.steal === true || this.#holder === undefined) return begin()
      this.#queue.push(begin)
      options.signal?.addEventListener('abort', () => {
        this.#queue = this.#queue.filter((each) => each !== begin)
        aborted()
      })
    })
  }

  /** The tab that holds the lock is gone, with everything it did. */
  dies(): void {
    this.#holder = undefined
    this.#queue.shift()?.()
  }
}

let locks: Locks

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] })
  locks = new Locks()
  vi.stubGlobal('navigator', { locks })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const never = () => new Promise<void>(() => {})

test('R11.4 (tabs): a tab that dies leaves the lock to the next at once', async () => {
  const exclusive = webLocks()!
  const began: string[] = []
  void exclusive('outbox', () => (began.push('one'), never()))
  void exclusive('outbox', () => (began.push('two'), never()))
  await vi.advanceTimersByTimeAsync(500)
  expect(began).toEqual(['one'])
  locks.dies()
  expect(began).toEqual(['one', 'two'])
})

test('R11.4 (tabs): a holder that says that it works keeps the lock, however long', async () => {
  const exclusive = webLocks()!
  const began: string[] = []
  void exclusive('outbox', () => (began.push('one'), never()))
  void exclusive('outbox', () => (began.push('two'), never()))
  for (let s = 0; s < 60; s++) await tick(1_000)
  expect(began).toEqual(['one'])
})

test('R11.4 (tabs): a tab that froze loses the lock after 10 s', async () => {
  const exclusive = webLocks()!
  const began: string[] = []
  // It holds the lock and says nothing, as a tab whose scripts do not run.
  void locks.request('outbox', {}, never).catch(() => {})
  void exclusive('outbox', () => (began.push('two'), never()))
  await tick(9_500)
  expect(began).toEqual([])
  await tick(2_000)
  expect(began).toEqual(['two'])
})

/** Fake time for the timers; the channel between the tabs is a real one and needs a turn of the event loop. */
async function tick(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  for (let i = 0; i < 3; i++) await setImmediate()
}
