/**
 * The window that this page lives in: can it be seen, has it the focus, does the browser believe that there is a network,
 * where is it, what does its tab say. The only place that listens to the browser's own events.
 *
 * Whether the page can be seen is asked each time and never remembered, since browsers forget to tell.
 */
export type PageEvent = 'visible' | 'hidden' | 'focus' | 'blur' | 'online' | 'offline' | 'resumed' | 'leaving'

export interface Page {
  visible(): boolean
  focused(): boolean
  online(): boolean
  listen(heard: (event: PageEvent) => void): () => void
}

/** The address of the page and the way between addresses. */
export interface Address {
  /** Path and query. */
  path(): string
  go(path: string, replace: boolean): void
  /** Tells when the person went back or forth. */
  listen(moved: () => void): () => void
  /** `unread`: how many chats wait, for the icon. */
  setTitle(title: string, unread: number): void
}

export const browserPage: Page = {
  visible: () => document.visibilityState === 'visible',
  focused: () => document.hasFocus(),
  online: () => navigator.onLine,
  listen(heard) {
    const stop = new AbortController()
    const on = (target: EventTarget, name: string, event: () => PageEvent) =>
      target.addEventListener(name, () => heard(event()), { signal: stop.signal })
    on(document, 'visibilitychange', () => (document.visibilityState === 'visible' ? 'visible' : 'hidden'))
    on(window, 'focus', () => 'focus')
    on(window, 'blur', () => 'blur')
    on(window, 'online', () => 'online')
    on(window, 'offline', () => 'offline')
    addEventListener('pageshow', ({ persisted }) => persisted && heard('resumed'), { signal: stop.signal })
    on(window, 'pagehide', () => 'leaving')
    return () => stop.abort()
  },
}

/** ms before a higher count is shown: what comes in the chat that one looks at counts as seen by then, and nothing flickers. */
const RISE = 300
let told = 0
let risen: ReturnType<typeof setTimeout> | undefined

export const browserAddress: Address = {
  path: () => location.pathname + location.search,
  go(path, replace) {
    if (replace) history.replaceState(null, '', path)
    else history.pushState(null, '', path)
  },
  listen(moved) {
    addEventListener('popstate', moved)
    return () => window.removeEventListener('popstate', moved)
  },
  setTitle(title, unread) {
    clearTimeout(risen)
    risen = setTimeout(
      () => {
        told = unread
        document.title = title
        import('./badge.ts').then(({ showUnread }) => showUnread(unread), () => undefined)
      },
      unread > told ? RISE : 0,
    )
  },
}

/** The languages that the person reads, as tags, the dearest first. */
export const readLanguages = (): readonly string[] => navigator.languages

/** Where the live connection of this page goes: the same origin, always. */
export function socketAddress(): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws`
}
