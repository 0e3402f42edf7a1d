/**
 * Notifications of the system, as the page sees them while it lives. Only where the browser has them and the person let it:
 * the page asks when a button is pressed, and never by itself.
 */
export interface SystemNotice {
  /** Where it stands it is replaced by the next with the same name. */
  readonly name: string
  readonly title: string
  readonly body: string
}

export interface Notices {
  allowed(): boolean
  /** Shows one; answers with the way to take it away again. */
  show(notice: SystemNotice, opened: () => void): () => void
}

export type Permission = NotificationPermission | 'unsupported'

type Kind = typeof Notification

const kind = (): Kind | undefined => (window as { Notification?: Kind }).Notification

/** What the browser decided; with `ask` it asks the person first, if they were not asked yet. */
export async function permission(ask = false): Promise<Permission> {
  return (ask ? await kind()?.requestPermission() : kind()?.permission) ?? 'unsupported'
}

export const systemNotices: Notices = {
  allowed: () => kind()?.permission === 'granted',
  show({ name, title, body }, opened) {
    try {
      // Its sound is the page's own, and is off where the person switched that off.
      const shown = new Notification(title, { body, tag: name, icon: '/icon.svg', silent: true, lang: document.documentElement.lang, dir: 'auto' })
      shown.onclick = () => {
        window.focus()
        shown.close()
        opened()
      }
      return () => shown.close()
    } catch {
      return () => {} // Some browsers have them for workers only.
    }
  },
}
