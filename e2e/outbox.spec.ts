/** The outbox: what happens to a message whose way is barred, until it is there or a person has to decide. */
import type { Page } from '@playwright/test'
import {
  call, chatOf, chatWith, composer, connection, expect, find, message, openChat, send, Tampered, test, tick, type Person, type Status,
} from './harness/test.ts'

const connected = (page: Page): ReturnType<Page['locator']> => connection(page).filter({ hasText: 'Connected' }).first()
const lost = (page: Page): ReturnType<Page['locator']> => connection(page).filter({ hasText: /Reconnecting|Offline/ }).first()
const texts = async (page: Page, pattern: RegExp): Promise<string[]> =>
  (await page.getByRole('article').allInnerTexts()).flatMap((text) => pattern.exec(text)?.[0] ?? [])

/** Opens the chat again with somebody between the page and the server, on the WebSocket and at the door for messages over HTTP. */
async function tampered(person: Person, path: string): Promise<{ socket: Tampered; posts: number[]; http: { open: boolean } }> {
  const socket = await Tampered.on(person.page)
  const posts: number[] = []
  const http = { open: true }
  await person.page.route('**/api/message.send', async (route) => {
    posts.push(Date.now())
    await (http.open ? route.continue() : route.abort('connectionfailed'))
  })
  await person.page.goto(person.place.url + path)
  await expect(connected(person.page)).toBeVisible()
  return { socket, posts, http }
}

test('R2.5 R9.1 a message that the WebSocket swallows, refuses or breaks off goes over HTTP by itself, and is stored once', async ({ arrive }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const { socket, posts } = await tampered(ana, path)
  for (const fate of ['swallowed', 'refused', 'through-then-closed'] as const) {
    const before = posts.length
    socket.fate = ({ type }) => (type === 'message.send' ? fate : 'through')
    const text = `this one is ${fate}.`
    await send(ana.page, text)
    await expect(message(bo.page, text)).toHaveCount(1, { timeout: 15_000 })
    await expect(tick(ana.page, text, 'Read')).toBeVisible({ timeout: 15_000 })
    await expect(message(ana.page, text)).toHaveCount(1)
    expect(posts.length - before, 'requests over HTTP').toBe(1)
    socket.fate = () => 'through'
    await expect(connected(ana.page)).toBeVisible({ timeout: 15_000 })
  }
  await bo.page.reload()
  await expect(message(bo.page, 'this one is through-then-closed.')).toBeVisible()
  expect(await texts(bo.page, /this one is [a-z-]+/)).toEqual(['this one is swallowed', 'this one is refused', 'this one is through-then-closed'])
})

test('R9.2 R9.3 R9.5 R3.4 on a connection that stays open and fails: one send each way, three tries with growing waits, then red with Retry', async ({ arrive }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const { socket, posts, http } = await tampered(ana, path)
  socket.fate = ({ type }) => (type === 'message.send' ? 'swallowed' : 'through')
  http.open = false
  await send(ana.page, 'Against a wall')
  await expect(message(ana.page, 'Against a wall').getByText('Waiting for connection')).toBeVisible({ timeout: 15_000 })
  await expect(tick(ana.page, 'Against a wall', 'Not sent')).toBeVisible({ timeout: 60_000 })
  const tries = [...socket.of('message.send').map(({ at }) => ({ at, way: 'socket' })), ...posts.map((at) => ({ at, way: 'http' }))].sort((a, b) => a.at - b.at)
  expect(tries.map(({ way }) => way).slice(0, 2)).toEqual(['socket', 'http'])
  expect(tries, 'one send over each way and three tries').toHaveLength(5)
  const ids = socket.of('message.send').map(({ body }) => (body['messages'] as { client_id: string }[])[0]!.client_id)
  expect(new Set(ids).size, 'one id for all of them').toBe(1)
  const waits = tries.slice(1).map(({ at }, i) => at - tries[i]!.at)
  // Each wait is 2, 4, 8 s, half of it by chance, behind at most 5 s of waiting for the answer before it.
  for (const [i, least] of [1_000, 2_000, 4_000].entries()) expect(waits[i + 1], `wait before try ${i + 1}`).toBeGreaterThanOrEqual(least - 50)
  await ana.page.waitForTimeout(3_000) // long enough for a try that must not come
  expect(socket.of('message.send').length + posts.length).toBe(5)

  const colour = await tick(ana.page, 'Against a wall', 'Not sent').evaluate((element) => getComputedStyle(element).stroke)
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number)
  expect(r, `a red sign, not ${colour}`).toBeGreaterThan(Math.max(g, b) * 1.3)
  socket.fate = () => 'through'
  http.open = true
  await message(ana.page, 'Against a wall').getByRole('button', { name: /^Retry/ }).click()
  await expect(tick(ana.page, 'Against a wall', 'Read')).toBeVisible()
  await expect(message(bo.page, 'Against a wall')).toHaveCount(1)
})

