/** A connection that is lost, and found again: when it is tried, what the page says meanwhile, and what is there afterwards. */
import type { Page } from '@playwright/test'
import { call, chatOf, chatWith, clientID, connection, expect, fill, idOf, message, must, openChat, say, send, test, tick, words } from './harness/test.ts'

const says = (page: Page, text: string | RegExp): ReturnType<Page['locator']> => connection(page).filter({ hasText: text }).first()

/** When the page opened sockets, and when they ended, in ms. */
function watchSockets(page: Page): { opened: number[]; closed: number[] } {
  const seen = { opened: [] as number[], closed: [] as number[] }
  page.on('websocket', (socket) => {
    seen.opened.push(Date.now())
    socket.on('close', () => seen.closed.push(Date.now()))
  })
  return seen
}

test('R6.1 a lost connection is tried again within 2 s, three times out of three', async ({ arrive, line }) => {
  const ana = await arrive('Ana', { by: line })
  const sockets = watchSockets(ana.page)
  await ana.page.reload()
  for (let n = 0; n < 3; n++) {
    await expect(says(ana.page, 'Connected')).toBeVisible()
    const before = sockets.opened.length
    const cut = Date.now()
    line.cut()
    await expect.poll(() => sockets.opened.length, { timeout: 4_000 }).toBeGreaterThan(before)
    expect(sockets.opened[before]! - cut, 'ms from the cut to the next try').toBeLessThanOrEqual(2_000)
  }
  await expect(says(ana.page, 'Connected')).toBeVisible()
})

test('R6.2 R6.5 five tries with growing waits, each shown, then offline with a way on', async ({ arrive, line }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana', { by: line })
  await expect(says(ana.page, 'Connected')).toBeVisible()
  const sockets = watchSockets(ana.page)
  const cut = Date.now()
  line.down()
  for (const n of [2, 3, 4]) await expect(says(ana.page, `Reconnecting (${n} of 5)`)).toBeVisible({ timeout: 10_000 })
  await expect(says(ana.page, 'Offline')).toBeVisible({ timeout: 35_000 })
  const tries = sockets.opened.filter((at) => at >= cut)
  expect(tries).toHaveLength(5)
  const waits = tries.map((at, i) => at - (i === 0 ? cut : tries[i - 1]!))
  const bounds = [[100, 1_000], [1_000, 2_000], [2_000, 4_000], [4_000, 8_000], [8_000, 16_000]] as const
  for (const [i, [least, most]] of bounds.entries()) {
    expect(waits[i], `wait before try ${i + 1}`).toBeGreaterThanOrEqual(least - 50)
    expect(waits[i], `wait before try ${i + 1}`).toBeLessThanOrEqual(most + 1_000)
  }
  line.up()
  await ana.page.getByRole('button', { name: 'Try again' }).first().click()
  await expect(says(ana.page, 'Connected')).toBeVisible()
})

test('R6.3 (messages) R6.3 (edits) R6.3 (receipts) R7.2 what happened while one was cut off is there, in order, once', { tag: '@nodes' }, async ({ arrive, line }) => {
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const chat = chatOf(path)
  await bo.page.goto(`${bo.place.url}/`)
  await send(ana.page, 'Not seen yet')
  await expect(tick(ana.page, 'Not seen yet', 'Delivered')).toBeVisible()
  const edited = await say(bo.page, chat, 'The first version')
  await expect(message(ana.page, 'The first version')).toBeVisible()

  line.down()
  await expect(says(ana.page, /Reconnecting|Offline/)).toBeVisible()
  for (let n = 1; n <= 7; n++) await say(bo.page, chat, `missed ${n}.`)
  await must(bo.page, 'message.edit', { chat, seq: edited, content: words('The second version') })
  const dropped = await say(bo.page, chat, 'Taken back')
  await must(bo.page, 'message.delete', { chat, seq: dropped })
  await chatWith(bo.page, 'Ana').click()
  await expect(message(bo.page, 'missed 7.')).toBeVisible()
  line.up()

  await expect(message(ana.page, 'missed 7.')).toBeVisible({ timeout: 20_000 })
  await expect(tick(ana.page, 'Not seen yet', 'Read')).toBeVisible()
  await expect(message(ana.page, 'The second version')).toHaveCount(1)
  await expect(message(ana.page, 'The first version')).toHaveCount(0)
  await expect(message(ana.page, 'Taken back')).toHaveCount(0)
  const order = (await ana.page.getByRole('article').allInnerTexts()).flatMap((text) => /missed \d/.exec(text)?.[0] ?? [])
  expect(order).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `missed ${n}`))
})

