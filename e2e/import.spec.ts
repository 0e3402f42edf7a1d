/** Chats that another messenger exported, made for these tests: chosen in the page, read there, and brought along. */
import { readFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'
import { chatOf, chatWith, expect, look, message, must, openChat, type Person, test } from './harness/test.ts'

const photo = readFileSync(new URL('../web/public/icon-512.png', import.meta.url))

const german = [
  '[31.12.23, 21:10:00] Harbour: \u200eNachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.',
  '[31.12.23, 21:15:30] Ana: \u200e<Anhang: 00000012-PHOTO-2023-12-31-21-15-30.png>',
  '\u200e[31.12.23, 21:16:02] ~\u202fBo B.: Schön! <img src=x onerror=alert(1)>',
  'Und eine zweite Zeile',
  '\u200e[01.01.24, 00:00:01] Cy: \u200eBild weggelassen',
  '[01.01.24, 00:05:00] Ana: Frohes neues Jahr',
].join('\n')

const zip = (name: string, files: Record<string, Uint8Array>) => ({ name, mimeType: 'application/zip', buffer: Buffer.from(zipSync(files)) })

async function choose({ page, place }: Person, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.goto(`${place.url}/settings/chats`)
  await page.getByLabel('Choose an export').setInputFiles(file)
}

test('a chat with its photo comes along with its dates; its authors are nobody until somebody says that it was them', { tag: '@nodes' }, async ({ arrive }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  const file = zip('WhatsApp Chat - Harbour.zip', { '_chat.txt': strToU8(`\u200e# not a line\n${german}`), '00000012-PHOTO-2023-12-31-21-15-30.png': photo, '../../evil.sh': strToU8('echo') })
  await choose(ana, file)
  const dialog = ana.page.getByRole('dialog', { name: 'Bring a chat along' })
  await expect(dialog.getByText('5 messages, 31 Dec 2023 to 1 Jan 2024.')).toBeVisible()
  await expect(dialog.getByText('1 file comes along.')).toBeVisible()
  await expect(dialog.getByText('1 message names a file that is not in the export')).toBeVisible()
  await expect(dialog.getByText('1 line was not understood:')).toBeVisible()
  await expect(dialog.getByLabel('Name of the group')).toHaveValue('Harbour')
  await dialog.getByLabel('Which of them are you?').selectOption('Ana')
  await look(ana.page, '75-import', 'begun')
  await dialog.getByRole('button', { name: 'Bring it along' }).click()
  await expect(dialog.getByText('Done: 5 messages and 1 file.')).toBeVisible({ timeout: 30_000 })
  await look(ana.page, '76-imported', 'begun')
  await dialog.getByRole('button', { name: 'Open the chat' }).click()
  await ana.page.waitForURL('**/c/*')
  const path = new URL(ana.page.url()).pathname
  const said = message(ana.page, 'Schön! <img src=x onerror=alert(1)>')
  await expect(said).toContainText('Bo B. (imported)')
  await expect(said).toContainText('Und eine zweite Zeile')
  await expect(said).toContainText('21:16')
  await expect(ana.page.getByText('31 December 2023')).toBeVisible()
  await expect(ana.page.getByRole('article').locator('img').first()).toBeVisible()
  await expect(message(ana.page, 'Frohes neues Jahr')).toContainText('00:05')
  await expect(chatWith(ana.page, 'Harbour')).toContainText('This chat was brought along from another messenger')
  await look(ana.page, '77-imported-chat', 'begun')

  // Once more: nothing is there twice.
  await choose(ana, file)
  await dialog.getByLabel('Which of them are you?').selectOption('Ana')
  await dialog.getByRole('button', { name: 'Bring it along' }).click()
  await expect(dialog.getByText('Done: 5 messages and 1 file.')).toBeVisible({ timeout: 30_000 })
  const { messages } = (await must(ana.page, 'history.read', { chat: chatOf(path) })) as { messages: { client_id?: string }[] }
  expect(messages.filter(({ client_id: id }) => id !== undefined)).toHaveLength(5)

  const [found] = (await must(ana.page, 'person.find', { handle: 'bo' })).people as { id: string }[]
  await must(ana.page, 'group.add', { chat: chatOf(path), users: [found!.id] })
  await bo.page.goto(bo.place.url + path)
  await message(bo.page, 'Schön!').hover()
  await message(bo.page, 'Schön!').getByRole('button', { name: 'Message actions' }).click()
  await bo.page.getByRole('menuitem', { name: 'This was me' }).click()
  await ana.page.goto(ana.place.url + path)
  for (const { page } of [ana, bo]) {
    await expect(message(page, 'Schön!')).not.toContainText('imported')
    await expect(message(page, 'Schön!')).toContainText('Bo')
  }
  await expect(message(ana.page, 'Bild weggelassen')).toContainText('Cy (imported)')
})

test('a text by itself, of an order that no date tells; and what is no export', async ({ arrive }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana')
  await choose(ana, { name: 'WhatsApp Chat with Bo.txt', mimeType: 'text/plain', buffer: Buffer.from('7/8/23, 9:15\u202fPM - Bo: hello\n7/8/23, 9:16\u202fPM - Ana: hi\n') })
  const dialog = ana.page.getByRole('dialog', { name: 'Bring a chat along' })
  await expect(dialog.getByLabel('Name of the group')).toHaveValue('Bo')
  await dialog.getByLabel('month first: July 8').check()
  await dialog.getByRole('button', { name: 'Bring it along' }).click()
  await expect(dialog.getByText('Done: 2 messages and 0 files.')).toBeVisible({ timeout: 30_000 })
  await dialog.getByRole('button', { name: 'Open the chat' }).click()
  await expect(ana.page.getByText('8 July 2023')).toBeVisible()
  await expect(message(ana.page, 'hello')).toContainText('21:15')

  for (const file of [
    { name: 'holiday.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip') },
    { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear Bo') },
    zip('photos.zip', { 'a.png': photo }),
  ]) {
    await choose(ana, file)
    await expect(dialog.getByText('This is no export of a chat that can be read.')).toBeVisible()
  }
})