test.describe('reloaded without a network', () => {
  test.use({ serviceWorkers: 'allow' })

  test('R6.4 R7.4 R9.4 what is sent while offline waits with a clock, survives a reload, and goes out in order by itself', async ({ arrive, line }) => {
    test.setTimeout(90_000)
    const ana = await arrive('Ana', { by: line })
    const bo = await arrive('Bo')
    await openChat(ana, bo)
    await send(ana.page, 'Before')
    await expect(tick(ana.page, 'Before', 'Read')).toBeVisible()
    await ana.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    line.down()
    await ana.context.setOffline(true)
    await expect(lost(ana.page)).toBeVisible()
    const sent = [1, 2, 3, 4, 5].map((n) => `waiting ${n}.`)
    for (const text of sent) {
      await send(ana.page, text)
      await expect(tick(ana.page, text, 'Waiting to send')).toBeVisible()
    }
    await ana.page.reload()
    for (const text of sent) await expect(tick(ana.page, text, 'Waiting to send')).toBeVisible()
    await expect(message(ana.page, 'Before')).toBeVisible()
    line.up()
    await ana.context.setOffline(false)
    for (const text of sent) await expect(tick(ana.page, text, 'Read')).toBeVisible({ timeout: 20_000 })
    expect(await texts(bo.page, /waiting \d/)).toEqual(sent.map((text) => text.slice(0, -1)))
  })
})

