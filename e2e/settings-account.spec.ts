/** Devices, the password, and the end of an account. */
import { chatWith, composer, expect, message, openChat, password, send, test, tick } from './harness/test.ts'
import type { Page } from '@playwright/test'

const another = 'a slow boat on the green canal'
const signedOut = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('button', { name: 'Sign in', exact: true })

test('a device that is signed out elsewhere is closed within seconds, and so are all others with a new password', { tag: '@nodes' }, async ({ arrive, browser }) => {
  const ana = await arrive('Ana')
  const phone = await ana.newDevice(browser)
  await ana.page.goto(`${ana.place.url}/settings/devices`)
  const devices = ana.page.getByRole('list', { name: 'Devices' }).getByRole('listitem')
  await expect(devices).toHaveCount(2)
  await expect(devices.first()).toContainText('This device')
  await devices.last().getByRole('button', { name: /^Sign out/ }).click()
  await expect(signedOut(phone.page)).toBeVisible({ timeout: 5_000 })
  await expect(devices).toHaveCount(1)
  await phone.close()

  const tablet = await ana.newDevice(browser)
  await ana.page.getByRole('link', { name: 'Back to the settings' }).click()
  await ana.page.getByRole('main').getByRole('link', { name: /^Account/ }).click()
  const change = ana.page.getByRole('button', { name: 'Change password' })
  await ana.page.getByLabel('Current password').fill('not what it is at all')
  await ana.page.getByLabel('New password').fill(another)
  await change.click()
  await expect(ana.page.getByText('This is not your password.')).toBeVisible()
  await ana.page.getByLabel('Current password').fill(password)
  await change.click()
  await expect(ana.page.getByText('Changed. All other devices are signed out.')).toBeVisible()
  await expect(signedOut(tablet.page)).toBeVisible({ timeout: 5_000 })

  await tablet.page.getByLabel('Handle', { exact: true }).fill('ana')
  await tablet.page.getByLabel('Password', { exact: true }).fill(another)
  await signedOut(tablet.page).click()
  await expect(tablet.page.getByRole('button', { name: 'New chat' }).first()).toBeVisible()
  await tablet.close()
})

test('a deleted account: its messages stay under another name, what is written to it keeps one tick, and nothing leads back in', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await send(bo.page, 'Something that stays')
  await expect(message(ana.page, 'Something that stays')).toBeVisible()

  await test.step('the last administrator of the server is told to make another one first', async () => {
    await ana.page.goto(`${ana.place.url}/settings/account`)
    await ana.page.getByRole('button', { name: 'Delete my account' }).click()
    const dialog = ana.page.getByRole('dialog')
    await dialog.getByLabel(/^Type your handle/).fill('ana')
    await dialog.getByLabel('Current password').fill(password)
    await dialog.getByRole('button', { name: 'Delete my account' }).click()
    await expect(dialog.getByText('Make another one first.')).toBeVisible()
    await ana.page.goto(ana.place.url + path)
  })

  await bo.page.goto(`${bo.place.url}/settings/account`)
  await bo.page.getByRole('button', { name: 'Delete my account' }).click()
  const dialog = bo.page.getByRole('dialog')
  await dialog.getByLabel(/^Type your handle/).fill('bob')
  await dialog.getByLabel('Current password').fill(password)
  await dialog.getByRole('button', { name: 'Delete my account' }).click()
  await expect(dialog.getByText('This is not your handle.')).toBeVisible()
  await dialog.getByLabel(/^Type your handle/).fill('@bo')
  await dialog.getByRole('button', { name: 'Delete my account' }).click()
  await expect(signedOut(bo.page)).toBeVisible()

  await expect(ana.page.getByRole('main').getByRole('heading', { name: 'Deleted account' })).toBeVisible()
  await expect(chatWith(ana.page, 'Deleted account')).toBeVisible()
  await expect(message(ana.page, 'Something that stays')).toBeVisible()
  await expect(ana.page.getByRole('main').getByText(/^(Online|Offline|Last seen .*)$/)).toHaveCount(0)
  await send(ana.page, 'To nobody')
  await expect(tick(ana.page, 'To nobody', 'Sent')).toBeVisible()
  await expect(composer(ana.page)).toBeVisible()

  await bo.page.getByLabel('Handle', { exact: true }).fill('bo')
  await bo.page.getByLabel('Password', { exact: true }).fill(password)
  await signedOut(bo.page).click()
  await expect(bo.page.getByText('Handle and password do not match.')).toBeVisible()
})
