/** The waits between tries: each twice the one before, half of it by chance. */

export type Pause = (ms: number) => Promise<void>

const FIRST = 1_000
const LONGEST = 16_000

export interface Waits {
  /** How long to wait now. */
  next(): number
  /** It went well: the next wait is the first again. */
  reset(): void
}

export function waitsFrom(random: () => number = Math.random): Waits {
  let wait = FIRST
  return {
    next() {
      const now = wait / 2 + (random() * wait) / 2
      wait = Math.min(2 * wait, LONGEST)
      return now
    },
    reset: () => (wait = FIRST),
  }
}

/** Pauses on the machine's clock, until the signal ends them. */
export function pauseUntil(signal: AbortSignal): Pause {
  return (ms) =>
    new Promise((resolve, reject) => {
      const ended = () => {
        clearTimeout(timer)
        reject(signal.reason as Error)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', ended)
        resolve()
      }, ms)
      if (signal.aborted) ended()
      else signal.addEventListener('abort', ended, { once: true })
    })
}
