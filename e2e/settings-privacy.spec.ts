/** Privacy in the settings: what is chosen holds at once, for everybody whom it concerns and on all one's devices. */
import { chatWith, expect, openChat, send, test, tick } from './harness/test.ts'
import type { Page } from '@playwright/test'

const head = (page: Page): ReturnType<Page['locator']> => page.getByRole('main').locator('.head-bar')
const online = (page: Page): ReturnType<Page['getByText']> => head(page).getByText('Online', { exact: true })
const whenHere = (page: Page): ReturnType<Page['getByText']> => head(page).getByText(/^(Online|Offline|Last seen .*)$/)

/** To a part of the settings without loading the page again. */
async function settings(page: Page, ...ways: string[]): Promise<void> {
  await page.getByRole('link', { name: 'Settings', exact: true }).first().click()
  for (const way of ways) await page.getByRole('main').getByRole('link', { name: new RegExp(`^${way}`) }).click()
}

const choose = (page: Page, what: string, whom: string): Promise<void> => page.getByRole('group', { name: what, exact: true }).getByRole('radio', { name: whom }).check()

test('who hides when they are here is seen by nobody and sees nobody, at once and both ways; "seen as" says what the server says', { tag: '@nodes' }, async ({ arrive, browser }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await send(ana.page, 'Hello')
  await expect(online(bo.page)).toBeVisible()
  await expect(online(ana.page)).toBeVisible()

  const phone = await ana.newDevice(browser)
  await settings(phone.page, 'Privacy')
  await choose(phone.page, 'When I was last here', 'Nobody')
  await expect(whenHere(bo.page)).toHaveCount(0)
  await expect(whenHere(ana.page)).toHaveCount(0)

  await settings(ana.page, 'Privacy')
  const other = ana.page.getByRole('group', { name: 'When I was last here' })
  await expect(other.getByRole('radio', { name: 'Nobody' }), 'the other device has the choice').toBeChecked()
  await ana.page.getByRole('link', { name: 'Who can see what about me' }).click()
  await expect(ana.page).toHaveURL(/\/settings\/who-sees$/)
  const row = (name: string | RegExp): ReturnType<Page['getByRole']> => ana.page.getByRole('table').last().getByRole('row').filter({ has: ana.page.getByRole('rowheader', { name }) })
  await ana.page.getByRole('combobox', { name: 'Seen as' }).selectOption({ label: 'Bo (@bo)' })
  await expect(row('Online and last seen')).toContainText('Not told')
  await ana.page.reload()
  await expect(ana.page.getByRole('heading', { name: 'Who can see what about me' })).toBeVisible()
  await expect(ana.page.getByRole('table').first().getByRole('row').filter({ hasText: 'When you were last here' })).toContainText('Nobody')

  await choose(phone.page, 'When I was last here', 'People who share a chat with me')
  await expect(online(bo.page)).toBeVisible()
  await ana.page.getByRole('combobox', { name: 'Seen as' }).selectOption({ label: 'Bo (@bo)' })
  await expect(row('Online and last seen')).toContainText('Online')
  await ana.page.goto(ana.place.url + path)
  await expect(online(ana.page)).toBeVisible()
  await phone.close()
})

test('C24 with receipts off there is no blue tick either way, and one\'s own devices agree all the same', async ({ arrive, browser }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await send(ana.page, 'Seen in the open')
  await expect(tick(ana.page, 'Seen in the open', 'Read')).toBeVisible()

  const phone = await bo.newDevice(browser)
  await expect(chatWith(phone.page, 'Ana')).toBeVisible()
  await settings(bo.page, 'Privacy')
  await bo.page.getByLabel('Show when I have read a message').uncheck()
  await send(ana.page, 'Read in silence')
  await expect(tick(ana.page, 'Read in silence', 'Delivered')).toBeVisible()
  await expect(chatWith(phone.page, 'Ana')).toContainText('1 unread')
  await bo.page.goto(bo.place.url + path)
  await expect(chatWith(phone.page, 'Ana'), 'the other device hears that it was read').not.toContainText('unread')
  await expect(tick(ana.page, 'Read in silence', 'Delivered')).toBeVisible()

  await send(bo.page, 'And you')
  await expect(bo.page.getByText('And you').first()).toBeVisible()
  await expect(tick(bo.page, 'And you', 'Delivered')).toBeVisible()
  // Ana has it on the screen; what the server tells of it is in the order of what it tells else.
  await send(ana.page, 'Still here')
  await expect(bo.page.getByText('Still here').first()).toBeVisible()
  await expect(tick(bo.page, 'And you', 'Delivered')).toBeVisible()

  await settings(bo.page, 'Privacy')
  await bo.page.getByLabel('Show when I have read a message').check()
  await bo.page.goBack()
  await bo.page.goto(bo.place.url + path)
  await send(ana.page, 'In the open again')
  await expect(tick(ana.page, 'In the open again', 'Read')).toBeVisible()
  await phone.close()
})

test('a name is changed once and is another everywhere; the parts of the settings have addresses, and back leads back', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await send(ana.page, 'Hello')
  await expect(chatWith(bo.page, 'Ana')).toBeVisible()
  await settings(ana.page, 'Profile')
  await expect(ana.page).toHaveURL(/\/settings\/profile$/)
  await ana.page.getByLabel('Name', { exact: true }).fill('Ana Maria')
  await ana.page.getByLabel('About you').fill('In the garden')
  await ana.page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(ana.page.getByRole('main').getByText('Saved', { exact: true })).toBeVisible()
  await expect(chatWith(bo.page, 'Ana Maria')).toBeVisible()
  await expect(bo.page.getByRole('main').getByRole('heading', { name: 'Ana Maria' })).toBeVisible()
  await ana.page.reload()
  await expect(ana.page.getByLabel('About you')).toHaveValue('In the garden')
  await ana.page.getByRole('link', { name: 'Back to the settings' }).click()
  await expect(ana.page).toHaveURL(/\/settings$/)
  await expect(ana.page.getByRole('main').getByText('Ana Maria')).toBeVisible()
  await ana.page.goBack()
  await expect(ana.page).toHaveURL(/\/settings\/profile$/)
})
