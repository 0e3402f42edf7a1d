/** Answering a message, reacting to it, sending it on: with somebody on two devices. */
import { composer, expect, find, message, openChat, send, test } from './harness/test.ts'

test('a reply shows what it answers as that is now, a reaction is on every screen, a forwarded message says so', async ({ arrive, browser }) => {
  test.setTimeout(60_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  const path = await openChat(ana, bo)
  const other = await ana.newDevice(browser)
  await other.page.goto(ana.place.url + path)
  await send(ana.page, 'Shall we meet at six?')
  const asked = message(bo.page, 'Shall we meet at six?')
  await expect(asked).toBeVisible()

  // By the keyboard: the message, its menu, Reply.
  await asked.focus()
  await bo.page.keyboard.press('Enter')
  await bo.page.getByRole('menuitem', { name: 'Reply' }).click()
  await expect(bo.page.getByRole('group', { name: 'Reply to Ana' })).toContainText('Shall we meet at six?')
  await expect(composer(bo.page)).toBeFocused()
  await composer(bo.page).press('Escape')
  await expect(bo.page.getByRole('group', { name: 'Reply to Ana' })).toBeHidden()
  await asked.focus()
  await bo.page.keyboard.press('r')
  await expect(bo.page.getByRole('group', { name: 'Reply to Ana' })).toBeVisible()
  // What is to be answered outlives a reload.
  await bo.page.reload()
  await expect(bo.page.getByRole('group', { name: 'Reply to Ana' })).toBeVisible()
  await send(bo.page, 'Seven is better')
  await expect(bo.page.getByRole('group', { name: 'Reply to Ana' })).toBeHidden()
  for (const page of [ana.page, other.page, bo.page]) {
    await expect(message(page, 'Seven is better').getByRole('button', { name: /In reply to (Ana|You): Shall we meet at six/ })).toBeVisible()
  }

  await message(ana.page, 'Seven is better').focus()
  await ana.page.keyboard.press('Enter')
  await ana.page.getByRole('menuitemradio', { name: '👍' }).click()
  for (const page of [ana.page, other.page, bo.page]) {
    await expect(message(page, 'Seven is better').getByRole('button', { name: /^👍, 1/ })).toBeVisible()
  }
  await message(other.page, 'Seven is better').getByRole('button', { name: /^👍, 1/ }).click()
  for (const page of [ana.page, bo.page]) await expect(message(page, 'Seven is better').getByRole('button', { name: /^👍/ })).toBeHidden()

  // An edit shows in the quote, a deletion empties it, on screens that are open and after a reload.
  await ana.page.getByRole('article').filter({ hasText: 'Shall we meet at six?' }).first().focus()
  await ana.page.keyboard.press('Enter')
  await ana.page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }).click()
  for (const page of [other.page, bo.page]) {
    await expect(message(page, 'Seven is better')).toContainText('This message was deleted')
    await expect(message(page, 'Shall we meet at six?')).toBeHidden()
  }

  const away = await find(ana.page, cy)
  await ana.page.goto(ana.place.url + path)
  await message(ana.page, 'Seven is better').focus()
  await ana.page.keyboard.press('Enter')
  await ana.page.getByRole('menuitem', { name: 'Forward' }).click()
  await ana.page.getByRole('dialog').getByRole('checkbox', { name: 'Cy' }).click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Send to 1 chat' }).click()
  await ana.page.waitForURL(`**${away}`)
  await expect(message(ana.page, 'Seven is better')).toContainText('Forwarded')
  await cy.page.goto(cy.place.url + away)
  await expect(message(cy.page, 'Seven is better')).toContainText('Forwarded')
})

test('several messages are selected and copied or left; the emoji grid writes into the field', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  for (const text of ['one', 'two', 'three']) await send(ana.page, text)
  await message(ana.page, 'one').focus()
  await ana.page.keyboard.press('Enter')
  await ana.page.getByRole('menuitem', { name: 'Select' }).click()
  await message(ana.page, 'two').click()
  const bar = ana.page.getByRole('toolbar', { name: 'Selected messages' })
  await expect(bar).toContainText('2 selected')
  for (const name of ['Copy 2 messages', 'Forward 2 messages', 'Delete 2 messages for everyone']) await expect(bar.getByRole('button', { name })).toBeVisible()
  await ana.page.keyboard.press('Escape')
  await expect(bar).toBeHidden()

  await ana.page.getByRole('button', { name: 'Emoji', exact: true }).click()
  await ana.page.getByRole('searchbox', { name: 'Find an emoji' }).fill('party pop')
  await ana.page.keyboard.press('ArrowDown')
  await ana.page.keyboard.press('Enter')
  await expect(composer(ana.page)).toHaveValue('🎉')
})
