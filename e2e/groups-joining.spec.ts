/** What a group is beyond its members: its name, roles, settings, links, and the end of a membership on every device. Three people. */
import { chatOf, chatWith, composer, expect, gather, idOf, message, must, say, send, test, type Person } from './harness/test.ts'

const drawer = (person: Person) => person.page.getByRole('dialog', { name: 'Members' })

async function openGroup(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'Members', exact: true }).click()
  await expect(drawer(person)).toBeVisible()
}

test('a group is renamed, somebody becomes administrator, only administrators write: live for everybody', async ({ arrive }) => {
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  await gather('Choir', ana, bo, cy)
  await openGroup(bo)
  await drawer(bo).getByRole('button', { name: 'Edit name and description' }).click()
  await drawer(bo).getByLabel('Group name').fill('Orchestra')
  await drawer(bo).getByLabel('Description').fill('We play on Mondays.')
  await drawer(bo).getByRole('button', { name: 'Save' }).click()
  for (const { page } of [ana, cy]) {
    await expect(page.getByRole('main').getByRole('heading', { name: 'Orchestra' })).toBeVisible()
    await expect(chatWith(page, 'Orchestra')).toBeVisible()
    await expect(page.getByText('Bo named the group “Orchestra”').first()).toBeVisible()
  }
  await openGroup(ana)
  await expect(drawer(ana).getByText('We play on Mondays.')).toBeVisible()
  await drawer(ana).getByText('Settings of the group').click()
  await drawer(ana).getByLabel('Who writes').selectOption('administrators')
  for (const { page } of [bo, cy]) {
    await expect(composer(page)).toHaveCount(0)
    await expect(page.getByText('Only administrators write in this group.')).toBeVisible()
  }
  // With the keyboard: the button beside Cy, the first of its menu.
  await drawer(ana).getByRole('button', { name: 'What to do about Cy' }).press('Enter')
  await expect(ana.page.getByRole('menuitem', { name: 'Make Cy administrator' })).toBeFocused()
  await ana.page.keyboard.press('Enter')
  await expect(composer(cy.page)).toBeVisible()
  await expect(composer(bo.page)).toHaveCount(0)
  await send(cy.page, 'Now I may')
  await expect(message(bo.page, 'Now I may')).toBeVisible()
})

test('a link brings somebody in; where joins are approved they wait until an administrator lets them in', async ({ arrive }) => {
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  await gather('Choir', ana)
  await openGroup(ana)
  await drawer(ana).getByText('Links to join').click()
  await drawer(ana).getByRole('button', { name: 'Make a link' }).click()
  const link = await drawer(ana).getByRole('textbox', { name: 'Link' }).inputValue()
  await bo.page.goto(link)
  await expect(bo.page.getByRole('heading', { name: 'Join “Choir”?' })).toBeVisible()
  await expect(bo.page.getByText('1 member', { exact: true })).toBeVisible()
  await bo.page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(composer(bo.page)).toBeVisible()
  await expect(ana.page.getByText('Bo joined by a link').first()).toBeVisible()
  await drawer(ana).getByText('Settings of the group').click()
  await drawer(ana).getByLabel(/Let people in who come by a link/).check()
  await expect(bo.page.getByText('Administrators let people in who come by a link').first()).toBeVisible()
  await cy.page.goto(link)
  await cy.page.getByRole('button', { name: 'Ask to join' }).click()
  await expect(cy.page.getByRole('heading', { name: 'You asked to join' })).toBeVisible()
  await cy.page.getByRole('link', { name: 'To your chats' }).click()
  await ana.page.goto(`${ana.place.url}/notifications`)
  await ana.page.getByRole('button', { name: 'Let Cy in' }).click()
  await expect(chatWith(cy.page, 'Choir')).toBeVisible()
  await expect(ana.page.getByRole('button', { name: 'Let Cy in' })).toHaveCount(0)
})

test('who is removed is cut off at once on both devices, keeps the past, and does not come back by an old link', async ({ arrive, browser }) => {
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  const path = await gather('Choir', ana, bo, cy)
  const chat = chatOf(path)
  const laptop = await cy.newDevice(browser)
  await laptop.page.goto(laptop.place.url + path)
  await expect(composer(laptop.page)).toBeVisible()
  const { url } = await must(ana.page, 'group.link_create', { chat })
  await send(ana.page, 'Before the parting')
  for (const { page } of [cy, laptop]) await expect(message(page, 'Before the parting')).toBeVisible()
  await must(ana.page, 'group.remove', { chat, user: await idOf(cy.page) })
  for (const { page } of [cy, laptop]) {
    await expect(page.getByText(/no longer a member/i).last()).toBeVisible()
    await expect(composer(page)).toHaveCount(0)
  }
  // Their sockets still stand, subscribed to the chat as they were: nothing comes on them.
  await say(ana.page, chat, 'After the parting')
  await expect(message(bo.page, 'After the parting')).toBeVisible()
  await must(ana.page, 'group.change', { chat, name: 'Without Cy' })
  await expect(chatWith(bo.page, 'Without Cy')).toBeVisible()
  for (const { page } of [cy, laptop]) {
    await expect(message(page, 'After the parting')).toHaveCount(0)
    await page.reload()
    await expect(message(page, 'Before the parting')).toBeVisible()
    await expect(message(page, 'After the parting')).toHaveCount(0)
    await expect(chatWith(page, 'Choir')).toBeVisible()
  }
  await laptop.page.goto(url as string)
  await expect(laptop.page.getByRole('heading', { name: 'This link leads nowhere' })).toBeVisible()
  await laptop.close()
})
