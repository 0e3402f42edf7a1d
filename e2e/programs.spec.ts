/** "Programs" in the settings: tokens, hooks and bots are made, are good for what they say, and are taken back. */
import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { chatOf, clientID, expect, idOf, look, message, must, openChat, type Person, test, words } from './harness/test.ts'

/** Opens the part about programs, which is closed until somebody wants it. */
async function programs({ page, place }: Person): Promise<Page> {
  await page.goto(`${place.url}/settings`)
  await page.getByText('Scripts and bots that read and write here.').click()
  await expect(page.getByText('No tokens yet.')).toBeVisible()
  return page
}

/** What a program does that has a token: no cookie, no page, no browser. */
function post(url: string, token: string, command: string, body: unknown): Promise<Response> {
  return fetch(`${url}/api/${command}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
}

const sending = (chat: string, text: string) => ({ chat, messages: [{ client_id: clientID(), sent_at: Date.now(), content: words(text) }] })

async function confirm(page: Page, button: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('a token made in the page writes in its maker’s name, within its scopes, until it is revoked', async ({ arrive, server }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const page = await programs(ana)

  await page.getByRole('button', { name: 'New token' }).click()
  const dialog = page.getByRole('dialog', { name: 'New token' })
  await dialog.getByLabel('Name').fill('Night watch')
  await dialog.getByRole('checkbox', { name: 'Write' }).uncheck()
  await dialog.getByRole('button', { name: 'Make token' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: 'Choose at least one.' })).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'Write' }).check()
  await dialog.getByRole('button', { name: 'Make token' }).click()
  const made = page.getByRole('dialog', { name: 'The token is made' })
  await expect(made.getByText('It is shown only now')).toBeVisible()
  const token = await made.getByLabel('Token').inputValue()
  expect(token).toMatch(/^tt_/)
  await made.getByRole('button', { name: 'Copy' }).click()
  await expect(made.getByRole('button', { name: 'Copied' })).toBeVisible()
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('May write · Just made')).toBeVisible()
  await expect(page.getByText(token)).toHaveCount(0)

  const answer = await post(server.url, token, 'message.send', sending(chatOf(path), 'The night was quiet.'))
  expect(answer.status).toBe(200)
  const seen = message(bo.page, 'The night was quiet.')
  await expect(seen).toBeVisible()
  await expect(seen).toHaveAccessibleName(/^Ana/)
  expect((await post(server.url, token, 'heads.list', {})).status, 'it may write and not read').toBe(403)

  await page.getByRole('button', { name: 'Revoke the token Night watch' }).click()
  await confirm(page, 'Revoke')
  await expect(page.getByText('No tokens yet.')).toBeVisible()
  expect((await post(server.url, token, 'message.send', sending(chatOf(path), 'Still here?'))).status).toBe(401)
})

test('a hook made in the page posts under its name with the mark of a bot, until it is revoked', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const { row } = await must(ana.page, 'group.create', { client_id: clientID(), name: 'Boat house', users: [await idOf(bo.page)] })
  await bo.page.goto(`${bo.place.url}/c/${(row as { chat: string }).chat}`)

  const page = await programs(ana)
  await expect(page.getByRole('combobox', { name: 'Chat' })).toHaveValue((row as { chat: string }).chat)
  await page.getByRole('button', { name: 'New hook' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Builds')
  await page.getByRole('button', { name: 'Make hook' }).click()
  const made = page.getByRole('dialog', { name: 'The hook is made' })
  const address = await made.getByLabel('Address').inputValue()
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText(/^Made Today, .* by Ana$/)).toBeVisible()

  const say = (text: string) => fetch(address, { method: 'POST', headers: { 'Content-Type': 'text/plain', 'Idempotency-Key': randomUUID() }, body: text })
  expect((await say('Build 7 is green.')).status).toBe(200)
  const seen = message(bo.page, 'Build 7 is green.')
  await expect(seen.getByText('Builds')).toBeVisible()
  await expect(seen.getByText('bot', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Revoke the hook Builds' }).click()
  await confirm(page, 'Revoke')
  await expect(page.getByText('No hooks in this chat yet.')).toBeVisible()
  expect((await say('Build 8 is green.')).status).toBe(404)
})

test('a group’s hooks are its administrators’, and bots are the server’s', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await must(ana.page, 'group.create', { client_id: clientID(), name: 'Boat house', users: [await idOf(bo.page)] })
  await expect(bo.page.getByRole('link', { name: /^Boat house/ })).toBeVisible()
  const page = await programs(bo)
  await expect(page.getByText('There is no chat yet that you can make a hook in.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'New hook' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'New bot' })).toHaveCount(0)
})

test('an administrator makes a bot and a token for it, and ends it', async ({ arrive, server }) => {
  const ana = await arrive('Ana')
  const page = await programs(ana)
  await page.getByRole('button', { name: 'New bot' }).click()
  const dialog = page.getByRole('dialog', { name: 'New bot' })
  await dialog.getByLabel('Name').fill('Ferry times')
  await dialog.getByLabel('Handle').fill('ana')
  await dialog.getByRole('button', { name: 'Make bot' }).click()
  await expect(dialog.getByText('Somebody has this handle already.')).toBeVisible()
  await dialog.getByLabel('Handle').fill('@ferry')
  await dialog.getByRole('button', { name: 'Make bot' }).click()
  await expect(page.getByText('@ferry')).toBeVisible()

  await page.getByRole('button', { name: 'Tokens of Ferry times' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'New token' }).click()
  await page.getByRole('dialog', { name: 'New token for Ferry times' }).getByLabel('Name').fill('Pier')
  await page.getByRole('checkbox', { name: 'Read' }).check()
  await page.getByRole('button', { name: 'Make token' }).click()
  const token = await page.getByLabel('Token', { exact: true }).inputValue()
  const whom = (await (await post(server.url, token, 'session.get', {})).json()) as { me: { handle: string } }
  expect(whom.me.handle).toBe('ferry')
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('dialog').getByText('May read and write · Just made')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.getByRole('button', { name: 'End Ferry times' }).click()
  await confirm(page, 'End it')
  await expect(page.getByText('No bots yet.')).toBeVisible()
  expect((await post(server.url, token, 'heads.list', {})).status).toBe(401)
})

test('the part about programs and the page for programs hold in every view', async ({ arrive, server }) => {
  test.setTimeout(300_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  const { row } = await must(ana.page, 'group.create', { client_id: clientID(), name: 'Boat house', users: [] })
  const page = await programs(ana)
  const part = page.getByRole('heading', { name: 'Programs', exact: true })
  await part.scrollIntoViewIfNeeded()
  await look(page, '24-programs-empty')

  await must(page, 'token.create', { name: 'Night watch', scopes: ['send'] })
  await must(page, 'token.create', { name: `The machine in the cellar that counts very slowly`, scopes: ['read', 'send', 'manage'] })
  for (const name of ['Builds', 'Weather at the pier']) await must(page, 'hook.create', { chat: (row as { chat: string }).chat, name })
  await must(page, 'bot.create', { name: 'Ferry times', handle: 'ferry' })
  await page.reload()
  await page.getByText('Scripts and bots that read and write here.').click()
  await expect(page.getByText('@ferry')).toBeVisible()
  await expect(page.getByText('Weather at the pier')).toBeVisible()
  await page.getByRole('link', { name: 'How programs talk to this server' }).scrollIntoViewIfNeeded()
  await page.getByRole('heading', { name: 'Bots' }).scrollIntoViewIfNeeded()
  await look(page, '25-programs', 'begun')
  await page.getByRole('button', { name: 'New token' }).click()
  await look(page, '26-new-token', 'begun')
  await page.getByRole('dialog').getByLabel('Name').fill('Tide table')
  await page.getByRole('button', { name: 'Make token' }).click()
  await expect(page.getByRole('dialog', { name: 'The token is made' })).toBeVisible()
  await look(page, '27-token-once', 'begun')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New hook' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Tide table')
  await page.getByRole('button', { name: 'Make hook' }).click()
  await expect(page.getByRole('dialog', { name: 'The hook is made' })).toBeVisible()
  await look(page, '28-hook-once', 'begun')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Tokens of Ferry times' }).click()
  await expect(page.getByRole('dialog').getByText('No tokens yet.')).toBeVisible()
  await look(page, '29-bot-tokens', 'begun')

  await page.goto(`${server.url}/api/docs`)
  await expect(page.getByRole('heading', { name: 'For programs' })).toBeVisible()
  await look(page, '30-api-docs', 'begun')
})
