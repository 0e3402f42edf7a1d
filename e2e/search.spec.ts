/** Finding chats, people and messages, in all chats and in one. */
import type { Page } from '@playwright/test'
import { chatOf, clientID, composer, expect, find, idOf, must, say, test } from './harness/test.ts'

async function openSearch(page: Page) {
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: 'Search' })
  const field = dialog.getByRole('combobox')
  await expect(field).toBeFocused()
  return { dialog, field, option: (name: string | RegExp) => dialog.getByRole('option', { name }) }
}

const bar = (page: Page) => page.getByRole('search', { name: 'Search in this chat' })

test('messages, chats and people are found as one types, by keys alone, and a find opens where it stands', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  const direct = chatOf(await find(ana.page, bo))
  const { row } = await must(ana.page, 'group.create', { client_id: clientID(), name: 'Café Garden', users: [await idOf(bo.page), await idOf(cy.page)] })
  const { chat } = row as { chat: string }
  const old = await say(bo.page, direct, 'The lighthouse keeper sends his greetings')
  for (let batch = 0; batch < 4; batch++) await must(bo.page, 'message.send', {
    chat: direct, messages: Array.from({ length: 40 }, () => ({ client_id: clientID(), content: { kind: 'text', version: 1, body: { text: 'waves and waves' } } })),
  })
  await say(cy.page, chat, '明天我们在灯塔见面 at the Lighthouse')

  const { dialog, field, option } = await openSearch(ana.page)
  await expect(dialog.getByText('Parts of a name, or of what somebody wrote.')).toBeVisible()
  await field.fill('cafe')
  await expect(dialog.getByRole('group', { name: 'Chats' }).getByRole('option', { name: /Café Garden/ })).toBeVisible()
  await field.fill('灯塔')
  await expect(option(/Cy: .*灯塔/)).toBeVisible()
  await field.fill('LIGHTHOUSE')
  await expect(dialog.getByRole('group', { name: 'Messages' }).getByRole('option')).toHaveCount(2)
  await expect(dialog.getByRole('status')).toHaveText('2 messages')
  await expect(option(/keeper/).locator('mark')).toHaveText('lighthouse')
  await ana.page.keyboard.press('ArrowDown')
  await expect(option(/keeper/)).toHaveAttribute('aria-selected', 'true')
  await ana.page.keyboard.press('Enter')

  // In its place, with the way on: 160 messages lie below it.
  await expect(ana.page.getByRole('article').filter({ hasText: 'lighthouse keeper' })).toBeInViewport()
  expect(chatOf(new URL(ana.page.url()).pathname)).toBe(direct)
  await expect(bar(ana.page).getByRole('status')).toHaveText('1 of 1')
  expect(old).toBeGreaterThan(0)
  expect(await ana.page.evaluate(() => [...(CSS.highlights.get('found-here') ?? [])].map((range) => range.toString()))).toEqual(['lighthouse'])

  const again = await openSearch(ana.page)
  await again.field.fill('nothing says this')
  await expect(again.dialog.getByText('Nothing found for “nothing says this”').first()).toBeVisible()
  await again.field.fill('"NEAR(')
  await expect(again.dialog.getByText('Nothing found for “"NEAR(”').first()).toBeVisible()
  await again.dialog.getByRole('button', { name: 'Sender and date' }).click()
  await again.field.fill('lighthouse')
  await again.dialog.getByLabel('From').selectOption({ label: 'Bo' })
  await expect(again.dialog.getByRole('option')).toHaveCount(1)
  await again.dialog.getByLabel('Until').fill('2020-01-01')
  await expect(again.dialog.getByText('Nothing found for “lighthouse”').first()).toBeVisible()
  await ana.page.keyboard.press('Escape')
  await expect(again.dialog).toBeHidden()
})

test('in a chat one goes from find to find, and what was deleted or edited is found no more', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const chat = chatOf(await find(ana.page, bo))
  const seqs: number[] = []
  for (const text of ['tea at four', 'no sugar', 'more tea', 'Teapot found', 'bread']) seqs.push(await say(ana.page, chat, text))
  await ana.page.getByRole('button', { name: 'Search in this chat' }).click()
  const field = bar(ana.page).getByRole('searchbox')
  await expect(field).toBeFocused()
  await field.fill('tea')
  const place = bar(ana.page).getByRole('status')
  await expect(place).toHaveText('1 of 3')
  await field.press('Enter')
  await expect(place).toHaveText('2 of 3')
  await field.press('Shift+Enter')
  await expect(place).toHaveText('1 of 3')
  await bar(ana.page).getByRole('button', { name: 'Older find' }).click()
  await bar(ana.page).getByRole('button', { name: 'Older find' }).click()
  await expect(place).toHaveText('3 of 3')
  await expect(bar(ana.page).getByRole('button', { name: 'Older find' })).toBeDisabled()
  await field.press('Escape')
  await expect(bar(ana.page)).toBeHidden()

  await must(ana.page, 'message.delete', { chat, seq: seqs[0] })
  await must(ana.page, 'message.edit', { chat, seq: seqs[2], content: { kind: 'text', version: 1, body: { text: 'more milk' } } })
  const { option, dialog, field: all } = await openSearch(bo.page)
  await all.fill('tea')
  await expect(option(/Teapot/)).toBeVisible()
  await expect(dialog.getByRole('option')).toHaveCount(1)
})

test('without a connection what is on the device is searched, and that is said', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const chat = chatOf(await find(ana.page, bo))
  await say(ana.page, chat, 'The key is under the mat')
  await expect(ana.page.getByRole('article').filter({ hasText: 'under the mat' })).toBeVisible()
  await expect(composer(ana.page)).toBeVisible()
  const { dialog, field, option } = await openSearch(ana.page)
  await field.fill('xx')
  await expect(dialog.getByText('Nothing found for “xx”').first()).toBeVisible()
  await ana.page.context().setOffline(true)
  await ana.page.route('**/api/**', (route) => route.abort())
  await field.fill('MAT')
  await expect(dialog.getByText('No connection: only what is on this device was searched.')).toBeVisible({ timeout: 15_000 })
  await expect(option(/under the/)).toBeVisible()
})
