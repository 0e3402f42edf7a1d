/** Being told while the page is closed: a push service of the test's own, the page's real service worker, and the second tick. */
import type { Page } from '@playwright/test'
import { chatWith, find, hide, look, message, openChat, type Person, send, tick } from './harness/test.ts'
import { expect, listenTo, notices, test, Worker } from './harness/pushes.ts'

test.use({ serviceWorkers: 'allow' })

const offer = (page: Page) => page.getByRole('region', { name: 'Notifications' })

/** Takes up the offer that the page makes once somebody has written. */
async function turnOn(person: Person, other: Person): Promise<void> {
  await person.page.goto(`${person.place.url}/`)
  await send(other.page, 'The first words')
  await expect(chatWith(person.page, other.name)).toContainText('The first words')
  await expect(offer(person.page)).toBeVisible()
  await look(person.page, '66-offer', 'begun')
  const subscribed = person.page.waitForResponse('**/api/push.subscribe')
  await offer(person.page).getByRole('button', { name: 'Turn on notifications' }).click()
  expect((await subscribed).status()).toBe(200)
  await expect(offer(person.page)).toHaveCount(0)
}

test('a message is pushed to who closed the page, shown by the worker, kept on the device, and only then delivered', { tag: '@nodes' }, async ({ arrive, pushes }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await listenTo(pushes, ana, 'ana')
  const path = await openChat(ana, bo)
  await turnOn(ana, bo)
  const worker = await Worker.of(ana.context, ana.place.url)
  await ana.page.close()

  await send(bo.page, 'The ferry is late')
  await expect(tick(bo.page, 'The ferry is late', 'Sent')).toBeVisible()
  await expect.poll(() => pushes.to('ana').length, { timeout: 10_000 }).toBe(1)
  const [said] = pushes.to('ana')
  expect(said).toMatchObject({ chat: path.replace('/c/', ''), from: 'Bo', text: 'The ferry is late', language: 'en' })
  await expect(tick(bo.page, 'The ferry is late', 'Sent'), 'the push service has it, not the device').toBeVisible()
  await worker.push(said!)
  await expect(tick(bo.page, 'The ferry is late', 'Delivered')).toBeVisible()
  await expect(tick(bo.page, 'The ferry is late', 'Read')).toHaveCount(0)

  await send(bo.page, 'And now it is here')
  await expect.poll(() => pushes.to('ana').length, { timeout: 10_000 }).toBe(2)
  await worker.push(pushes.to('ana')[1]!)
  await expect(tick(bo.page, 'And now it is here', 'Delivered')).toBeVisible()

  // What the worker kept is there without a network.
  await ana.context.setOffline(true)
  const page = await ana.context.newPage()
  await page.goto(`${ana.place.url}/settings`)
  await expect.poll(() => notices(page)).toEqual(['Bo (2) | And now it is here'])
  await chatWith(page, 'Bo').click()
  await expect(message(page, 'The ferry is late')).toBeVisible()
  await expect(message(page, 'And now it is here')).toBeVisible()
  await ana.context.setOffline(false)
  await expect(tick(bo.page, 'And now it is here', 'Read')).toBeVisible({ timeout: 20_000 })
  await expect.poll(() => notices(page), { timeout: 10_000 }).toEqual([])
})

test('read on another device, the notice of a closed page goes', { tag: '@nodes' }, async ({ arrive, browser, pushes }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await listenTo(pushes, ana, 'ana')
  await openChat(ana, bo)
  await turnOn(ana, bo)
  const worker = await Worker.of(ana.context, ana.place.url)
  await ana.page.close()
  await send(bo.page, 'Read me on the phone')
  await expect.poll(() => pushes.to('ana').length, { timeout: 10_000 }).toBe(1)
  await worker.push(pushes.to('ana')[0]!)
  await expect.poll(() => worker.notices()).toEqual(['Bo | Read me on the phone'])

  const phone = await ana.newDevice(browser)
  await chatWith(phone.page, 'Bo').click()
  await expect(message(phone.page, 'Read me on the phone')).toBeVisible()
  await expect.poll(() => pushes.to('ana').length, { timeout: 10_000 }).toBe(2)
  expect(pushes.to('ana')[1]).toMatchObject({ read: true, chat: pushes.to('ana')[0]!.chat })
  await worker.push(pushes.to('ana')[1]!)
  await expect.poll(() => worker.notices()).toEqual([])
})

test('a first message of somebody new reaches the device too; a notice that is pressed opens its chat; who looks is not told', async ({ arrive, pushes }) => {
  test.setTimeout(120_000)
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  await listenTo(pushes, ana, 'ana')
  const withBo = await openChat(ana, bo)
  await turnOn(ana, bo)
  const worker = await Worker.of(ana.context, ana.place.url)
  await ana.page.close()

  await find(cy.page, ana)
  await send(cy.page, 'We have not met')
  await expect.poll(() => pushes.to('ana').length, { timeout: 10_000 }).toBe(1)
  await worker.push(pushes.to('ana')[0]!)
  await expect(tick(cy.page, 'We have not met', 'Delivered')).toBeVisible()

  // A window lives, and is not looked at: it tells of it itself, by the worker's hand.
  const page = await ana.newTab('/')
  await expect(chatWith(page, 'Cy')).toContainText('We have not met')
  await page.waitForTimeout(3_000) // what tells is fetched behind the first paint
  await hide(page)
  await send(bo.page, 'While the window is hidden')
  await expect.poll(() => notices(page)).toContainEqual('Bo | While the window is hidden')
  await worker.press(withBo.replace('/c/', ''))
  await page.waitForURL(`**${withBo}`)
  await expect(message(page, 'While the window is hidden')).toBeVisible()
  await page.evaluate(() => window.setView?.({ visible: true, focused: true }))
  await worker.push({ ...pushes.to('ana')[0]!, seq: 2, text: 'Not for who looks' })
  await expect.poll(() => notices(page), 'read, and gone').toEqual(['Cy | We have not met'])
})

test('switched off, or signed out, nothing is pushed any more', async ({ arrive, pushes }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await listenTo(pushes, ana, 'ana')
  await openChat(ana, bo)
  await turnOn(ana, bo)
  await ana.page.goto(`${ana.place.url}/settings`)
  await ana.page.waitForTimeout(3_000) // what follows the switch is fetched behind the first paint
  const ended = ana.page.waitForResponse('**/api/push.unsubscribe')
  await ana.page.getByRole('checkbox', { name: 'Notifications' }).uncheck()
  expect((await ended).status()).toBe(200)
  const again = ana.page.waitForResponse('**/api/push.subscribe')
  await ana.page.getByRole('checkbox', { name: 'Notifications' }).check()
  expect((await again).status()).toBe(200)
  await ana.page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(ana.page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  expect(await ana.page.evaluate(() => localStorage.getItem('test.push'))).toBe(null)
})
