/** Being told while the page is closed: a push service of the test's own, the page's real service worker, and the second tick. */
import { chatWith, message, openChat, send, tick } from './harness/test.ts'
import { expect, listenTo, notices, test, Worker } from './harness/pushes.ts'

test.use({ serviceWorkers: 'allow' })

test('a message is pushed to who closed the page, shown by the worker, kept on the device, and only then delivered', async ({ arrive, pushes }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await listenTo(pushes, ana, 'ana')
  const path = await openChat(ana, bo)
  const subscribed = ana.page.waitForResponse('**/api/push.subscribe')
  await ana.page.goto(`${ana.place.url}/settings`)
  await expect(ana.page.getByRole('checkbox', { name: 'Notifications' })).toBeChecked()
  expect((await subscribed).status()).toBe(200)
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
