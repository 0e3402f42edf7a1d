/**
 * The breaker around the server (R12.5), as a pure value: while nothing comes of asking, asking stops for all chats.
 *
 * It opens after several sends in a row that were not answered, or at once where the server itself says that it can take
 * nothing for now. After the wait one send is let through, as a probe; what comes of it closes the breaker or lengthens
 * the wait. A wait that the server ordered is kept as it was ordered. Only the outbox asks it.
 */
export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly until: number; readonly wait: number }
  /** One send is on its way. */
  | { readonly state: 'probing'; readonly wait: number }

export const closed: Breaker = { state: 'closed', failures: 0 }

/** More than one message fails in all its tries (R9.5), so that a single one is never held back by its own failures. */
const PATIENCE = 6
const FIRST_WAIT = 2_000
const LONGEST_WAIT = 30_000

/** Not answered, or with an error that says nothing about when to come back. */
export function failed(breaker: Breaker, now: number, chance: number): Breaker {
  if (breaker.state === 'closed' && breaker.failures + 1 < PATIENCE) return { state: 'closed', failures: breaker.failures + 1 }
  if (breaker.state === 'open') return breaker
  const wait = longer(breaker)
  return { state: 'open', until: now + wait / 2 + (wait / 2) * chance, wait }
}

/** The server takes nothing for now; `ordered` (ms) when it said for how long. */
export function refused(breaker: Breaker, now: number, chance: number, ordered: number | undefined): Breaker {
  const wait = breaker.state === 'open' ? breaker.wait : longer(breaker)
  // A little later than ordered, and not everybody at the same moment.
  const ms = ordered === undefined ? wait / 2 + (wait / 2) * chance : ordered * (1 + 0.2 * chance)
  const until = now + ms
  return { state: 'open', until: breaker.state === 'open' ? Math.max(breaker.until, until) : until, wait }
}

/** How many sends may begin now. */
export function room(breaker: Breaker, now: number): 'all' | 'one' | 'none' {
  if (breaker.state === 'closed') return 'all'
  return breaker.state === 'open' && breaker.until <= now ? 'one' : 'none'
}

/** The probe is on its way. */
export function probing(breaker: Breaker): Breaker {
  return breaker.state === 'open' ? { state: 'probing', wait: breaker.wait } : breaker
}

function longer(breaker: Breaker): number {
  return breaker.state === 'closed' ? FIRST_WAIT : Math.min(breaker.wait * 2, LONGEST_WAIT)
}