test('R9.5 R9.4 a server away for ten minutes leaves nothing red: sent in seconds 1, 20 and 300, delivered in order', async ({ arrive, line }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await ana.page.clock.install()
  await ana.page.goto(line.url + path)
  await expect(connected(ana.page)).toBeVisible()
  line.down()
  let second = 0
  for (const at of [1, 20, 300]) {
    await ana.page.clock.runFor((at - second) * 1_000)
    second = at
    await send(ana.page, `second ${at}.`)
  }
  await ana.page.clock.runFor(300_000)
  for (const at of [1, 20, 300]) await expect(tick(ana.page, `second ${at}.`, 'Waiting to send')).toBeVisible()
  await expect(ana.page.getByRole('img', { name: 'Not sent' })).toHaveCount(0)
  line.up()
  // A probe finds the server within a minute of the page's own time. Requests take real time, so this minute goes by in steps.
  for (let n = 0; n < 62; n++) {
    await ana.page.clock.runFor(1_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await ana.page.clock.resume()
  for (const at of [1, 20, 300]) await expect(tick(ana.page, `second ${at}.`, 'Read')).toBeVisible({ timeout: 20_000 })
  expect(await texts(bo.page, /second \d+/)).toEqual(['second 1', 'second 20', 'second 300'])
})

test('R9.4 R6.4 an hour without a network burns no try', async ({ arrive, line }) => {
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await ana.page.clock.install()
  await ana.page.goto(line.url + path)
  await expect(connected(ana.page)).toBeVisible()
  line.down()
  await ana.context.setOffline(true)
  await expect(lost(ana.page)).toBeVisible()
  await send(ana.page, 'Patience')
  await ana.page.clock.runFor(3_600_000)
  await expect(tick(ana.page, 'Patience', 'Waiting to send')).toBeVisible()
  line.up()
  await ana.context.setOffline(false)
  await ana.page.clock.resume()
  await expect(tick(ana.page, 'Patience', 'Read')).toBeVisible({ timeout: 15_000 })
})

test('R2.5 R6.4 the cable is pulled in the middle of a send: stored once, whichever half got through', async ({ arrive, line }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  for (const [n, fault] of (['answers-lost', 'requests-lost', 'stalled'] as const).entries()) {
    await expect(connected(ana.page)).toBeVisible({ timeout: 30_000 })
    line.become(fault)
    const text = `pulled ${n}.`
    await send(ana.page, text)
    await ana.page.waitForTimeout(700)
    line.down()
    await ana.page.waitForTimeout(300)
    line.up()
    await expect(tick(ana.page, text, 'Read')).toBeVisible({ timeout: 30_000 })
    await expect(message(ana.page, text)).toHaveCount(1)
    await expect(message(bo.page, text)).toHaveCount(1)
  }
  expect(await texts(bo.page, /pulled \d/)).toEqual(['pulled 0', 'pulled 1', 'pulled 2'])
})

test('R7.4 R11.4 (tabs) the tab that was sending crashes: another one sends what is left within 3 s', async ({ arrive, line }) => {
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const other = await ana.newTab(path)
  await expect(composer(other)).toBeVisible()
  line.down()
  await expect(lost(ana.page)).toBeVisible()
  for (let n = 1; n <= 3; n++) await send(ana.page, `left behind ${n}.`)
  for (let n = 1; n <= 3; n++) await expect(tick(other, `left behind ${n}.`, 'Waiting to send')).toBeVisible()
  // Not closed but crashed: no script of it runs any more.
  const crashed = ana.page.waitForEvent('crash')
  void (await ana.context.newCDPSession(ana.page)).send('Page.crash').catch(() => undefined)
  await crashed
  const closed = Date.now()
  line.up()
  await other.getByRole('button', { name: 'Try again' }).first().click().catch(() => undefined)
  await expect(connected(other)).toBeVisible({ timeout: 20_000 })
  const back = Date.now()
  for (let n = 1; n <= 3; n++) await expect(message(bo.page, `left behind ${n}.`)).toHaveCount(1, { timeout: 5_000 })
  expect(Date.now() - Math.max(back, closed), 'ms until another tab had sent it').toBeLessThanOrEqual(3_000)
})

test('R7.4 R11.4 (tabs) the tab that was sending is frozen: another one sends what is left within 10 s, and it is there once', async ({ arrive, line }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const other = await ana.newTab(path)
  await expect(composer(other)).toBeVisible()
  await expect(connected(other)).toBeVisible()
  // The server has it and the tab does not know: it holds the queue while it waits for the answer.
  line.become('answers-lost')
  await send(ana.page, 'held for ever.')
  await expect(tick(other, 'held for ever.', 'Waiting to send').or(tick(other, 'held for ever.', 'Sending'))).toBeVisible()
  // No script of it runs from here on, and its locks stay its own. A browser freezes only what has been hidden for long.
  const browser = await ana.context.newCDPSession(ana.page)
  await browser.send('Debugger.enable')
  const frozen = new Promise((resolve) => browser.once('Debugger.paused', resolve))
  await browser.send('Debugger.pause')
  await frozen
  const since = Date.now()
  line.cut()
  line.up()
  await expect(connected(other)).toBeVisible({ timeout: 20_000 })
  const back = Date.now()
  await expect(tick(other, 'held for ever.', 'Read')).toBeVisible({ timeout: 15_000 })
  expect(Date.now() - Math.max(since + 10_000, back), 'ms after its time was over').toBeLessThanOrEqual(3_000)
  await expect(message(bo.page, 'held for ever.')).toHaveCount(1)
  await browser.send('Debugger.resume')
  await expect(tick(ana.page, 'held for ever.', 'Read')).toBeVisible({ timeout: 20_000 })
  await expect(message(bo.page, 'held for ever.')).toHaveCount(1)
})

test('C10 one chat that waits holds up no other, and the queue of a chat that is not open is sent too', async ({ arrive, line }) => {
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  await openChat(ana, bo)
  line.down()
  await expect(lost(ana.page)).toBeVisible()
  await send(ana.page, 'To Bo, from afar')
  await ana.page.getByRole('link', { name: 'Back' }).click().catch(() => undefined)
  line.up()
  await expect(connected(ana.page)).toBeVisible({ timeout: 20_000 })
  await find(ana.page, cy)
  await send(ana.page, 'To Cy')
  await expect(message(bo.page, 'To Bo, from afar')).toHaveCount(1)
  await expect(chatWith(cy.page, 'Ana')).toBeVisible()
})

test('R9.3 signed out elsewhere with messages waiting: they are kept, and sent after signing in again, under the same account only', async ({ arrive, line, browser }) => {
  test.setTimeout(90_000)
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  line.down()
  await expect(lost(ana.page)).toBeVisible()
  await send(ana.page, 'Written before the door closed')
  await expect(tick(ana.page, 'Written before the door closed', 'Waiting to send')).toBeVisible()
  // Her session ends from the other side, as "sign out everywhere" would.
  const cookies = (await ana.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const ended = await fetch(`${bo.place.url}/api/session.end`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookies, Origin: bo.place.url },
    body: '{}',
  })
  expect(ended.status).toBe(200)
  line.up()
  await expect(ana.page.getByText(/sign in again/i).first()).toBeVisible({ timeout: 30_000 })
  await ana.page.goto(`${line.url}/sign-in`)
  await ana.page.getByLabel('Handle', { exact: true }).fill('ana')
  await ana.page.getByLabel('Password', { exact: true }).fill('paper lantern on a quiet shore')
  await ana.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(message(bo.page, 'Written before the door closed')).toHaveCount(1, { timeout: 20_000 })
  await ana.page.goto(line.url + path)
  const status: Status = 'Read'
  await expect(tick(ana.page, 'Written before the door closed', status)).toBeVisible()
  expect((await call(ana.page, 'history.read', { chat: chatOf(path) })).status).toBe(200)
  void browser
})
