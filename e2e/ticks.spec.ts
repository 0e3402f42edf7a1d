/** The ticks, and the receipts behind them. Whether a window is in use is set by the tests: see harness/view.ts. */
import { chatWith, expect, focus, hide, message, openChat, send, test, tick, unfocus } from './harness/test.ts'
import type { Page } from '@playwright/test'

const sentReads = (page: Page): { reads: () => number } => {
  let reads = 0
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const frame = JSON.parse(String(payload)) as { type: string; body?: { marks?: { read?: number }[] } }
      if (frame.type === 'receipt.mark') reads += frame.body?.marks?.filter((m) => m.read !== undefined).length ?? 0
    })
  })
  return { reads: () => reads }
}

test('R3.1 a clock until the server has it, then one tick', async ({ arrive, line }) => {
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await bo.close()
  line.become('answers-lost')
  await send(ana.page, 'Is it stored?')
  await expect(tick(ana.page, 'Is it stored?', 'Sending').or(tick(ana.page, 'Is it stored?', 'Waiting to send'))).toBeVisible()
  await expect(tick(ana.page, 'Is it stored?', 'Sent')).toHaveCount(0)
  line.up()
  line.cut()
  await expect(tick(ana.page, 'Is it stored?', 'Sent')).toBeVisible({ timeout: 20_000 })
  await expect(message(ana.page, 'Is it stored?')).toHaveCount(1)
})

test('R3.2 (direct) R3.3 (direct) R3.5 (direct) R8.2 R8.4 one tick while away, two on the device, blue when seen, live in every tab and device', { tag: '@nodes' }, async ({ arrive, browser }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const other = await ana.newTab(path)
  const phone = await ana.newDevice(browser)
  await phone.page.goto(phone.place.url + path)
  const everywhere = [ana.page, other, phone.page]
  const all = async (status: 'Sent' | 'Delivered' | 'Read'): Promise<void> => {
    for (const page of everywhere) await expect(tick(page, 'How far is it?', status)).toBeVisible()
  }
  await bo.page.close()
  await send(ana.page, 'How far is it?')
  await all('Sent')
  const back = await bo.context.newPage()
  await back.goto(`${bo.place.url}/`)
  await all('Delivered')
  await chatWith(back, 'Ana').click()
  await all('Read')

  await message(ana.page, 'How far is it?').click()
  await ana.page.keyboard.press('Enter')
  await ana.page.getByRole('menuitem', { name: 'Message info' }).or(ana.page.getByRole('button', { name: 'Message info' })).first().click()
  const info = ana.page.getByRole('dialog', { name: 'Message info' })
  for (const what of ['Read', 'Delivered']) {
    await expect(info.getByRole('term').filter({ hasText: what })).toBeVisible()
  }
  await expect(info.getByRole('definition').first()).toHaveText(/\d{1,2}:\d{2}/)
  await phone.close()
})

test('the tick opens: when the message was stored, whom it waits for, and since when they have it', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await bo.page.close()
  await send(ana.page, 'Who has it?')
  const sent = tick(ana.page, 'Who has it?', 'Sent')
  await expect(sent).toBeVisible()
  await sent.click()
  const info = ana.page.getByRole('dialog', { name: 'Message info' })
  await expect(info.getByText(/\d{1,2}:\d{2}:\d{2}/)).toBeVisible()
  await expect(info.getByText('Message 1 of this chat')).toBeVisible()
  await expect(info.getByText('No device of Bo has fetched it yet.')).toBeVisible()
  const back = await bo.context.newPage()
  await back.goto(`${bo.place.url}/`)
  await expect(info.getByText('Bo has it on a device and has not seen it yet.')).toBeVisible()
  await chatWith(back, 'Ana').click()
  await expect(info.getByText('Bo has it')).toHaveCount(0)
  await expect(info.getByRole('definition').first()).toHaveText(/\d{1,2}:\d{2}/)
})

test('R8.1 seeing is enough, and only seeing: not hidden, not without focus; within 300 ms of the focus', { tag: '@measured' }, async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  for (const [n, away] of [hide, unfocus, hide].entries()) {
    const text = `seen or not ${n}?`
    await away(bo.page)
    await send(ana.page, text)
    await expect(tick(ana.page, text, 'Delivered')).toBeVisible()
    await ana.page.waitForTimeout(600) // long enough for a receipt that must not come
    await expect(tick(ana.page, text, 'Read')).toHaveCount(0)
    const before = Date.now()
    const read = bo.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const at = performance.now()
          const send = WebSocket.prototype.send
          WebSocket.prototype.send = function (data) {
            if (String(data).includes('"read"')) {
              WebSocket.prototype.send = send
              resolve(performance.now() - at)
            }
            send.call(this, data)
          }
          window.setView?.({ visible: true, focused: true })
        }),
    )
    expect(await read, 'ms from the focus to the receipt').toBeLessThanOrEqual(300)
    await expect(tick(ana.page, text, 'Read')).toBeVisible()
    expect(Date.now() - before).toBeLessThan(5_000)
  }
})

test('R8.3 one receipt covers all that is in view and what came before', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await bo.page.goto(`${bo.place.url}/`)
  for (let n = 1; n <= 12; n++) await send(ana.page, `unread ${n}.`)
  await expect(chatWith(bo.page, 'Ana').getByText('12', { exact: true })).toBeVisible()
  const tab = await bo.context.newPage()
  const { reads } = sentReads(tab)
  await tab.goto(bo.place.url + path)
  for (let n = 1; n <= 12; n++) await expect(tick(ana.page, `unread ${n}.`, 'Read')).toBeVisible()
  expect(reads(), 'receipts for 12 messages').toBeLessThanOrEqual(2)
  await expect(chatWith(bo.page, 'Ana').getByText('12', { exact: true })).toHaveCount(0)
})

test('R8.5 a message is reported as read once, whatever number of tabs shows it', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  let advanced = 0
  const tab = await ana.context.newPage()
  tab.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const frame = JSON.parse(String(payload)) as { type: string; body?: { marks?: { read?: number } } }
      if (frame.type === 'receipt.advanced' && frame.body?.marks?.read) advanced++
    })
  })
  await tab.goto(ana.place.url + path)
  const bosTabs = [bo.page, await bo.newTab(path), await bo.newTab(path)]
  for (const page of bosTabs) await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible()
  await send(tab, 'Once')
  await expect(tick(tab, 'Once', 'Read')).toBeVisible()
  for (const page of bosTabs) {
    await hide(page)
    await focus(page)
  }
  await bosTabs[1]?.reload()
  await expect(message(bosTabs[1]!, 'Once')).toBeVisible()
  await tab.waitForTimeout(500) // long enough for a broadcast that must not come
  expect(advanced, 'broadcasts of a read mark').toBe(1)
})
