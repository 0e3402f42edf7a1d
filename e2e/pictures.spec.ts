/** What people and groups look like. */
import type { Locator } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { chatWith, expect, look, must, openChat, test } from './harness/test.ts'

const icon = { name: 'me.png', mimeType: 'image/png', buffer: readFileSync(new URL('../web/public/icon-512.png', import.meta.url)) }

/** The picture in a circle is painted, and nothing of it came from elsewhere. */
async function isPainted(where: Locator): Promise<void> {
  await expect(where.locator('.avatar img')).toBeVisible()
  await expect.poll(() => where.locator('.avatar img').evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(512)
}

test('a person chooses a picture, which everybody they share a chat with sees at once, and takes it away', { tag: '@nodes' }, async ({ arrive }) => {
  test.setTimeout(90_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await ana.page.goto(`${ana.place.url}/settings/profile`)
  await look(ana.page, '69-profile', 'begun')
  await ana.page.getByLabel('Choose a picture').setInputFiles(icon)
  await isPainted(ana.page.locator('.picture-choice'))
  await look(ana.page, '70-profile-picture', 'begun')
  await isPainted(chatWith(bo.page, 'Ana'))
  await isPainted(bo.page.locator('.head-bar'))
  await look(bo.page, '71-picture-of-a-person', 'begun')
  await bo.page.reload()
  await isPainted(chatWith(bo.page, 'Ana'))

  await ana.page.getByLabel('Choose a picture').setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(ana.page.getByText('This picture cannot be read.')).toBeVisible()
  await ana.page.getByRole('button', { name: 'Remove the picture' }).click()
  await expect(chatWith(bo.page, 'Ana').locator('.avatar img')).toHaveCount(0)
  await expect(chatWith(bo.page, 'Ana').locator('.avatar')).toHaveText('A')
})

test('a group has a picture, and a line says who changed it', async ({ arrive }) => {
  test.setTimeout(90_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const [found] = (await must(ana.page, 'person.find', { handle: 'bo' })).people as { id: string }[]
  const made = (await must(ana.page, 'group.create', { client_id: 'AAAAAAAAAAAAAAAAAAAAAQ', name: 'Garden', users: [found!.id] })) as { row: { chat: string } }
  const path = `/c/${made.row.chat}`
  for (const { page, place } of [ana, bo]) await page.goto(place.url + path)
  await ana.page.getByRole('button', { name: 'Members', exact: true }).click()
  const drawer = ana.page.getByRole('dialog', { name: 'Members' })
  await drawer.getByLabel('Choose a picture').setInputFiles(icon)
  await isPainted(drawer.locator('.picture-choice'))
  await look(ana.page, '72-group-picture', 'begun')
  await isPainted(chatWith(bo.page, 'Garden'))
  await expect(bo.page.getByRole('group', { name: 'Conversation' }).getByText('Ana changed the picture')).toBeVisible()
})
