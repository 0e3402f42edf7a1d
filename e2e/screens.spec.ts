/** The twelve screens of the real program in every view, and no request to any other host. */
import { composer, expect, fill, look, message, newBrowser, openChat, Person, send, signUp, test, tick } from './harness/test.ts'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

test('the twelve screens hold in every view', async ({ browser, server }) => {
  test.setTimeout(480_000)
  const { page, context } = await newBrowser(browser)
  const foreign: string[] = []
  context.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url())
  })
  const refused: string[] = []
  page.on('console', (line) => {
    if (/Content Security Policy|Refused to/.test(line.text())) refused.push(line.text())
  })

  await page.goto(`${server.url}/sign-up`)
  await expect(page.getByLabel('Name', { exact: true })).toBeVisible()
  await look(page, '01-sign-up')
  await page.goto(`${server.url}/sign-in`)
  await expect(page.getByLabel('Handle', { exact: true })).toBeVisible()
  await look(page, '02-sign-in')

  await signUp(page, server, 'Ana', 'ana')
  await expect(page.getByText('What the ticks mean').filter({ visible: true })).toBeVisible()
  await look(page, '04-empty')
  const link = /http\S+\/invite\/\S+/.exec(await server.command('invite'))?.[0]
  const guest = await newBrowser(browser)
  await guest.page.goto(server.url + new URL(link!).pathname)
  await expect(guest.page.getByText(/Ana/).first()).toBeVisible()
  await look(guest.page, '03-invitation')

  await signUp(guest.page, server, 'Bo', 'bo', '/sign-up')
  const ana = new Person('Ana', 'ana', server, context, page)
  const bo = new Person('Bo', 'bo', server, guest.context, guest.page)
  const path = await openChat(ana, bo)
  await send(page, 'Did the shelf arrive?')
  await expect(tick(page, 'Did the shelf arrive?', 'Read')).toBeVisible()
  await send(guest.page, 'Yes, this morning. It stands in the hall and is *82 cm* wide, not 80.')
  await send(guest.page, 'The plan is at https://example.org/shelf_plan_2 if you want to look.')
  await expect(message(page, 'The plan is at')).toBeVisible()
  await send(page, 'Then see you on Thursday 🎉')
  await look(page, '06-chat')

  await message(page, 'Did the shelf arrive?').click()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Message info' }).or(page.getByRole('button', { name: 'Message info' })).first().click()
  await expect(page.getByText(/Read/).last()).toBeVisible()
  await look(page, '08-message-info')
  await page.keyboard.press('Escape')

  const cy = await newBrowser(browser)
  await signUp(cy.page, server, 'Cy', 'cy')
  const cys = new Person('Cy', 'cy', server, cy.context, cy.page)
  const other = await openChat(cys, ana)
  await page.goto(`${server.url}/`)
  await send(cy.page, 'The photos from Sunday are here')
  await send(cy.page, 'All of them, at last')
  await expect(page.getByText('All of them, at last').first()).toBeVisible()
  await look(page, '05-list')
  await page.goto(`${server.url}/notifications`)
  await expect(page.getByRole('main').getByText('All of them, at last')).toBeVisible()
  await look(page, '09-notifications')
  await page.goto(`${server.url}/`)
  await page.getByRole('button', { name: 'New chat' }).first().click()
  await page.getByRole('dialog').getByLabel('Find people by handle').fill('bo')
  await expect(page.getByRole('dialog').getByRole('button', { name: /^Bo/ })).toBeVisible()
  await look(page, '10-new-chat', 'begun')
  await page.keyboard.press('Escape')

  await fill(cy.page, other.split('/').at(-1)!, 1, 200)
  await page.goto(server.url + other)
  await expect(page.getByText(/unread/).first()).toBeVisible()
  await look(page, '07-long-chat')
  await page.goto(`${server.url}/settings`)
  await expect(page.getByRole('heading').first()).toBeVisible()
  await look(page, '13-settings')

  await page.goto(server.url + path)
  await expect(composer(page)).toBeVisible()
  await server.stop()
  await send(page, 'Written while the server was away')
  await expect(tick(page, 'Written while the server was away', 'Waiting to send')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/Reconnecting|Offline/).first()).toBeVisible()
  await page.waitForTimeout(2_500) // the banner comes after two seconds of trouble
  await look(page, '11-offline')
  await server.up()
  // The page may be back by itself first.
  await page.getByRole('button', { name: 'Try again' }).click({ timeout: 2_000 }).catch(() => undefined)
  await expect(tick(page, 'Written while the server was away', 'Delivered').or(tick(page, 'Written while the server was away', 'Read'))).toBeVisible({ timeout: 30_000 })
  await page.goto(`${server.url}/no-such-page`)
  await look(page, '12-error')

  expect(foreign, 'requests to other hosts').toEqual([])
  expect(refused, 'what the content security policy refused').toEqual([])
  for (const c of [context, guest.context, cy.context]) await c.close()
})
