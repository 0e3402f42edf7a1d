/**
 * What the tabs of one browser profile share: a channel to say that something changed, and locks so that one of them acts.
 *
 * Both may be missing (Web Locks need a secure context, so plain http on a LAN has none). Without the channel the tabs
 * agree through the server alone; without locks every tab acts for itself, and a double send is harmless (C6).
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

/** A holder that answers nothing for this long is taken to be frozen. */
const PATIENCE = 10_000

export const exclusive: Exclusive = async (name, work) => {
  const locks = (navigator as { locks?: LockManager }).locks
  if (locks === undefined) return work()
  const tooLong = new AbortController()
  const patience = setTimeout(() => tooLong.abort(), PATIENCE)
  const held = async () => {
    clearTimeout(patience)
    await work()
  }
  try {
    await locks.request(name, { signal: tooLong.signal }, held)
  } catch (error) {
    if (tooLong.signal.aborted) await locks.request(name, { steal: true }, held)
    // Somebody took the lock from this tab: what was under way goes on, and its doubles are harmless.
    else if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
  }
}
