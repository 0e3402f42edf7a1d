/** /admin: what administrators see and do about accounts, invitations and registration, and that nobody else does. */
import { expect, look, newBrowser, type Person, password, test } from './harness/test.ts'

/** Opens the page of administrators and waits until it stands. */
async function administer(ana: Person) {
  await ana.page.goto(`${ana.place.url}/admin`)
  await expect(ana.page.getByRole('heading', { name: 'Administration' })).toBeVisible()
  await expect(ana.page.getByRole('list', { name: 'Accounts' }).getByRole('listitem').first()).toBeVisible()
  return {
    page: ana.page,
    account: (name: string) => ana.page.getByRole('list', { name: 'Accounts' }).getByRole('listitem').filter({ hasText: name }),
    async choose(name: string, what: string) {
      await ana.page.getByRole('button', { name: `What can be done about ${name}` }).click()
      await ana.page.getByRole('menuitem', { name: what }).click()
    },
    async confirm(button: string) {
      await ana.page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click()
      await expect(ana.page.getByRole('dialog')).toHaveCount(0)
    },
  }
}

test('/admin is for administrators: nobody else finds anything there', async ({ arrive, server }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await bo.page.goto(`${server.url}/admin`)
  await expect(bo.page.getByRole('heading', { name: 'Nothing here' })).toBeVisible()
  const answer = await bo.context.request.post(`${server.url}/api/admin.people`, { data: {}, headers: { Origin: server.url } })
  expect(answer.status()).toBe(403)
  await ana.page.goto(`${server.url}/settings`)
  await ana.page.getByRole('link', { name: 'Open administration' }).click()
  await expect(ana.page.getByRole('heading', { name: 'Administration' })).toBeVisible()
  await expect(ana.page.getByText('People and bots')).toBeVisible()
})

test('a disabled account is signed out at once, is told why, and comes back when it is enabled', async ({ arrive, browser, server }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const desk = await administer(ana)
  await desk.choose('Bo', 'Disable account')
  await desk.confirm('Disable')
  await expect(desk.account('Bo').getByText('Disabled')).toBeVisible()
  await expect(bo.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()

  const { page, context } = await newBrowser(browser)
  const signIn = async (): Promise<void> => {
    await page.goto(`${server.url}/sign-in`)
    await page.getByLabel('Handle', { exact: true }).fill('bo')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  await signIn()
  await expect(page.getByRole('alert').filter({ hasText: 'disabled this account' })).toBeVisible()
  await desk.choose('Bo', 'Enable account')
  await expect(desk.account('Bo').getByText('Disabled')).toHaveCount(0)
  await signIn()
  await expect(page.getByRole('button', { name: 'New chat' }).first()).toBeVisible()
  await expect(desk.page.getByText('account disabled')).toBeVisible()
  await context.close()
})

test('rights are given and taken, but a server keeps an administrator', async ({ arrive, browser, server }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const desk = await administer(ana)
  await desk.choose('Ana', 'Take administrator’s rights away')
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Take them away' }).click()
  await expect(desk.page.getByRole('dialog').getByText('Somebody has to be administrator')).toBeVisible()
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await desk.choose('Bo', 'Make administrator')
  await desk.confirm('Make administrator')
  await expect(desk.account('Bo').getByText('Administrator', { exact: true })).toBeVisible()
  await expect(bo.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  const again = await bo.newDevice(browser)
  await again.page.goto(`${server.url}/admin`)
  await expect(again.page.getByRole('heading', { name: 'Administration' })).toBeVisible()
  await again.close()
})

test('a link for a new password, made by an administrator, works once', async ({ arrive, browser, server }) => {
  const ana = await arrive('Ana')
  await arrive('Bo')
  const desk = await administer(ana)
  await desk.choose('Bo', 'Link for a new password')
  const dialog = desk.page.getByRole('dialog', { name: 'A new password for Bo' })
  const link = await dialog.getByLabel('Link').inputValue()
  await look(desk.page, '21-admin-password-link')
  const { page, context } = await newBrowser(browser)
  await page.goto(server.url + new URL(link).pathname)
  await page.getByLabel('New password', { exact: true }).fill('another lantern on the shore')
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(page.getByText('The new password is saved.')).toBeVisible()
  await context.close()
})

test('registration is changed at run time, stands over the setting after a restart, and is given back', async ({ arrive, browser, server }) => {
  const ana = await arrive('Ana')
  const desk = await administer(ana)
  await desk.page.getByRole('radio', { name: 'Nobody' }).click()
  await expect(desk.page.getByText('Chosen here. The settings of the server say: Everybody.')).toBeVisible()
  await expect(desk.page.getByRole('radio', { name: 'Nobody' })).toBeChecked()
  await server.restart()
  const { page, context } = await newBrowser(browser)
  const stranger = () => context.request.post(`${server.url}/api/account.create`, {
    data: { name: 'Cy', handle: 'cy', password }, headers: { Origin: server.url },
  })
  expect((await stranger()).status()).toBe(403)
  await desk.page.reload()
  await desk.page.getByRole('button', { name: 'Use the setting' }).click()
  await expect(desk.page.getByRole('radio', { name: 'Everybody' })).toBeChecked()
  expect((await stranger()).status()).toBe(200)
  await page.close()
  await context.close()
})

test('people are found, invitations of others revoked, and the page holds in every view', async ({ arrive, server }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  for (let i = 0; i < 3; i++) {
    const answer = await ana.context.request.post(`${server.url}/api/bot.create`, { data: { name: `Bot ${i}`, handle: `bot${i}` }, headers: { Origin: server.url } })
    if (!answer.ok()) break
  }
  await bo.page.goto(`${server.url}/settings`)
  const desk = await administer(ana)
  const invitation = await ana.context.request.post(`${server.url}/api/invitation.create`, { data: {}, headers: { Origin: server.url } })
  expect(invitation.ok()).toBe(true)
  await desk.page.reload()
  await desk.page.getByRole('button', { name: 'Revoke' }).click()
  await desk.confirm('Revoke')
  await expect(desk.page.getByText('0 of 1 used · Revoked')).toBeVisible()

  await desk.page.getByLabel('Search by name or handle').fill('@bo')
  await expect(desk.account('Ana')).toHaveCount(0)
  await expect(desk.account('@bo ·')).toBeVisible()
  await desk.page.getByLabel('Search by name or handle').fill('nobody at all')
  await expect(desk.page.getByText('Nobody matches.').first()).toBeVisible()
  await desk.page.getByLabel('Search by name or handle').fill('')
  await expect(desk.account('Ana')).toBeVisible()

  await desk.page.getByRole('button', { name: 'Examine the server' }).click()
  await expect(desk.page.getByText(/Examined|nothing to examine/)).toBeVisible({ timeout: 20_000 })
  await look(desk.page, '20-admin')
  // By keyboard: from the search to the menu of the first account, and back out.
  await desk.page.getByLabel('Search by name or handle').focus()
  await desk.page.keyboard.press('Tab')
  await desk.page.keyboard.press('Enter')
  await expect(desk.page.getByRole('menu')).toBeVisible()
  await desk.page.keyboard.press('Escape')
  await expect(desk.page.getByRole('menu')).toHaveCount(0)
  await expect(desk.page.getByRole('button', { name: 'What can be done about Ana' })).toBeFocused()
  for (const [part, name] of [['People', '22-admin-people'], ['What happened lately', '23-admin-audit']] as const) {
    await desk.page.getByRole('heading', { name: part, exact: true }).scrollIntoViewIfNeeded()
    await look(desk.page, name)
  }
})
