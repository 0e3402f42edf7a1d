/**
 * Whether a page is on screen and in use.
 *
 * Every page that Playwright opens believes that it is visible and focused. A test in which a background tab must do nothing would pass
 * without meaning, so pages here get both from a state that the test sets. Installed in every context before any page's own script.
 */
import type { BrowserContext, Page } from '@playwright/test'

export interface View {
  visible: boolean
  focused: boolean
}

declare global {
  interface Window {
    /** Put there by installView; the page's own code never reads it. */
    setView?: (view: View) => void
  }
}

/** Pages opened in this context from now on start in the given view. */
export async function installView(context: BrowserContext, start: View = { visible: true, focused: true }): Promise<void> {
  await context.addInitScript((first: View) => {
    let now = first
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (now.visible ? 'visible' : 'hidden') })
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => !now.visible })
    document.hasFocus = () => now.visible && now.focused
    // The browser's own events tell of its state, not of ours.
    for (const [target, name] of [[document, 'visibilitychange'], [window, 'focus'], [window, 'blur']] as const) {
      target.addEventListener(name, (event) => event.isTrusted && event.target === target && event.stopImmediatePropagation(), true)
    }
    window.setView = (next) => {
      const before = now
      now = next
      if (before.visible !== next.visible) document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      const had = before.visible && before.focused
      const has = next.visible && next.focused
      if (had !== has) window.dispatchEvent(new Event(has ? 'focus' : 'blur'))
    }
  }, start)
}

/** In front, in use. */
export const focus = (page: Page): Promise<void> => setView(page, { visible: true, focused: true })

/** On screen beside another window that is in use. */
export const unfocus = (page: Page): Promise<void> => setView(page, { visible: true, focused: false })

/** Another tab is in front, or the window is minimised. */
export const hide = (page: Page): Promise<void> => setView(page, { visible: false, focused: false })

async function setView(page: Page, view: View): Promise<void> {
  await page.evaluate((next) => {
    if (!window.setView) throw new Error('this page was opened before its context had installView')
    window.setView(next)
  }, view)
}
