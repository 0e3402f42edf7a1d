/** What a device keeps of messages that are not sent yet: whatever its browser allows, for whoever wrote them, and for how long. */
import type { Page } from '@playwright/test'
import { composer, connection, expect, find, message, newBrowser, openChat, password, send, signUp, test, tick } from './harness/test.ts'

const connected = (page: Page): ReturnType<Page['locator']> => connection(page).filter({ hasText: 'Connected' }).first()
const lost = (page: Page): ReturnType<Page['locator']> => connection(page).filter({ hasText: /Reconnecting|Offline/ }).first()

/** The page fetches what it may need later once it has nothing better to do: until that is here, and nothing more comes. */
async function fetchedAhead(page: Page): Promise<void> {
  const fetched = (): Promise<string[]> => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js')))
  const parts = ['settings', 'dialogs', 'ask']
  let before = -1
  await expect
    .poll(
      async () => {
        const names = await fetched()
        const quiet = names.length === before && parts.every((part) => names.some((name) => name.includes(`/${part}-`)))
        before = names.length
        return quiet
      },
      { intervals: [1_500], timeout: 30_000 },
    )
    .toBe(true)
}

/** To the settings without loading the page again. */
const settings = (page: Page): Promise<void> => page.getByRole('link', { name: 'Settings' }).first().click()

test('R7.4 signing out with messages waiting asks first, and they are never sent under another account', async ({ arrive, line }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  await openChat(ana, bo)
  await fetchedAhead(ana.page)
  line.down()
  await expect(lost(ana.page)).toBeVisible()
  await send(ana.page, 'Only from Ana')
  await expect(tick(ana.page, 'Only from Ana', 'Waiting to send')).toBeVisible()
  await settings(ana.page)
  await ana.page.getByRole('button', { name: 'Sign out', exact: true }).click()
  const asked = ana.page.getByRole('dialog')
  await expect(asked.getByText(/1 message has not been sent yet/)).toBeVisible()
  await asked.getByRole('button', { name: 'Stay signed in' }).click()
  await ana.page.goBack()
  await expect(tick(ana.page, 'Only from Ana', 'Waiting to send')).toBeVisible()

  // Her session ends elsewhere, and somebody else signs in at the same browser.
  const cookies = (await ana.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  await fetch(`${bo.place.url}/api/session.end`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookies, Origin: bo.place.url },
    body: '{}',
  })
  await ana.context.clearCookies()
  line.up()
  await ana.page.goto(`${line.url}/sign-in`)
  await ana.page.getByLabel('Handle', { exact: true }).fill('cy')
  await ana.page.getByLabel('Password', { exact: true }).fill(password)
  await ana.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await find(ana.page, bo)
  await send(ana.page, 'This is Cy')
  await bo.page.goto(`${bo.place.url}/`)
  await find(bo.page, cy)
  await expect(message(bo.page, 'This is Cy')).toBeVisible()
  await expect(message(bo.page, 'Only from Ana')).toHaveCount(0)
  await find(bo.page, ana)
  await expect(composer(bo.page)).toBeVisible()
  await bo.page.waitForTimeout(1_000) // long enough for a message that must not come
  await expect(message(bo.page, 'Only from Ana')).toHaveCount(0)
})

test('R7.4 a browser that keeps nothing says so while something waits, and sends it all the same', async ({ arrive, line, browser }) => {
  const bo = await arrive('Bo')
  const { page, context } = await newBrowser(browser)
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('refused', 'SecurityError')
    }
  })
  await signUp(page, line, 'Ana', 'ana')
  await find(page, bo)
  await expect(page.getByText(/lost if you close this window/)).toHaveCount(0)
  line.down()
  await expect(lost(page)).toBeVisible()
  await send(page, 'Held in the hand')
  await expect(page.getByText(/lost if you close this window/).first()).toBeVisible()
  line.up()
  await expect(tick(page, 'Held in the hand', 'Delivered')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/lost if you close this window/)).toHaveCount(0)
  await context.close()
})

test('R7.4 R11.4 (tabs) without Web Locks, as on plain http in a house, two tabs send each message once', async ({ arrive, line, browser }) => {
  test.setTimeout(60_000)
  const bo = await arrive('Bo')
  const { page, context } = await newBrowser(browser)
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined }))
  await signUp(page, line, 'Ana', 'ana')
  const path = await find(page, bo)
  const other = await context.newPage()
  await other.goto(line.url + path)
  await expect(composer(other)).toBeVisible()
  line.down()
  await expect(lost(page)).toBeVisible()
  for (const [n, tab] of [page, other, page, other].entries()) await send(tab, `by turns ${n}.`)
  line.up()
  for (let n = 0; n < 4; n++) await expect(tick(page, `by turns ${n}.`, 'Delivered')).toBeVisible({ timeout: 25_000 })
  await bo.page.goto(bo.place.url + path)
  for (let n = 0; n < 4; n++) await expect(message(bo.page, `by turns ${n}.`)).toHaveCount(1)
  await context.close()
})

test('C28 what waited for more than 7 days asks before it is sent', async ({ arrive, line }) => {
  test.setTimeout(60_000)
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await ana.page.clock.install()
  await ana.page.goto(line.url + path)
  await expect(connected(ana.page)).toBeVisible()
  line.down()
  await expect(lost(ana.page)).toBeVisible()
  await send(ana.page, 'From last week')
  await expect(tick(ana.page, 'From last week', 'Waiting to send')).toBeVisible()
  await ana.page.clock.fastForward(8 * 24 * 3_600_000)
  line.up()
  await ana.page.clock.resume()
  await expect(connected(ana.page)).toBeVisible({ timeout: 70_000 })
  await expect(message(ana.page, 'From last week').getByText(/more than 7 days ago/)).toBeVisible({ timeout: 15_000 })
  await expect(message(bo.page, 'From last week')).toHaveCount(0)
  await message(ana.page, 'From last week').getByRole('button', { name: /^(Send now|Retry|Send)/ }).first().click()
  await expect(message(bo.page, 'From last week')).toHaveCount(1)
})
