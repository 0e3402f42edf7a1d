/** Networks that let no WebSocket through, and servers that are out of reach. */
import type { Page } from '@playwright/test'
import { chatWith, composer, connection, expect, message, openChat, send, test, tick } from './harness/test.ts'

const says = (page: Page, text: string | RegExp): ReturnType<Page['locator']> => connection(page).filter({ hasText: text }).first()

test('R12.1 where no WebSocket gets through the page says why, works on over HTTP with live events, and returns by itself', async ({ arrive }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  let blocked = true
  await ana.page.routeWebSocket('**/ws', (socket) => {
    if (blocked) void socket.close({ code: 4000 })
    else socket.connectToServer()
  })
  await ana.page.clock.install()
  await ana.page.goto(ana.place.url + path)
  await ana.page.clock.resume()
  await expect(says(ana.page, 'Slow mode')).toBeVisible({ timeout: 20_000 })
  await expect(ana.page.getByText('Live connection blocked. Messages still work, a little slower.')).toBeVisible()
  await ana.page.getByRole('button', { name: 'Why?' }).click()
  await expect(ana.page.getByRole('dialog')).toContainText(/WebSocket/)
  await ana.page.keyboard.press('Escape')

  await send(ana.page, 'Through the narrow door')
  await expect(message(bo.page, 'Through the narrow door')).toHaveCount(1)
  await expect(tick(ana.page, 'Through the narrow door', 'Read')).toBeVisible({ timeout: 10_000 })
  await send(bo.page, 'I hear you')
  await expect(message(ana.page, 'I hear you')).toHaveCount(1)
  await expect(tick(bo.page, 'I hear you', 'Read')).toBeVisible({ timeout: 10_000 })
  await composer(bo.page).pressSequentially('and I am typing', { delay: 100 })
  await expect(ana.page.getByText('Bo is typing').first()).toBeVisible({ timeout: 5_000 })
  await composer(bo.page).fill('')
  await expect(bo.page.getByText('Online', { exact: true }).first()).toBeVisible()

  blocked = false
  await ana.page.getByRole('button', { name: 'Try again' }).first().click()
  await expect(says(ana.page, 'Connected')).toBeVisible({ timeout: 10_000 })
  await send(bo.page, 'Wide open again')
  await expect(message(ana.page, 'Wide open again')).toHaveCount(1)
})

test('R12.1 where server-sent events are held back too, a sync request that waits brings what is new', async ({ arrive }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await ana.page.routeWebSocket('**/ws', (socket) => void socket.close({ code: 4000 }))
  await ana.page.route('**/api/stream**', () => new Promise(() => undefined)) // a proxy that buffers for ever
  await ana.page.goto(ana.place.url + path)
  await expect(says(ana.page, 'Slow mode')).toBeVisible({ timeout: 20_000 })
  await expect
    .poll(() => ana.page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/sync.wait')).length), { timeout: 30_000 })
    .toBeGreaterThan(0)
  await send(bo.page, 'Even so')
  await expect(message(ana.page, 'Even so')).toHaveCount(1, { timeout: 10_000 })
  await send(ana.page, 'And back')
  await expect(tick(ana.page, 'And back', 'Read')).toBeVisible({ timeout: 25_000 })
})

test.describe('opened without a network', () => {
  test.use({ serviceWorkers: 'allow' })

  test('R12.3 with the server out of reach the page opens with what it has, says so, and keeps what is written', async ({ arrive, line, server }) => {
    test.setTimeout(60_000)
    const ana = await arrive('Ana', { by: line })
    const bo = await arrive('Bo')
    const path = await openChat(ana, bo)
    await send(bo.page, 'Something to remember')
    await expect(message(ana.page, 'Something to remember')).toBeVisible()
    await ana.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await server.stop()
    const cold = await ana.context.newPage()
    await ana.page.close()
    await cold.goto(`${line.url}/`)
    await expect(chatWith(cold, 'Bo')).toBeVisible()
    await chatWith(cold, 'Bo').click()
    await expect(message(cold, 'Something to remember')).toBeVisible()
    await send(cold, 'Written in the dark')
    await expect(tick(cold, 'Written in the dark', 'Waiting to send')).toBeVisible()
    await expect(says(cold, /Reconnecting|Offline/)).toBeVisible()
    await expect(cold.getByRole('region', { name: 'Connection' }).filter({ hasText: /kept on this device/ })).toBeVisible({ timeout: 10_000 })
    await server.up()
    await expect(tick(cold, 'Written in the dark', 'Read').or(tick(cold, 'Written in the dark', 'Delivered'))).toBeVisible({ timeout: 40_000 })
    await bo.page.goto(bo.place.url + path)
    await expect(message(bo.page, 'Written in the dark')).toHaveCount(1)
  })
})
