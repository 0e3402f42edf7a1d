/**
 * Time and chance, as arguments. Everything in the client that waits, waits on a Clock, so that a test can move the time.
 *
 * `now` is the wall clock on purpose: unlike a monotonic one it goes on while the machine sleeps, which is how sleep is
 * noticed. It decides no order (C11).
 */
export type Cancel = () => void

export interface Clock {
  /** ms since 1970 by this device. */
  now(): number
  /** Runs once after ms, unless cancelled; cancelling twice or late is harmless. */
  after(ms: number, run: () => void): Cancel
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** From 0 up to, not including, 1. */
export type Random = () => number
