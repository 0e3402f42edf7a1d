/**
 * "Only one of the tabs" for something that is over at once: a name is taken for a while, and whoever comes meanwhile is
 * refused and does not wait (unlike `Exclusive`). Web Locks need a secure context; db/claim.ts stands in for them.
 */
export type Claim = (name: string, ms: number) => Promise<boolean>

/** By the locks of this browser; undefined where it has none. */
export function lockClaim(): Claim | undefined {
  const locks = (navigator as { locks?: LockManager }).locks
  if (locks === undefined) return undefined
  return (name, ms) =>
    new Promise((resolve, reject) => {
      const held = (lock: Lock | null) => {
        resolve(lock !== null)
        return lock === null ? undefined : new Promise<void>((release) => setTimeout(release, ms))
      }
      locks.request(name, { ifAvailable: true }, held).catch(reject)
    })
}
