/** Groups: who has a message, who types, who is in it. Three people, three browsers. */
import type { Page } from '@playwright/test'
import {
  chatOf, chatWith, composer, expect, gather, hide, idOf, message, must, say, send, test, tick, type Status,
} from './harness/test.ts'

test('a group is made in the page: people are chosen, it gets a name, everybody has it at once', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  await ana.page.getByRole('button', { name: 'New chat' }).first().click()
  await ana.page.getByRole('button', { name: 'New group' }).click()
  const dialog = ana.page.getByRole('dialog')
  for (const person of [bo, cy]) {
    await dialog.getByLabel('Find people by handle').fill(person.handle)
    await dialog.getByRole('button', { name: new RegExp(`^${person.name}`) }).or(dialog.getByRole('checkbox', { name: new RegExp(`^${person.name}`) })).first().click()
  }
  await dialog.getByLabel('Group name').fill('Choir')
  await dialog.getByRole('button', { name: 'Create group' }).click()
  await ana.page.waitForURL('**/c/*')
  await expect(ana.page.getByRole('main').getByRole('heading', { name: 'Choir' })).toBeVisible()
  for (const { page } of [bo, cy]) {
    await chatWith(page, 'Choir').click()
    await expect(composer(page)).toBeVisible()
  }
  await send(bo.page, 'Who sings bass?')
  for (const { page } of [ana, cy]) await expect(message(page, 'Who sings bass?')).toHaveCount(1)
})

test('R3.2 (group) R3.3 (group) R3.5 (group) two ticks when every member has it, blue when every one has read it, live in every tab', { tag: '@nodes' }, async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  const path = await gather('Choir', ana, bo, cy)
  const other = await ana.newTab(path)
  await expect(composer(other)).toBeVisible()
  const all = async (status: Status): Promise<void> => {
    for (const page of [ana.page, other]) await expect(tick(page, 'Rehearsal at six', status)).toBeVisible()
  }
  await cy.page.close()
  await hide(bo.page)
  await send(ana.page, 'Rehearsal at six')
  await expect(message(bo.page, 'Rehearsal at six')).toHaveCount(1)
  await all('Sent')
  const back = await cy.context.newPage()
  await back.goto(`${cy.place.url}/`)
  await all('Delivered')
  await back.goto(cy.place.url + path)
  await expect(message(back, 'Rehearsal at six')).toBeVisible()
  await ana.page.waitForTimeout(600) // long enough for a blue tick that must not come
  await all('Delivered')
  await bo.page.evaluate(() => window.setView?.({ visible: true, focused: true }))
  await all('Read')
})

test('R3.2 (group) who joins later holds no tick back, and who leaves stops counting', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  const path = await gather('Choir', ana, bo, cy)
  await cy.page.close()
  await send(ana.page, 'Does it wait for Cy?')
  await expect(tick(ana.page, 'Does it wait for Cy?', 'Sent')).toBeVisible()
  await must(ana.page, 'group.remove', { chat: chatOf(path), user: (await must(ana.page, 'person.find', { handle: 'cy' }).then(({ people }) => (people as { id: string }[])[0]!.id)) })
  await expect(tick(ana.page, 'Does it wait for Cy?', 'Read')).toBeVisible()
})

test('R4.3 (group) dots in motion with the names of those who type', { tag: '@nodes' }, async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  await gather('Choir', ana, bo, cy)
  // In the order in which they began.
  const typing = ana.page.getByRole('main').getByText(/^(Bo and Cy|Cy and Bo) are typing/).first()
  let writing = true
  const keys = [bo.page, cy.page].map(async (page) => {
    while (writing) await composer(page).pressSequentially('a thought ', { delay: 100 })
  })
  await expect(typing).toBeVisible()
  const moving = await ana.page.getByRole('main').evaluate((main) => main.getAnimations({ subtree: true }).filter((a) => a.playState === 'running').length)
  expect(moving, 'running animations').toBeGreaterThan(0)
  writing = false
  await Promise.all(keys)
  await expect(typing).toHaveCount(0, { timeout: 3_000 })
})

test('R12.2 (not a member) a removed member keeps the past, loses the composer at once, and gets nothing more', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  const path = await gather('Choir', ana, bo, cy)
  const chat = chatOf(path)
  await send(ana.page, 'Before the parting')
  await expect(message(cy.page, 'Before the parting')).toBeVisible()
  const cyID = await idOf(cy.page)
  await must(ana.page, 'group.remove', { chat, user: cyID })
  await expect(cy.page.getByText(/no longer a member/i)).toBeVisible()
  await expect(composer(cy.page)).toHaveCount(0)
  await say(ana.page, chat, 'After the parting')
  await expect(message(bo.page, 'After the parting')).toBeVisible()
  await cy.page.reload()
  await expect(message(cy.page, 'Before the parting')).toBeVisible()
  await expect(message(cy.page, 'After the parting')).toHaveCount(0)
})

test('R12.2 (not a member) a message that was waiting when its sender was removed says so and can be copied or deleted', async ({ arrive, line }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo', { by: line })
  const path = await gather('Choir', ana, bo)
  line.down()
  await expect(bo.page.getByRole('status').filter({ hasText: /Reconnecting|Offline/ }).first()).toBeVisible()
  await send(bo.page, 'Too late')
  await must(ana.page, 'group.remove', { chat: chatOf(path), user: (await must(ana.page, 'person.find', { handle: 'bo' }).then(({ people }) => (people as { id: string }[])[0]!.id)) })
  line.up()
  await expect(tick(bo.page, 'Too late', 'Not sent')).toBeVisible({ timeout: 20_000 })
  await expect(message(bo.page, 'Too late').getByText(/member/i)).toBeVisible()
  await expect(message(ana.page, 'Too late')).toHaveCount(0)
})

test('a message is edited and deleted for everyone, live for all', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await gather('Choir', ana, bo)
  await send(ana.page, 'Rehearsal at sevn')
  await expect(tick(ana.page, 'Rehearsal at sevn', 'Read')).toBeVisible()
  const menu = async (page: Page, text: string, item: string): Promise<void> => {
    await message(page, text).click()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: item }).or(page.getByRole('button', { name: item })).first().click()
  }
  await menu(ana.page, 'Rehearsal at sevn', 'Edit')
  await composer(ana.page).fill('Rehearsal at seven')
  await composer(ana.page).press('Enter')
  await expect(message(bo.page, 'Rehearsal at seven')).toHaveCount(1)
  await expect(message(bo.page, 'Rehearsal at seven').getByText(/edited/i)).toBeVisible()
  await menu(ana.page, 'Rehearsal at seven', 'Delete')
  await ana.page.getByRole('dialog', { name: 'Delete this message?' }).getByRole('button', { name: 'Delete for everyone' }).click()
  await expect(message(bo.page, 'Rehearsal at seven')).toHaveCount(0)
  await expect(bo.page.getByText(/message was deleted/i).first()).toBeVisible()
})
