/** What one does with a chat: on all of one's own devices, and nobody else's. */
import type { Locator, Page } from '@playwright/test'
import { chats, chatWith, composer, expect, find, gather, look, message, openChat, send, test, tick } from './harness/test.ts'

/** Opens the menu of a chat's entry and takes one of its choices. */
async function choose(page: Page, name: string, choice: string): Promise<void> {
  await chatWith(page, name).click({ button: 'right' })
  await page.getByRole('menuitem', { name: choice, exact: true }).click()
}

const first = (page: Page): Locator => chats(page).getByRole('link').first()
const archived = (page: Page): Locator => page.getByRole('button', { name: 'Archived (1)' })

test('a chat is pinned, muted and put away on all of one\'s devices, and for oneself alone', async ({ arrive, browser }) => {
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  await openChat(ana, bo)
  await send(ana.page, 'To Bo')
  await find(ana.page, cy)
  await send(ana.page, 'To Cy')
  await expect(first(ana.page)).toContainText('Cy')
  const phone = await ana.newDevice(browser)
  const own = [ana.page, phone.page]

  await choose(ana.page, 'Bo', 'Pin to top')
  for (const page of own) {
    await expect(first(page)).toContainText('Bo')
    await expect(first(page)).toContainText('Pinned')
  }
  await expect(chatWith(bo.page, 'Ana')).not.toContainText('Pinned')

  await choose(phone.page, 'Bo', 'Mute')
  await phone.page.getByRole('dialog', { name: 'Mute for how long?' }).getByRole('button', { name: '8 hours' }).click()
  for (const page of own) await expect(chatWith(page, 'Bo')).toContainText('Muted')
  await send(bo.page, 'Softly')
  for (const page of own) {
    await expect(chatWith(page, 'Bo')).toContainText('1 unread')
    await expect(page).toHaveTitle('Twoticks')
    await expect(page.locator('link[rel=icon]')).toHaveAttribute('href', '/icon.svg')
  }

  await choose(ana.page, 'Bo', 'Unpin')
  await choose(ana.page, 'Bo', 'Archive')
  for (const page of own) {
    await expect(archived(page)).toBeVisible()
    await expect(chatWith(page, 'Bo')).toHaveCount(0)
  }
  await send(bo.page, 'It stays away')
  await archived(phone.page).click()
  await expect(chatWith(phone.page, 'Bo')).toContainText('It stays away')
  await choose(phone.page, 'Bo', 'Take out of the archive')
  for (const page of own) {
    await expect(archived(page)).toHaveCount(0)
    await expect(chatWith(page, 'Bo')).toContainText('2 unread')
  }
  await choose(ana.page, 'Bo', 'Unmute')
  for (const page of own) {
    await expect(page).toHaveTitle('(1) Twoticks')
    await expect(page.locator('link[rel=icon]')).toHaveAttribute('href', '/icon-unread.svg')
  }
  await phone.close()
})

test('a chat is marked unread until it is opened, and cleared for oneself alone', async ({ arrive, browser }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await send(bo.page, 'Bring the key')
  await expect(tick(bo.page, 'Bring the key', 'Read')).toBeVisible()
  const phone = await ana.newDevice(browser)
  const own = [ana.page, phone.page]

  await choose(ana.page, 'Bo', 'Mark as unread')
  await expect(composer(ana.page)).toHaveCount(0)
  for (const page of own) {
    await expect(chatWith(page, 'Bo')).toContainText('Marked as unread')
    await expect(page).toHaveTitle('(1) Twoticks')
  }
  await expect(tick(bo.page, 'Bring the key', 'Read'), 'what was read stays read').toBeVisible()
  await chatWith(phone.page, 'Bo').click()
  for (const page of own) await expect(chatWith(page, 'Bo')).not.toContainText('Marked as unread')

  await chatWith(ana.page, 'Bo').click()
  await expect(message(ana.page, 'Bring the key')).toBeVisible()
  await ana.page.getByRole('main').getByRole('button', { name: 'Chat actions' }).click()
  await ana.page.getByRole('menuitem', { name: 'Clear chat' }).click()
  await ana.page.getByRole('dialog', { name: 'Clear this chat?' }).getByRole('button', { name: 'Clear', exact: true }).click()
  for (const page of own) await expect(message(page, 'Bring the key')).toHaveCount(0)
  await ana.page.reload()
  await expect(composer(ana.page)).toBeVisible()
  await send(bo.page, 'Did you find it?')
  for (const page of own) await expect(message(page, 'Did you find it?')).toBeVisible()
  await expect(message(ana.page, 'Bring the key')).toHaveCount(0)
  await expect(message(bo.page, 'Bring the key')).toBeVisible()
  await phone.close()
})

