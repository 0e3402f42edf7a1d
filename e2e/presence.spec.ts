/** Online, offline, last seen. */
import { expect, openChat, send, test, tick } from './harness/test.ts'
import type { Page } from '@playwright/test'

const header = (page: Page): ReturnType<Page['locator']> => page.getByRole('main')
const online = (page: Page): ReturnType<Page['getByText']> => header(page).getByText('Online', { exact: true })

test('R5.1 R5.3 R5.4 side by side each sees the other online, with a green dot, and sees it change', { tag: '@nodes' }, async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await send(ana.page, 'Hello')
  await expect(online(ana.page)).toBeVisible()
  await expect(online(bo.page)).toBeVisible()
  const green = await online(ana.page).evaluate((element) => {
    const near = [...(element.parentElement?.querySelectorAll('*') ?? []), element.parentElement, element].filter((e) => e !== null)
    const colours = near.flatMap((e) => [undefined, '::before', '::after'].map((p) => getComputedStyle(e, p).backgroundColor))
    return colours.some((c) => {
      const [r = 0, g = 0, b = 0, a = 1] = (c.match(/[\d.]+/g) ?? []).map(Number)
      return a > 0.5 && g > r * 1.4 && g > b
    })
  })
  expect(green, 'a green dot beside the word').toBe(true)
  await bo.close()
  await expect(header(ana.page).getByText(/^Last seen/)).toBeVisible({ timeout: 30_000 })
})

test('R5.2 offline within 30 s of closing the browser, three times; one of several tabs or a reload changes nothing', async ({ arrive, browser }) => {
  test.setTimeout(150_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await send(ana.page, 'Hello')
  await expect(online(ana.page)).toBeVisible()

  await test.step('a second tab closes, a page reloads: no flicker', async () => {
    await ana.page.evaluate(() => {
      const seen = window as Window & { flicker?: boolean }
      seen.flicker = false
      new MutationObserver(() => {
        if (/Last seen|\bOffline\b/.test(document.querySelector('[role=main], main')?.textContent ?? '')) seen.flicker = true
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    const tab = await bo.newTab(path)
    await tab.close()
    await bo.page.reload()
    await expect(online(bo.page)).toBeVisible()
    await ana.page.waitForTimeout(7_000) // the grace of 5 s has passed
    expect(await ana.page.evaluate(() => (window as Window & { flicker?: boolean }).flicker)).toBe(false)
  })

  let device = bo
  for (let n = 0; n < 3; n++) {
    const left = Date.now()
    await device.close()
    await expect(header(ana.page).getByText(/^Last seen/)).toBeVisible({ timeout: 30_000 })
    expect(Date.now() - left).toBeLessThanOrEqual(30_000)
    if (n === 2) break
    device = await bo.newDevice(browser)
    await expect(online(ana.page)).toBeVisible()
  }
})

test('R5.2 offline within 30 s when the network goes without a word', async ({ arrive, line }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo', { by: line })
  await openChat(ana, bo)
  await send(ana.page, 'Hello')
  await expect(tick(ana.page, 'Hello', 'Read')).toBeVisible()
  await expect(online(ana.page)).toBeVisible()
  line.become('stalled')
  const gone = Date.now()
  await expect(header(ana.page).getByText(/^Last seen/)).toBeVisible({ timeout: 32_000 })
  expect(Date.now() - gone).toBeLessThanOrEqual(30_500)
})

test('R5.5 when somebody was last seen, in words that stay true', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await send(ana.page, 'Hello')
  await bo.close()
  await expect(header(ana.page).getByText(/^Last seen (less than a minute|1 minute) ago$/)).toBeVisible({ timeout: 30_000 })
  await ana.page.clock.install()
  await ana.page.reload()
  await expect(header(ana.page).getByText(/^Last seen/)).toBeVisible()
  await ana.page.clock.fastForward('05:00')
  await expect(header(ana.page).getByText(/^Last seen [456] minutes ago$/)).toBeVisible()
  await ana.page.clock.fastForward('03:00:00')
  await expect(header(ana.page).getByText(/^Last seen 3 hours ago$/)).toBeVisible()
})
