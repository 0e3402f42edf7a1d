/**
 * Notifications of the system, as the page sees them while it lives. Only where the browser has them and the person let it:
 * the page asks when a button is pressed, and never by itself.
 *
 * Where this device is told by pushes too, they are shown by the service worker's hand, so that what the page and what the worker shows
 * of a chat is one notice; elsewhere by the page's own, which goes with it.
 */
export interface SystemNotice {
  /** Where it stands it is replaced by the next with the same name. */
  readonly name: string
  readonly title: string
  readonly body: string
  /** Up to where it tells. */
  readonly seq: number
  readonly count: number
}

export interface Notices {
  allowed(): boolean
  /** Shows one; answers with the way to take it away again. */
  show(notice: SystemNotice, opened: () => void): () => void
  /** Those that the worker showed while no page was open. */
  standing(): Promise<readonly (Pick<SystemNotice, 'name' | 'seq' | 'count'> & { close(): void })[]>
}

export type Permission = NotificationPermission | 'unsupported'

type Kind = typeof Notification

const kind = (): Kind | undefined => (window as { Notification?: Kind }).Notification

/** What the browser decided; with `ask` it asks the person first, if they were not asked yet. */
export async function permission(ask = false): Promise<Permission> {
  return (ask ? await kind()?.requestPermission() : kind()?.permission) ?? 'unsupported'
}

/** What a notice that the worker shows carries; the worker reads and writes the same. */
interface NoticeData {
  readonly chat: string
  readonly seq: number
  readonly count: number
}

/** Notices of this browser. They are told of a chat whose notice was pressed by `listenForOpenings`. */
export function systemNotices(isPushed: () => boolean): Notices {
  return {
    allowed: () => kind()?.permission === 'granted',
    show(notice, opened) {
      if (isPushed()) return byWorker(notice)
      try {
        return byPage(notice, opened)
      } catch {
        return byWorker(notice) // Some browsers have them for workers only.
      }
    },
    async standing() {
      const shown = (await (await registration())?.getNotifications?.()) ?? []
      return shown.flatMap((one) => {
        const data = one.data as NoticeData | null
        return data === null ? [] : [{ name: data.chat, seq: data.seq, count: data.count, close: () => one.close() }]
      })
    },
  }
}

/** Hears which chat a notice that the worker showed was pressed for. */
export function listenForOpenings(open: (chat: string) => void): void {
  container()?.addEventListener('message', ({ data }: MessageEvent<{ open?: unknown } | null>) => {
    if (typeof data?.open === 'string') open(data.open)
  })
}

function byPage({ name, title, body }: SystemNotice, opened: () => void): () => void {
  const Shown = kind()
  if (Shown === undefined) return () => {}
  // Its sound is the page's own, and is off where the person switched that off.
  const shown = new Shown(title, { body, tag: name, icon: '/icon.svg', silent: true, lang: document.documentElement.lang, dir: 'auto' })
  shown.onclick = () => {
    window.focus()
    shown.close()
    opened()
  }
  return () => shown.close()
}

function byWorker({ name, title, body, seq, count }: SystemNotice): () => void {
  const data: NoticeData = { chat: name, seq, count }
  const shown = registration().then((by) => by?.showNotification(title, { body, tag: name, icon: '/icon.svg', silent: true, lang: document.documentElement.lang, dir: 'auto', data }))
  const close = async () => {
    await shown
    for (const one of (await (await registration())?.getNotifications({ tag: name })) ?? []) one.close()
  }
  return () => void close().catch(() => undefined)
}

const container = () => (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return container()?.getRegistration()
}
