/** What people keep of a conversation: stars, messages deleted for oneself alone, and what is pinned for everybody. */
import type { Page } from '@playwright/test'
import { chatOf, chatWith, clientID, composer, expect, idOf, message, must, openChat, say, send, test, tick } from './harness/test.ts'

async function choose(page: Page, text: string, choice: string): Promise<void> {
  await message(page, text).click()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: choice, exact: true }).click()
}

test('a star is on all of one\'s devices and nobody else\'s, and the list of stars leads to the message', async ({ browser, arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await send(bo.page, 'The key is under the third pot')
  await expect(message(ana.page, 'third pot')).toBeVisible()
  const tablet = await ana.newDevice(browser)
  await tablet.page.goto(tablet.place.url + path)
  await expect(message(tablet.page, 'third pot')).toBeVisible()
  const star = (page: Page) => message(page, 'third pot').getByRole('img', { name: 'Starred' })

  await choose(ana.page, 'third pot', 'Star')
  for (const page of [ana.page, tablet.page]) await expect(star(page)).toBeVisible()
  await expect(star(bo.page)).toHaveCount(0)

  // So far back that the device does not hold it any more.
  for (let batch = 0; batch < 4; batch++) await must(bo.page, 'message.send', {
    chat: chatOf(path), messages: Array.from({ length: 40 }, () => ({ client_id: clientID(), content: { kind: 'text', version: 1, body: { text: 'rain' } } })),
  })
  await tablet.page.goto(`${tablet.place.url}/settings`)
  await tablet.page.getByRole('button', { name: /^Starred messages/ }).click()
  const list = tablet.page.getByRole('dialog', { name: 'Starred messages' })
  await list.getByRole('button', { name: /third pot/ }).click()
  await expect(list).toBeHidden()
  await expect(message(tablet.page, 'third pot')).toBeInViewport()
  await expect(star(tablet.page)).toBeVisible()

  await choose(tablet.page, 'third pot', 'Remove star')
  await expect(star(tablet.page)).toHaveCount(0)
  await ana.page.goto(`${ana.place.url}/settings`)
  await ana.page.getByRole('button', { name: /^Starred messages/ }).click()
  await expect(ana.page.getByRole('dialog').getByText('Star a message in its menu, and you find it here.')).toBeVisible()
  await tablet.close()
})

test('a message deleted for oneself is gone from one\'s devices, also after a reload, and the other keeps it', async ({ browser, arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await send(bo.page, 'Before it')
  await send(bo.page, 'Not for this screen')
  await expect(message(ana.page, 'Not for this screen')).toBeVisible()
  const tablet = await ana.newDevice(browser)
  await tablet.page.goto(tablet.place.url + path)
  await expect(message(tablet.page, 'Not for this screen')).toBeVisible()

  await choose(ana.page, 'Not for this screen', 'Delete')
  const question = ana.page.getByRole('dialog', { name: 'Delete this message?' })
  await expect(question.getByRole('button', { name: 'Delete for everyone' })).toHaveCount(0)
  await question.getByRole('button', { name: 'Delete for me' }).click()
  for (const page of [ana.page, tablet.page]) {
    await expect(message(page, 'Not for this screen')).toHaveCount(0)
    await expect(chatWith(page, 'Bo')).toContainText('Before it')
  }
  await ana.page.reload()
  await expect(message(ana.page, 'Before it')).toBeVisible()
  await expect(message(ana.page, 'Not for this screen')).toHaveCount(0)
  await expect(message(bo.page, 'Not for this screen')).toBeVisible()
  await tablet.close()
})

test('what is pinned stands above the conversation for everybody, leads to the message, and goes when it is unpinned', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const { row } = await must(ana.page, 'group.create', { client_id: clientID(), name: 'Choir', users: [await idOf(bo.page)] })
  const { chat } = row as { chat: string }
  for (const { page, place } of [ana, bo]) {
    await page.goto(`${place.url}/c/${chat}`)
    await expect(composer(page)).toBeVisible()
  }
  await send(ana.page, 'Rehearsal on Friday at six')
  await expect(tick(ana.page, 'Rehearsal on Friday', 'Read')).toBeVisible()
  for (let n = 0; n < 40; n++) await say(bo.page, chat, `la ${n}`)
  await expect(message(ana.page, 'la 39')).toBeVisible()

  await message(ana.page, 'Rehearsal on Friday').scrollIntoViewIfNeeded()
  await choose(ana.page, 'Rehearsal on Friday', 'Pin')
  await ana.page.getByRole('dialog').getByRole('button', { name: '7 days' }).click()
  const banner = (page: Page) => page.getByRole('button', { name: 'Pinned: Rehearsal on Friday at six' })
  for (const { page } of [ana, bo]) await expect(banner(page)).toBeVisible()
  await expect(bo.page.getByRole('group', { name: 'Conversation' }).getByText('Ana pinned a message')).toBeVisible()

  await expect(message(bo.page, 'Rehearsal on Friday')).not.toBeInViewport()
  await banner(bo.page).click()
  await expect(message(bo.page, 'Rehearsal on Friday')).toBeInViewport()
  await bo.page.reload()
  await expect(banner(bo.page)).toBeVisible()
  await banner(bo.page).click()

  await choose(bo.page, 'Rehearsal on Friday', 'Unpin')
  for (const { page } of [ana, bo]) await expect(banner(page)).toHaveCount(0)
})
