/** The screens of the settings, of what one keeps, and of the door to a group. */
import { chatOf, expect, find, gather, idOf, look, message, must, say, send, test } from './harness/test.ts'

test('the screens of settings, of stars and pins, and of a group\'s link hold in every view', async ({ arrive, browser }) => {
  test.setTimeout(240_000)
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  const { page } = ana
  await find(page, cy)
  await send(page, 'Before I block you')
  const path = await gather('Harbour office', ana, bo)
  const phone = await ana.newDevice(browser)
  await say(bo.page, chatOf(path), '@ana the *lamp* of the pier is out again, see https://example.org/lamp')
  await say(bo.page, chatOf(path), 'The key is under the third pot')
  await expect(message(page, 'third pot')).toBeVisible()
  await must(page, 'message.pin', { chat: chatOf(path), seq: 3, for_ms: 604_800_000 })
  await must(page, 'message.star', { chat: chatOf(path), seqs: [2, 3], on: true })
  await must(page, 'person.block', { user: await idOf(cy.page) })
  await must(page, 'profile.set', { name: 'Ana', about: 'Mostly on the water' })
  await expect(page.getByRole('main').getByRole('button', { name: /^Pinned: The key/ })).toBeVisible()
  await look(page, '46-pin-and-call')

  await page.goto(`${ana.place.url}/settings`)
  await page.getByRole('button', { name: /^Starred messages/ }).click()
  await expect(page.getByRole('dialog', { name: 'Starred messages' }).getByRole('button', { name: /third pot/ })).toBeVisible()
  await look(page, '47-stars', 'begun')
  await page.keyboard.press('Escape')

  await page.getByText('Blocked people').click()
  await expect(page.getByRole('list', { name: 'Blocked people' }).getByText('Cy', { exact: true })).toBeVisible()
  await look(page, '47-settings-blocked', 'begun')

  for (const [part, screen] of [['privacy', '48-privacy'], ['who-sees', '49-who-sees'], ['devices', '50-devices'], ['account', '51-account']] as const) {
    await page.goto(`${ana.place.url}/settings/${part}`)
    await expect(page.getByRole('heading', { level: 2 }).or(page.getByRole('listitem')).first()).toBeVisible()
    if (part === 'devices') await expect(page.getByRole('list', { name: 'Devices' }).getByRole('listitem')).toHaveCount(2)
    await look(page, screen)
  }
  await page.getByRole('button', { name: 'Delete my account' }).click()
  await look(page, '52-delete-account', 'begun')
  await page.keyboard.press('Escape')

  const { url } = await must(page, 'group.link_create', { chat: chatOf(path) })
  await cy.page.goto(url as string)
  await expect(cy.page.getByRole('button', { name: 'Join', exact: true })).toBeVisible()
  await look(cy.page, '53-join')
  await phone.close()
})