test('R6.3 (membership) who was added or removed while one was cut off is known afterwards', { tag: '@nodes' }, async ({ arrive, line }) => {
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  const [anaID, cyID] = [await idOf(ana.page), await idOf(cy.page)]
  const first = await must(bo.page, 'group.create', { client_id: clientID(), name: 'Choir', users: [anaID] })
  await expect(chatWith(ana.page, 'Choir')).toBeVisible()
  await chatWith(ana.page, 'Choir').click()
  line.down()
  await expect(says(ana.page, /Reconnecting|Offline/)).toBeVisible()
  const chat = (first['row'] as { chat: string }).chat
  await must(bo.page, 'group.add', { chat, users: [cyID] })
  await say(cy.page, chat, 'Glad to be here')
  await must(bo.page, 'group.create', { client_id: clientID(), name: 'Picnic', users: [anaID] })
  line.up()
  await expect(ana.page.getByText('Bo added Cy')).toBeVisible({ timeout: 20_000 })
  await expect(message(ana.page, 'Glad to be here')).toHaveCount(1)
  await expect(chatWith(ana.page, 'Picnic')).toBeVisible()
  line.down()
  await expect(says(ana.page, /Reconnecting|Offline/)).toBeVisible()
  await must(bo.page, 'group.remove', { chat, user: anaID })
  await say(cy.page, chat, 'Not for Ana')
  line.up()
  await expect(ana.page.getByText(/no longer a member/i)).toBeVisible({ timeout: 20_000 })
  await expect(message(ana.page, 'Not for Ana')).toHaveCount(0)
  expect((await call(ana.page, 'message.send', { chat, messages: [{ client_id: clientID(), content: words('no') }] })).status).toBe(403)
})

test('R6.3 R7.2 after 5,000 missed messages the list is right within 2 s of the connection, and the chat has no hole', async ({ arrive, line }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await send(ana.page, 'Before the long silence')
  await ana.page.goto(`${line.url}/`)
  await expect(chatWith(ana.page, 'Bo')).toBeVisible()
  line.down()
  await expect(says(ana.page, /Reconnecting|Offline/)).toBeVisible()
  await bo.page.goto(`${bo.place.url}/`) // painting all of them there is not what this is about
  await fill(bo.page, chatOf(path), 1, 5_000)
  line.up()
  await ana.page.getByRole('button', { name: 'Try again' }).first().click()
  await expect(says(ana.page, 'Connected')).toBeVisible({ timeout: 40_000 })
  const back = Date.now()
  await expect(chatWith(ana.page, 'Bo').getByText('line 5000.')).toBeVisible({ timeout: 2_000 })
  await expect(chatWith(ana.page, 'Bo').getByText('999+', { exact: true })).toBeVisible({ timeout: 2_000 })
  expect(Date.now() - back).toBeLessThanOrEqual(2_000)
  await chatWith(ana.page, 'Bo').click()
  await ana.page.keyboard.press('End')
  await expect(message(ana.page, 'line 5000.')).toBeVisible()
  const shown = (await ana.page.getByRole('article').allInnerTexts()).flatMap((text) => /line (\d+)\./.exec(text)?.[1] ?? []).map(Number)
  expect(shown.every((n, i) => i === 0 || n === shown[i - 1]! + 1), `no hole in ${shown.join(' ')}`).toBe(true)
})
test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

