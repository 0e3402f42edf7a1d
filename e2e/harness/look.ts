/**
 * A look at a screen of the real program, wide and at 360 px, light and dark: nothing serious for axe, nothing wider than the window. A
 * picture of each view is left in .results/screens to be looked at.
 */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const views = [
  { name: 'wide-light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'wide-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'narrow-light', width: 360, height: 740, colorScheme: 'light' },
  { name: 'narrow-dark', width: 360, height: 740, colorScheme: 'dark' },
] as const

/** Looks at the page in every view, and leaves it wide and light. What is wrong is looked for once a theme. */
export async function look(page: Page, screen: string): Promise<void> {
  for (const view of [...views.slice(1), views[0]]) {
    await page.setViewportSize(view)
    // With reduced motion nothing is caught half-way.
    await page.emulateMedia({ colorScheme: view.colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))
    await page.screenshot({ path: `.results/screens/${screen}-${view.name}.png` })
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `${screen}, ${view.name}: pixels wider than the window`).toBeLessThanOrEqual(0)
    if (view.name === 'wide-light') await examine(screen, new AxeBuilder({ page }))
    // The other theme has other colours, and nothing else.
    if (view.name === 'wide-dark') await examine(screen, new AxeBuilder({ page }).withRules(['color-contrast']))
  }
}

async function examine(screen: string, axe: AxeBuilder): Promise<void> {
  // There are no frames in frames here, for which axe would open one more page each time.
  const found = await axe.setLegacyMode().analyze()
  const serious = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), screen).toEqual([])
}