test('what somebody writes whom one blocks does not arrive, also not later, and they are not told', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await send(bo.page, 'Before')
  await expect(tick(bo.page, 'Before', 'Read')).toBeVisible()
  await expect(bo.page.getByRole('main')).toContainText('Online')

  await choose(ana.page, 'Bo', 'Block')
  await ana.page.getByRole('dialog', { name: 'Block Bo?' }).getByRole('button', { name: 'Block', exact: true }).click()
  await expect(ana.page.getByText('You blocked Bo.')).toBeVisible()
  await expect(composer(ana.page)).toHaveCount(0)
  await expect(bo.page.getByRole('main')).not.toContainText('Online')
  await composer(bo.page).pressSequentially('Can you hear me?')
  await composer(bo.page).press('Enter')
  await expect(tick(bo.page, 'Can you hear me?', 'Sent')).toBeVisible()

  await ana.page.getByRole('button', { name: 'Unblock' }).click()
  await expect(composer(ana.page)).toBeVisible()
  await send(bo.page, 'And now?')
  await expect(message(ana.page, 'And now?')).toBeVisible()
  await expect(tick(bo.page, 'And now?', 'Read')).toBeVisible()
  await expect(message(ana.page, 'Can you hear me?')).toHaveCount(0)
  await expect(tick(bo.page, 'Can you hear me?', 'Sent')).toBeVisible()
  await ana.page.reload()
  await expect(message(ana.page, 'And now?')).toBeVisible()
  await expect(message(ana.page, 'Can you hear me?')).toHaveCount(0)
})

test('the screens of what one does with chats hold in every view', async ({ arrive }) => {
  test.setTimeout(240_000)
  const [ana, bo, cy, di] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy'), await arrive('Di')]
  const { page } = ana
  for (const other of [bo, cy, di]) {
    await openChat(ana, other)
    await send(page, `To ${other.name}, about the boat`)
  }
  const path = await gather('Harbour office', ana, bo, cy)
  await page.goto(`${ana.place.url}/`)
  await choose(page, 'Bo', 'Pin to top')
  await choose(page, 'Cy', 'Mark as unread')
  await choose(page, 'Harbour', 'Mute')
  await look(page, '40-mute', 'begun')
  await page.getByRole('button', { name: 'Always' }).click()
  await choose(page, 'Di', 'Archive')
  await archived(page).click()
  await expect(chatWith(page, 'Di')).toBeVisible()
  await look(page, '41-chat-list', 'begun')
  await chatWith(page, 'Bo').click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Unpin' })).toBeVisible()
  await look(page, '42-chat-menu', 'begun')
  await page.getByRole('menuitem', { name: 'Block' }).click()
  await expect(page.getByRole('dialog', { name: 'Block Bo?' })).toBeVisible()
  await look(page, '43-block', 'begun')
  await page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click()
  await chatWith(page, 'Bo').click()
  await expect(page.getByText('You blocked Bo.')).toBeVisible()
  await look(page, '44-blocked')
  await page.goto(ana.place.url + path)
  await composer(page).pressSequentially('Ask @')
  await expect(page.getByRole('option')).toHaveCount(2)
  await look(page, '45-mention', 'begun')
})

test('who does not keep what is put away sees it again with the next message, on all devices; what was chosen is chosen on all of them', async ({ arrive, browser }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await send(ana.page, 'To Bo')
  const phone = await ana.newDevice(browser)
  const own = [ana.page, phone.page]
  await phone.page.goto(`${phone.place.url}/settings/chats`)
  await phone.page.getByLabel('Keep archived chats archived').uncheck()
  await phone.page.getByLabel('Tell me of mentions in muted groups').uncheck()
  await ana.page.goto(`${ana.place.url}/settings/chats`)
  await expect(ana.page.getByLabel('Keep archived chats archived')).not.toBeChecked()
  await expect(ana.page.getByLabel('Tell me of mentions in muted groups')).not.toBeChecked()
  await look(ana.page, '56-settings-chats', 'begun')

  await choose(ana.page, 'Bo', 'Archive')
  for (const page of own) await expect(archived(page)).toBeVisible()
  await send(bo.page, 'Back again')
  for (const page of own) {
    await expect(archived(page)).toHaveCount(0)
    await expect(chatWith(page, 'Bo')).toContainText('1 unread')
    await expect(page).toHaveTitle('(1) Twoticks')
  }
  await choose(phone.page, 'Bo', 'Archive')
  for (const page of own) await expect(archived(page)).toBeVisible()
  await phone.page.reload()
  await expect(archived(phone.page)).toBeVisible()
  await phone.close()
})
