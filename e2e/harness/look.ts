/**
 * A look at a screen of the real program: wide and at 360 px, light and dark, and from right to left. Nothing serious for axe, nothing
 * wider than the window, no button that cuts its words off. A picture of each view is left in .results/screens to be looked at.
 */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

type Language = 'en' | 'de' | 'ar'

const wide = { width: 1280, height: 800 }
const narrow = { width: 360, height: 740 }

/** Each size and direction is looked at by all rules somewhere; another theme has other colours, and nothing else. */
const views = [
  { name: 'narrow-light', language: 'en', size: narrow, theme: 'light', rules: 'none' },
  { name: 'narrow-dark', language: 'en', size: narrow, theme: 'dark', rules: 'colours' },
  { name: 'wide-dark', language: 'en', size: wide, theme: 'dark', rules: 'none' },
  { name: 'arabic-wide-dark', language: 'ar', size: wide, theme: 'dark', rules: 'none' },
  { name: 'arabic-narrow-light', language: 'ar', size: narrow, theme: 'light', rules: 'all' },
  { name: 'german-narrow-light', language: 'de', size: narrow, theme: 'light', rules: 'none' },
  { name: 'wide-light', language: 'en', size: wide, theme: 'light', rules: 'all' },
] as const

/**
 * Looks at the page in every view, and leaves it wide, light and in English. Another language paints the page anew, which empties what was
 * begun in a dialog: with `begun` the English page is mirrored instead.
 */
export async function look(page: Page, screen: string, begun?: 'begun'): Promise<void> {
  for (const view of views) {
    if (begun !== undefined && view.language === 'de') continue
    await page.setViewportSize(view.size)
    // With reduced motion nothing is caught half-way.
    await page.emulateMedia({ colorScheme: view.theme, reducedMotion: 'reduce' })
    if (begun === undefined) await speak(page, view.language)
    else await page.evaluate((dir) => (document.documentElement.dir = dir), view.language === 'ar' ? 'rtl' : 'ltr')
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))
    await page.screenshot({ path: `.results/screens/${screen}-${view.name}.png` })
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `${screen}, ${view.name}: pixels wider than the window`).toBeLessThanOrEqual(0)
    expect(await page.evaluate(cutOff), `${screen}, ${view.name}: words that do not fit`).toEqual([])
    if (view.rules === 'all') await examine(`${screen}, ${view.name}`, new AxeBuilder({ page }))
    if (view.rules === 'colours') await examine(`${screen}, ${view.name}`, new AxeBuilder({ page }).withRules(['color-contrast']))
  }
}

/** The page in another language, as when it was chosen in another tab of this browser. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate((language) => {
    const kept = JSON.parse(localStorage.getItem('twoticks.look') ?? '{}') as object
    localStorage.setItem('twoticks.look', JSON.stringify({ ...kept, language }))
    dispatchEvent(new StorageEvent('storage', { key: 'twoticks.look' }))
  }, language)
  await expect(page.locator('html')).toHaveAttribute('lang', language)
}

/** What can be pressed, and is narrower than its words or reaches out of the window. */
function cutOff(): string[] {
  const pressed = [...document.querySelectorAll<HTMLElement>('button, a.button, summary, .segments span, .tab')]
  const seen = pressed.filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.clientWidth > 1)
  const bad = seen.filter((element) => {
    const { left, right } = element.getBoundingClientRect()
    return element.scrollWidth > element.clientWidth + 1 || left < -1 || right > innerWidth + 1
  })
  return bad.map((element) => `${element.className}: ${element.textContent}`)
}

async function examine(screen: string, axe: AxeBuilder): Promise<void> {
  // There are no frames in frames here, for which axe would open one more page each time.
  const found = await axe.setLegacyMode().analyze()
  const serious = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), screen).toEqual([])
}
