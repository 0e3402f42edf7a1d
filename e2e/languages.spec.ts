/** The page in German and Arabic: from the first paint, in every tab, and from right to left. */
import { type Browser, type BrowserContext, type Page } from '@playwright/test'
import { composer, expect, installView, message, openChat, password, send, test, tick } from './harness/test.ts'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

/** A browser whose person reads these languages, and that notes what is ever written on the page. */
async function reading(browser: Browser, locale: string): Promise<{ context: BrowserContext; page: Page; written: () => Promise<string[]> }> {
  const context = await browser.newContext({ locale })
  await installView(context)
  await context.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { written: seen })
    const note = () => seen.push(document.body?.innerText ?? '')
    new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true })
  })
  const page = await context.newPage()
  return { context, page, written: () => page.evaluate(() => (window as unknown as { written: string[] }).written) }
}

test('a German browser is spoken to in German from the first word, and another language is chosen at the door without a reload', async ({ browser, server }) => {
  const { context, page, written } = await reading(browser, 'de-AT')
  await page.goto(`${server.url}/sign-in`)
  await expect(page.getByRole('button', { name: 'Anmelden' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  expect((await written()).filter((text) => /Sign in|Welcome|Handle/.test(text))).toEqual([])

  await page.getByLabel('Benutzername', { exact: true }).fill('nobody')
  await page.getByLabel('Passwort', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await expect(page.getByText('Benutzername und Passwort passen nicht zusammen. Prüfe beides und versuche es nochmal.')).toBeVisible()

  const before = (await written()).length
  const choice = page.getByRole('combobox', { name: /Language/ })
  await choice.focus()
  await choice.selectOption({ label: 'العربية' })
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.getByRole('button', { name: 'تسجيل الدخول' })).toBeVisible()
  await expect(choice).toBeFocused()
  expect((await written()).length, 'the page was not loaded again').toBeGreaterThan(before)
  await choice.selectOption({ label: 'English' })
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
  await context.close()
})

test('language, theme and size of the text are chosen for all tabs of a device at once, and kept; what was begun stays', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const path = await openChat(ana, bo)
  await composer(ana.page).fill('half a thought')
  const other = await ana.newTab('/settings')
  await other.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Deutsch' })
  await expect(other.getByRole('heading', { name: 'Einstellungen' })).toBeVisible()
  await expect(ana.page.getByRole('button', { name: 'Neuer Chat' })).toBeVisible()
  await expect(ana.page.getByRole('textbox', { name: 'Nachricht' })).toHaveValue('half a thought')

  const root = ana.page.locator('html')
  await other.getByRole('radio', { name: 'Dunkel' }).check()
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await other.getByRole('slider', { name: 'Textgröße' }).fill('19')
  await expect(root).toHaveCSS('--message-size', '1.1875rem')

  await ana.page.reload()
  await expect(ana.page.getByRole('button', { name: 'Neuer Chat' })).toBeVisible()
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await expect(root).toHaveAttribute('lang', 'de')
  expect(new URL(ana.page.url()).pathname).toBe(path)
  // The other person's device is their own affair.
  await expect(bo.page.locator('html')).toHaveAttribute('lang', 'en')
})

test('Arabic stands from right to left: the list, one’s own messages, the arrows; English in it does not', async ({ browser, arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const path = await openChat(ana, bo)
  await send(ana.page, 'Did the shelf arrive?')
  await send(ana.page, 'هل وصل الرف؟')
  await expect(tick(ana.page, 'هل وصل الرف؟', 'Read')).toBeVisible()

  const { context, page } = await reading(browser, 'ar')
  await context.addCookies(await ana.context.cookies())
  await page.goto(bo.place.url + path)
  const [english, arabic] = [message(page, 'Did the shelf arrive?'), message(page, 'هل وصل الرف؟')]
  await expect(arabic.getByRole('img', { name: 'قُرئت' })).toBeVisible()
  const boxOf = async (name: string) => (await page.getByRole('navigation', { name }).boundingBox())!
  expect((await boxOf('المحادثات')).x, 'the list is on the right').toBeGreaterThan(640)
  for (const own of [english, arabic]) {
    const box = (await own.locator('p').first().boundingBox())!
    expect(box.x + box.width, 'one’s own is on the left').toBeLessThan(600)
  }
  await expect(english.locator('p').first()).toHaveCSS('direction', 'ltr')
  await expect(arabic.locator('p').first()).toHaveCSS('direction', 'rtl')
  const field = page.getByRole('textbox', { name: 'رسالة' })
  await expect(field).toHaveCSS('direction', 'rtl')
  await field.fill('Hello')
  await expect(field).toHaveCSS('direction', 'ltr')

  const edge = page.getByRole('separator')
  await edge.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  await expect(edge, 'the edge goes where the arrow points').toHaveAttribute('aria-valuenow', '330')
  await context.close()
})
