/**
 * The push service of this browser, as the page sees it: an address at which this device can be told of something while no page is
 * open, and the keys for what is sent there. Only where the browser has one and its service worker is at work.
 */
export interface PushPlace {
  readonly endpoint: string
  readonly key: string
  readonly auth: string
}

export interface PushService {
  /** Agrees with the browser on a place for the server with this key; undefined where there is none to be had. */
  subscribe(key: string): Promise<PushPlace | undefined>
  /** Takes the agreement back. */
  unsubscribe(): Promise<void>
}

export const browserPushes: PushService = {
  async subscribe(key) {
    const manager = await managerOf()
    if (manager === undefined) return undefined
    const wanted = bytesOf(key)
    const before = await manager.getSubscription()
    const known = before?.options.applicationServerKey
    if (before !== null && known != null && same(new Uint8Array(known), wanted)) return placeOf(before)
    await before?.unsubscribe()
    return placeOf(await manager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted }))
  },
  async unsubscribe() {
    await (await (await managerOf())?.getSubscription())?.unsubscribe()
  },
}

async function managerOf(): Promise<PushManager | undefined> {
  // The worker is registered behind the first paint, and is waited for.
  const registration = await (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker?.ready
  return (registration as { pushManager?: PushManager } | undefined)?.pushManager
}

function placeOf(subscription: PushSubscription): PushPlace | undefined {
  const { endpoint, keys } = subscription.toJSON()
  const [key, auth] = [keys?.['p256dh'], keys?.['auth']]
  return endpoint === undefined || key === undefined || auth === undefined ? undefined : { endpoint, key, auth }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
