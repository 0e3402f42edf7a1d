/** What Twoticks is for, from an empty server to a restart, as two people live it. */
import { chatWith, composer, connection, expect, find, message, newBrowser, openChat, send, signIn, test, tick } from './harness/test.ts'

test('two people meet, chat both ways, and find everything again after a restart', async ({ arrive, server }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)

  await test.step('messages both ways, with ticks up to Read', async () => {
    await send(ana.page, 'Are you there?')
    await expect(message(bo.page, 'Are you there?')).toBeVisible()
    await expect(tick(ana.page, 'Are you there?', 'Read')).toBeVisible()
    await send(bo.page, 'Yes, since this morning.')
    await expect(message(ana.page, 'Yes, since this morning.')).toBeVisible()
    await expect(tick(bo.page, 'Yes, since this morning.', 'Read')).toBeVisible()
  })

  await test.step('each sees the other online, and typing', async () => {
    await expect(ana.page.getByText('Online', { exact: true }).first()).toBeVisible()
    await expect(bo.page.getByText('Online', { exact: true }).first()).toBeVisible()
    await composer(bo.page).pressSequentially('Wait')
    await expect(ana.page.getByText('Bo is typing').first()).toBeVisible()
    await composer(bo.page).fill('')
  })

  await test.step('a reload keeps all of it', async () => {
    await ana.page.reload()
    await expect(message(ana.page, 'Are you there?')).toBeVisible()
    await expect(tick(ana.page, 'Are you there?', 'Read')).toBeVisible()
    await expect(message(ana.page, 'Yes, since this morning.')).toBeVisible()
  })

  const second = await ana.newTab(path)
  await test.step('a second tab shows the same', async () => {
    await expect(message(second, 'Yes, since this morning.')).toBeVisible()
    await send(second, 'From my other tab')
    await expect(message(ana.page, 'From my other tab')).toBeVisible()
    await expect(message(bo.page, 'From my other tab')).toBeVisible()
  })

  await test.step('the server restarts: the pages come back by themselves and nothing is lost', async () => {
    await server.restart('kill')
    for (const page of [ana.page, second, bo.page]) {
      await expect(connection(page).filter({ hasText: 'Connected' }).first()).toBeVisible({ timeout: 20_000 })
      await expect(message(page, 'Are you there?')).toHaveCount(1)
      await expect(message(page, 'From my other tab')).toHaveCount(1)
    }
    await send(bo.page, 'Still here')
    await expect(message(ana.page, 'Still here')).toHaveCount(1)
    await expect(tick(bo.page, 'Still here', 'Read')).toBeVisible()
  })
})

test('somebody new sees what to do first, and a note to oneself is read at once', async ({ arrive }) => {
  const ana = await arrive('Ana')
  await expect(ana.page.getByRole('button', { name: /invite/i }).or(ana.page.getByRole('link', { name: /invite/i })).first()).toBeVisible()
  await ana.page.getByRole('button', { name: /note to (yourself|self)/i }).first().click()
  await ana.page.waitForURL('**/c/*')
  await send(ana.page, 'Buy bread')
  await expect(tick(ana.page, 'Buy bread', 'Read')).toBeVisible()
})

test('two who open the chat at the same instant are in the same one', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const [a, b] = await Promise.all([find(ana.page, bo), find(bo.page, ana)])
  expect(a).toBe(b)
})

test('one signs out, and in again on another device with everything there', async ({ arrive, browser, server }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await send(ana.page, 'Before signing out')
  await expect(tick(ana.page, 'Before signing out', 'Read')).toBeVisible()
  await ana.page.goto(`${server.url}/settings`)
  await ana.page.getByRole('button', { name: 'Sign out', exact: true }).click()
  const sure = ana.page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true })
  if (await sure.isVisible().catch(() => false)) await sure.click()
  await ana.page.waitForURL('**/sign-in')
  const { page, context } = await newBrowser(browser)
  await signIn(page, server, 'ana')
  await chatWith(page, 'Bo').click()
  await expect(message(page, 'Before signing out')).toBeVisible()
  await context.close()
})
