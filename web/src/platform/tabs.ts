/**
 * What the tabs of one browser profile share: a channel to say that something changed, and locks so that one of them acts.
 *
 * Both may be missing (Web Locks need a secure context, so plain http on a LAN has none). Without the channel the tabs
 * agree through the server alone; without locks a claim on the disk stands in for them (db/claim.ts).
 */
export interface Broadcast {
  post(message: unknown): void
  close(): void
}

export type OpenBroadcast = (name: string, heard: (message: unknown) => void) => Broadcast

/** Runs work while no other tab holds the lock of that name. A tab that froze while holding it loses it after a while. */
export type Exclusive = (name: string, work: () => Promise<void>) => Promise<void>

export const openBroadcast: OpenBroadcast = (name, heard) => {
  if (typeof BroadcastChannel === 'undefined') return { post: () => {}, close: () => {} }
  const channel = new BroadcastChannel(name)
  channel.onmessage = (event) => heard(event.data)
  return { post: (message) => channel.postMessage(message), close: () => channel.close() }
}

/** A holder says so this often; one that has said nothing for so long is taken to be frozen. */
const SAYING = 2_000
const FROZEN = 10_000

/** The locks of this browser; undefined where it has none. */
export function webLocks(): Exclusive | undefined {
  const locks = (navigator as { locks?: LockManager }).locks
  return locks === undefined ? undefined : (name, work) => exclusively(locks, name, work)
}

async function exclusively(locks: LockManager, name: string, work: () => Promise<void>): Promise<void> {
  const impatience = new AbortController()
  let heard = Date.now()
  const channel = openBroadcast(name, () => (heard = Date.now()))
  const watch = setInterval(() => {
    if (Date.now() - heard > FROZEN) impatience.abort()
  }, SAYING / 2)
  const held = async () => {
    clearInterval(watch)
    const saying = setInterval(() => channel.post('held'), SAYING)
    try {
      await work()
    } finally {
      clearInterval(saying)
    }
  }
  try {
    await locks.request(name, { signal: impatience.signal }, held)
  } catch (error) {
    if (impatience.signal.aborted) await locks.request(name, { steal: true }, held).catch(unlessTaken)
    else unlessTaken(error)
  } finally {
    clearInterval(watch)
    channel.close()
  }
}

/** Somebody took the lock from this tab: what was under way goes on, and its doubles are harmless (C6). */
function unlessTaken(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
}