test('R6.3 a laptop that slept does not trust its old socket', async ({ arrive, line }) => {
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await ana.page.clock.install()
  await ana.page.reload()
  await expect(says(ana.page, 'Connected')).toBeVisible()
  line.become('stalled')
  await say(bo.page, chatOf(path), 'While you slept')
  line.up()
  line.become('none')
  const sockets = watchSockets(ana.page)
  await ana.page.clock.fastForward(3_600_000)
  await ana.page.clock.resume()
  await expect.poll(() => sockets.opened.length, { timeout: 5_000 }).toBeGreaterThan(0)
  await expect(message(ana.page, 'While you slept')).toHaveCount(1)
  await expect(says(ana.page, 'Connected')).toBeVisible({ timeout: 10_000 })
})

test('R6.3 the server is killed while two people type and send, three times: nothing lost, nothing twice, one order', async ({ arrive, server }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  let n = 0
  for (let round = 0; round < 3; round++) {
    const sent: string[] = []
    const both = [ana.page, bo.page].map(async (page, who) => {
      for (let i = 0; i < 6; i++) {
        const text = `${who === 0 ? 'ana' : 'bo'} ${++n} of it.`
        sent.push(text)
        await send(page, text)
      }
    })
    await new Promise((resolve) => setTimeout(resolve, 150 + 100 * round))
    await server.kill()
    await Promise.all(both)
    await server.up()
    for (const page of [ana.page, bo.page]) {
      for (const text of sent) await expect(message(page, text)).toHaveCount(1, { timeout: 25_000 })
      await expect(page.getByRole('img', { name: /^(Waiting to send|Sending|Not sent)$/ })).toHaveCount(0, { timeout: 25_000 })
    }
  }
  const order = async (page: Page): Promise<string[]> => (await page.getByRole('article').allInnerTexts()).flatMap((t) => /(?:ana|bo) \d+ of it/.exec(t)?.[0] ?? [])
  const one = await order(ana.page)
  expect(one).toHaveLength(n)
  expect(await order(bo.page)).toEqual(one)
})

test('R6.3 R9.5 the server is restarted as an operator does it, three times, while both write: nothing turns red, nothing is lost', async ({ arrive, server }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  for (const { page } of [ana, bo]) {
    await page.evaluate(() => {
      const seen = window as Window & { red?: boolean }
      seen.red = false
      new MutationObserver(() => {
        if (document.querySelector('[role=img][aria-label="Not sent"]')) seen.red = true
      }).observe(document.body, { subtree: true, childList: true, attributes: true })
    })
  }
  let n = 0
  for (let round = 0; round < 3; round++) {
    let writing = true
    const both = [ana.page, bo.page].map(async (page, who) => {
      while (writing) {
        await send(page, `${who === 0 ? 'ana' : 'bo'} writes ${++n}.`)
        await new Promise((resolve) => setTimeout(resolve, 120))
      }
    })
    await server.restart('stop')
    writing = false
    await Promise.all(both)
    for (const { page } of [ana, bo]) {
      await expect(page.getByRole('img', { name: /^(Waiting to send|Sending)$/ })).toHaveCount(0, { timeout: 25_000 })
    }
  }
  for (const { page } of [ana, bo]) expect(await page.evaluate(() => (window as Window & { red?: boolean }).red)).toBe(false)
  const order = async (page: Page): Promise<string[]> => (await page.getByRole('article').allInnerTexts()).flatMap((t) => /(?:ana|bo) writes \d+/.exec(t)?.[0] ?? [])
  await ana.page.keyboard.press('End')
  const one = await order(ana.page)
  expect(new Set(one).size).toBe(one.length)
  await expect.poll(() => order(bo.page)).toEqual(await order(ana.page))
})
