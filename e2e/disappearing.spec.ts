/** Messages that are there for a time only: by a timer of the chat, and because the operator keeps nothing for longer. */
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { chatOf, chatWith, composer, expect, find, look, message, must, openChat, send, test, tick } from './harness/test.ts'

const icon = { name: 'sea.png', mimeType: 'image/png', buffer: readFileSync(new URL('../web/public/icon-512.png', import.meta.url)) }

async function openTimer(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Chat actions' }).click()
  await page.getByRole('menuitem', { name: 'Disappearing messages' }).click()
}

test('a timer is set in a chat, said to both, and holds for what is written then; the page lets go of it by the clock, without the server', { tag: '@nodes' }, async ({ arrive }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await send(ana.page, 'This stays')
  await expect(message(bo.page, 'This stays')).toBeVisible()
  await openTimer(ana.page)
  const dialog = ana.page.getByRole('dialog', { name: 'Disappearing messages' })
  await expect(dialog.getByRole('button', { name: 'Off' })).toHaveAttribute('aria-pressed', 'true')
  await look(ana.page, '73-timer', 'begun')
  await dialog.getByRole('button', { name: '7 days' }).click()
  await expect(dialog).toHaveCount(0)
  for (const { page } of [ana, bo]) await expect(page.getByRole('group', { name: 'Conversation' }).getByText('New messages disappear after 7 days from now on')).toBeVisible()
  await openTimer(bo.page)
  await expect(bo.page.getByRole('dialog').getByRole('button', { name: '7 days' })).toHaveAttribute('aria-pressed', 'true')
  await bo.page.keyboard.press('Escape')
  await send(ana.page, 'This goes')
  await expect(tick(ana.page, 'This goes', 'Read')).toBeVisible()

  await bo.context.setOffline(true)
  await bo.page.clock.install()
  await bo.page.clock.fastForward(8 * 24 * 3_600_000)
  await expect(message(bo.page, 'This goes')).toHaveCount(0)
  await expect(message(bo.page, 'This stays')).toBeVisible()
})

test.describe('a server that keeps messages for a few seconds', () => {
  test.use({ settings: { env: { TWOTICKS_RETENTION: '6s' } } })

  test('what is older is gone for everybody: the words, the files, what search finds and what quotes it', async ({ arrive }) => {
    test.setTimeout(120_000)
    const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
    const path = await openChat(ana, bo)
    await ana.page.locator('input[type=file]').first().setInputFiles(icon)
    await ana.page.getByRole('dialog').getByRole('button', { name: /^Send/ }).click()
    await send(ana.page, 'The ferry is late')
    await expect(tick(ana.page, 'The ferry is late', 'Read')).toBeVisible()
    const { messages } = (await must(bo.page, 'history.read', { chat: chatOf(path) })) as { messages: { seq: number; content: { kind: string } }[] }
    const picture = messages.find(({ content }) => content.kind === 'files')!
    const read = () => bo.page.evaluate(async (path) => (await fetch(path)).status, `/files/${chatOf(path)}/${picture.seq}/0`)
    expect(await read()).toBe(200)

    for (const { page } of [ana, bo]) {
      await expect(message(page, 'The ferry is late')).toHaveCount(0, { timeout: 30_000 })
      await expect(page.getByRole('article')).toHaveCount(0, { timeout: 10_000 })
      await expect(chatWith(page, page === ana.page ? 'Bo' : 'Ana')).toContainText('Message disappeared')
    }
    expect(await read()).toBe(404)
    expect(await must(bo.page, 'message.search', { text: 'ferry' })).toMatchObject({ found: [] })
    await look(bo.page, '74-disappeared', 'begun')
    await bo.page.reload()
    await expect(composer(bo.page)).toBeVisible()
    await expect(message(bo.page, 'The ferry is late')).toHaveCount(0)
    expect(await find(ana.page, bo)).toBe(path)
  })
})
