/** From Enter to the other's screen: that it gets there, everywhere, and how fast. */
import { chatWith, composer, enterAt, expect, expectP95, focus, hide, message, openChat, paintedAt, send, test, tick, watchEnter } from './harness/test.ts'

test('R2.1 from Enter to painted on the other\'s screen, p95 within 100 ms', { tag: ['@measured', '@nodes'] }, async ({ arrive }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await watchEnter(ana.page)
  await expectP95({ what: 'Enter to the other screen', p95Ms: 100 }, async (n) => {
    const text = `number ${n} across`
    const painted = await paintedAt(bo.page, 'article', text)
    await composer(ana.page).fill(text)
    await composer(ana.page).press('Enter')
    const at = await painted()
    return at - (await enterAt(ana.page))
  })
})

test('R10.1 one\'s own bubble is painted within 50 ms of Enter, p95, and without a network too', { tag: '@measured' }, async ({ arrive, line }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await watchEnter(ana.page)
  const own = async (text: string): Promise<number> => {
    const painted = await paintedAt(ana.page, 'article', text)
    await composer(ana.page).fill(text)
    await composer(ana.page).press('Enter')
    const at = await painted()
    return at - (await enterAt(ana.page))
  }
  await expectP95({ what: 'Enter to own bubble', p95Ms: 50 }, (n) => own(`mine ${n}.`))
  line.down()
  await expect(ana.page.getByText(/Reconnecting|Offline/).first()).toBeVisible({ timeout: 10_000 })
  await expectP95({ what: 'Enter to own bubble without a network', p95Ms: 50 }, (n) => own(`alone ${n}.`))
})

test('R10.2 what reached the browser is painted within 100 ms while 20 a second arrive, p95', { tag: '@measured' }, async ({ arrive }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  // The frame's own arrival is noted inside the page, before its handlers run.
  await ana.page.addInitScript(() => {
    const seen = window as Window & { arrivals?: Map<string, number> }
    seen.arrivals = new Map()
    const Original = window.WebSocket
    window.WebSocket = class extends Original {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        this.addEventListener('message', (event) => {
          const text = /"text":"(stream \d+\.)"/.exec(String(event.data).replaceAll('\\"', '"'))?.[1]
          if (text) seen.arrivals?.set(text, performance.timeOrigin + performance.now())
        })
      }
    }
  })
  await ana.page.reload()
  await expect(composer(ana.page)).toBeVisible()
  let streaming = true
  const stream = (async () => {
    for (let n = 0; streaming && n < 3000; n++) {
      const began = Date.now()
      await composer(bo.page).fill(`stream ${n}.`)
      await composer(bo.page).press('Enter')
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 50 - (Date.now() - began))))
    }
  })()
  const seen: number[] = []
  let next = 10
  await expectP95({ what: 'arrival to painted', p95Ms: 100 }, async () => {
    const text = `stream ${(next += 2)}.`
    const at = await (await paintedAt(ana.page, 'article', text, 20_000))()
    const arrived = await ana.page.evaluate((t) => (window as Window & { arrivals?: Map<string, number> }).arrivals?.get(t), text)
    if (arrived === undefined) throw new Error(`${text} was painted and never arrived`)
    seen.push(at - arrived)
    return at - arrived
  })
  streaming = false
  await stream
  expect(seen.every((ms) => ms > 0)).toBe(true)
})

test('R2.3 a message appears in the open chat by itself', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  let loads = 0
  bo.page.on('load', () => loads++)
  await send(ana.page, 'Look, no reload')
  await expect(message(bo.page, 'Look, no reload')).toBeVisible()
  expect(loads).toBe(0)
})

test('R2.4 a message reaches every tab and every device of everybody in the chat', { tag: '@nodes' }, async ({ arrive, browser }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const anasOther = await ana.newTab(path)
  const bosPhone = await bo.newDevice(browser)
  await bosPhone.page.goto(bosPhone.place.url + path)
  const bosOther = await bosPhone.newTab(path)
  for (const page of [anasOther, bosPhone.page, bosOther]) await expect(composer(page)).toBeVisible()
  await send(ana.page, 'To all of us')
  for (const page of [ana.page, anasOther, bo.page, bosPhone.page, bosOther]) {
    await expect(message(page, 'To all of us')).toHaveCount(1)
  }
  await bosPhone.close()
})

test('R11.4 (tabs) several tabs of one person agree on messages, ticks, unread counts, drafts and what was read', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const other = await ana.newTab(path)
  await expect(composer(other)).toBeVisible()
  await send(other, 'Said in the other tab')
  await expect(tick(ana.page, 'Said in the other tab', 'Read')).toBeVisible()
  await expect(tick(other, 'Said in the other tab', 'Read')).toBeVisible()

  await test.step('drafts', async () => {
    await hide(other)
    await composer(ana.page).fill('Half a thou')
    await expect(composer(other)).toHaveValue('Half a thou')
    await other.reload()
    await expect(composer(other)).toHaveValue('Half a thou')
    await composer(ana.page).fill('')
    await hide(other) // the reload made it believe that it is in front
  })

  await test.step('unread counts and what was read', async () => {
    await ana.page.goto(`${ana.place.url}/`)
    const third = await ana.newTab('/')
    await send(bo.page, 'Counted once')
    await expect(chatWith(ana.page, 'Bo').getByText('1', { exact: true })).toBeVisible()
    await expect(chatWith(third, 'Bo').getByText('1', { exact: true })).toBeVisible()
    await focus(other)
    await expect(tick(bo.page, 'Counted once', 'Read')).toBeVisible()
    await expect(chatWith(ana.page, 'Bo').getByText('1', { exact: true })).toHaveCount(0)
    await expect(chatWith(third, 'Bo').getByText('1', { exact: true })).toHaveCount(0)
  })
})

test('R11.4 (devices) two devices of one person agree on messages, ticks and unread counts', async ({ arrive, browser }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const phone = await ana.newDevice(browser)
  await ana.page.goto(`${ana.place.url}/`)
  await send(bo.page, 'On both')
  for (const page of [ana.page, phone.page]) await expect(chatWith(page, 'Bo').getByText('1', { exact: true })).toBeVisible()
  await phone.page.goto(phone.place.url + path)
  await expect(tick(bo.page, 'On both', 'Read')).toBeVisible()
  await expect(chatWith(ana.page, 'Bo').getByText('1', { exact: true })).toHaveCount(0)
  await send(phone.page, 'From the phone')
  await chatWith(ana.page, 'Bo').click()
  await expect(tick(ana.page, 'From the phone', 'Read')).toBeVisible()
  await phone.close()
})
