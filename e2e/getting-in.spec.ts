/** Accounts: making one, coming back, being invited, a new password; and what the page says when it does not work. */
import { chatWith, expect, newBrowser, newPerson, password, signIn, signUp, test } from './harness/test.ts'

test('a wrong password and an unknown handle get the same words, and nothing is lost from the form', async ({ arrive, browser, server }) => {
  await arrive('Ana')
  const { page, context } = await newBrowser(browser)
  const words: string[] = []
  for (const handle of ['ana', 'nobody']) {
    await page.goto(`${server.url}/sign-in`)
    await page.getByLabel('Handle', { exact: true }).fill(handle)
    await page.getByLabel('Password', { exact: true }).fill('not the right one at all')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    const alert = page.getByRole('alert')
    await expect(alert).toBeVisible()
    words.push(await alert.innerText())
    await expect(page.getByLabel('Handle', { exact: true })).toHaveValue(handle)
  }
  expect(words[0]).toBe(words[1])
  await context.close()
})

test('a bad name, handle or password is explained at its field', async ({ browser, server }) => {
  const { page, context } = await newBrowser(browser)
  await page.goto(`${server.url}/sign-up`)
  const attempt = async (name: string, handle: string, secret: string, about: RegExp): Promise<void> => {
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Handle', { exact: true }).fill(handle)
    await page.getByLabel('Password', { exact: true }).fill(secret)
    await page.getByRole('button', { name: 'Create account', exact: true }).click()
    await expect(page.getByText(about).first()).toBeVisible()
  }
  await attempt('Ana', 'ana', 'short', /at least 10/i)
  await attempt('Ana', 'ana', 'password123', /common|guess|first/i)
  await attempt('Ana', 'a b', password, /handle/i)
  await attempt('Ana', 'admin', password, /taken|handle/i)
  await attempt('Ana', 'ana', password, /New chat/i)
  await context.close()
})

test('an invitation made in the page leads through sign-up into a chat with the inviter, once', async ({ arrive, browser, server }) => {
  const ana = await arrive('Ana')
  await ana.page.goto(`${server.url}/settings`)
  await ana.page.getByRole('button', { name: 'Make invitation' }).click()
  const link = ana.page.getByLabel('Link', { exact: true })
  await expect(link).toHaveValue(/\/invite\/[\w-]{20,}$/)
  await expect(ana.page.getByRole('img', { name: 'QR code of the invitation' })).toBeVisible()
  const path = new URL(await link.inputValue()).pathname
  const { page, context } = await newBrowser(browser)
  await page.goto(server.url + path)
  await expect(page.getByText(/Ana/).first()).toBeVisible()
  await signUp(page, server, 'Bo', 'bo', path)
  await page.waitForURL('**/c/*')
  await expect(chatWith(ana.page, 'Bo')).toBeVisible()
  const third = await newBrowser(browser)
  await third.page.goto(server.url + path)
  await expect(third.page.getByText(/invitation/i).first()).toBeVisible()
  await expect(third.page.getByRole('button', { name: 'Create account' })).toHaveCount(0)
  await context.close()
  await third.context.close()
})

test('a reset link sets a new password and ends the sessions there were', async ({ arrive, browser, server }) => {
  const ana = await arrive('Ana')
  const printed = await server.command('user', 'reset-link', '@ana')
  const link = /http\S+\/reset\/\S+/.exec(printed)?.[0]
  expect(link).toBeTruthy()
  const { page, context } = await newBrowser(browser)
  await page.goto(server.url + new URL(link!).pathname)
  await page.getByLabel(/password/i).first().fill('another lantern entirely')
  await page.getByRole('button', { name: /password/i }).last().click()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.waitForURL('**/sign-in')
  await expect(ana.page.getByLabel('Handle', { exact: true }).or(ana.page.getByText(/signed out/i)).first()).toBeVisible({ timeout: 10_000 })
  await page.getByLabel('Handle', { exact: true }).fill('ana')
  await page.getByLabel('Password', { exact: true }).fill('another lantern entirely')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('button', { name: 'New chat' }).first()).toBeVisible()
  await context.close()
})

test.describe('by invitation only', () => {
  test.use({ settings: { env: { TWOTICKS_REGISTRATION: 'invite' } } })

  test('who was not invited is told so; everyone is listed to those inside', async ({ browser, server }) => {
    const ana = await newPerson(browser, server, 'Ana')
    const { page, context } = await newBrowser(browser)
    await page.goto(`${server.url}/sign-up`)
    await expect(page.getByText(/invit/i).first()).toBeVisible()
    const link = /http\S+\/invite\/\S+/.exec(await server.command('invite'))?.[0]
    await signUp(page, server, 'Bo', 'bo', new URL(link!).pathname)
    await page.goto(`${server.url}/`)
    await page.getByRole('button', { name: 'New chat' }).first().click()
    await expect(page.getByRole('dialog').getByRole('button', { name: /^Ana/ })).toBeVisible()
    await context.close()
    const again = await newBrowser(browser)
    await signIn(again.page, server, 'bo')
    await again.context.close()
    await ana.close()
  })
})
