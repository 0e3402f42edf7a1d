/** Being called by name in a group. */
import type { Page } from '@playwright/test'
import { chatOf, clientID, composer, connection, expect, gather, idOf, message, must, say, test } from './harness/test.ts'

test('R1.3 (mentions) the notifications page shows who called one by name, live, and leads there', { tag: '@nodes' }, async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  const { row } = await must(bo.page, 'group.create', { client_id: clientID(), name: 'Choir', users: [await idOf(ana.page), await idOf(cy.page)] })
  const { chat } = row as { chat: string }
  const first = await say(bo.page, chat, 'before the page was open: @ana bring the scores')
  await ana.page.goto(`${ana.place.url}/notifications`)
  await expect(connection(ana.page).filter({ hasText: 'Connected' }).first()).toBeVisible()
  const mentions = ana.page.getByRole('main').getByRole('list', { name: 'Mentions' })
  await expect(mentions.getByRole('link').filter({ hasText: 'bring the scores' })).toHaveCount(1)
  await say(cy.page, chat, 'and tea, @Ana.')
  await say(cy.page, chat, 'mail ana@example.org about the room, @bo')
  await expect(mentions.getByRole('link').filter({ hasText: 'and tea' })).toHaveCount(1)
  await expect(mentions.getByRole('link')).toHaveCount(2)
  await mentions.getByRole('link').filter({ hasText: 'bring the scores' }).click()
  await ana.page.waitForURL('**/c/*')
  expect(chatOf(new URL(ana.page.url()).pathname)).toBe(chat)
  await expect(ana.page.getByRole('article').filter({ hasText: 'bring the scores' })).toBeInViewport()
  // What one leaves before it counts as read stays among the notifications.
  const anas = await idOf(ana.page)
  await expect.poll(() => readers(bo.page, chat, first)).toContain(anas)
  await ana.page.goto(`${ana.place.url}/notifications`)
  await expect(connection(ana.page).filter({ hasText: 'Connected' }).first()).toBeVisible()
  await expect(ana.page.getByRole('main').getByText('bring the scores')).toHaveCount(0)
})

test('who writes an @ in a group is shown its members, and takes one by keys', async ({ arrive }) => {
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  await gather('Choir', ana, bo, cy)
  const { page } = ana
  const members = page.getByRole('listbox', { name: 'Members who can be called by name' })
  await composer(page).pressSequentially('Tea, @')
  await expect(members.getByRole('option')).toHaveCount(2)
  await page.keyboard.type('c')
  await expect(members.getByRole('option', { name: /Cy/, selected: true })).toBeVisible()
  await expect(members.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(members).toHaveCount(0)
  await expect(composer(page)).toHaveValue('Tea, @cy ')
  await page.keyboard.type('now?')
  await page.keyboard.press('Enter')
  await expect(message(cy.page, 'Tea, @cy now?')).toBeVisible()

  await page.keyboard.type('mail @')
  await expect(members).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(members.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await expect(members).toHaveCount(0)
  await expect(composer(page)).toHaveValue('mail @')
})

async function readers(page: Page, chat: string, seq: number): Promise<string[]> {
  const { receipts } = await must(page, 'message.info', { chat, seq })
  return (receipts as { user: string; read?: boolean }[]).filter(({ read }) => read).map(({ user }) => user)
}
