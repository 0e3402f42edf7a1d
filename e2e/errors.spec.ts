/** What a person is told when something does not work, and that everything goes on by itself afterwards. */
import { call, chatOf, clientID, composer, expect, expectP95, fill, find, message, must, openChat, send, test, tick, words } from './harness/test.ts'

test('R12.2 (too long) a text above the limit is not sent and not cut, and the page says what to do', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const long = 'x'.repeat(10_050)
  await composer(ana.page).fill(long)
  await composer(ana.page).press('Enter')
  await expect(ana.page.getByText(/too long|10,000|shorter/i).first()).toBeVisible()
  await expect(composer(ana.page)).toHaveValue(long)
  await expect(ana.page.getByRole('article')).toHaveCount(0)
  const refused = await call(ana.page, 'message.send', { chat: chatOf(path), messages: [{ client_id: clientID(), content: words(long) }] })
  expect((refused.body['results'] as { error: { code: string } }[])[0]?.error.code).toBe('text_too_long')
})

test.describe('narrow limits', () => {
  test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '0.2' } } })

  test('R12.2 (rate limited) too many messages at once wait, say until when, and go out by themselves in order', async ({ arrive }) => {
    test.setTimeout(120_000)
    const ana = await arrive('Ana')
    const bo = await arrive('Bo')
    const path = await openChat(ana, bo)
    // Sixty at once are allowed here, and two a second after them.
    await fill(ana.page, chatOf(path), 1, 50)
    const n = 40
    const waiting = ana.page.getByRole('article').getByText(/until \d/).first()
    const seen = waiting.waitFor({ timeout: 30_000 })
    for (let i = 1; i <= n; i++) await send(ana.page, `burst ${i}.`)
    await seen
    await expect(ana.page.getByRole('img', { name: 'Not sent' })).toHaveCount(0)
    await expect(tick(ana.page, `burst ${n}.`, 'Read')).toBeVisible({ timeout: 90_000 })
    const order = (await bo.page.getByRole('article').allInnerTexts()).flatMap((text) => /burst (\d+)/.exec(text)?.[1] ?? [])
    expect(order.map(Number)).toEqual(Array.from({ length: n }, (_, i) => i + 1))
  })
})

test.describe('a store that fails', () => {
  test.use({ settings: { faulty: true } })

  test('R12.2 (server error) R12.4 a database failure: plain words and a reference on the page, the cause under it in the log, no internals in any frame', async ({ arrive, server }) => {
    test.setTimeout(120_000)
    const ana = await arrive('Ana')
    const bo = await arrive('Bo')
    await openChat(ana, bo)
    const frames: string[] = []
    ana.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))))
    ana.page.on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith('/api/')) void response.text().then((text) => frames.push(text), () => undefined)
    })
    await ana.page.reload()
    await expect(composer(ana.page)).toBeVisible()
    await server.fail({ act: 'AppendMessages', how: 'fail' })
    await send(ana.page, 'Into the void')
    await expect(tick(ana.page, 'Into the void', 'Not sent')).toBeVisible({ timeout: 60_000 })
    await expect(message(ana.page, 'Into the void')).toContainText(/reference/i)
    const said = await message(ana.page, 'Into the void').innerText()
    const reference = frames.join('\n').match(/"request_id":"([^"]+)"/g)?.map((found) => found.slice(14, -1)) ?? []
    expect(reference.length, 'answers with a reference').toBeGreaterThan(0)
    expect(reference.some((one) => said.includes(one)), `a reference in “${said}”`).toBe(true)
    const shown = reference.find((one) => said.includes(one))!
    const line = server.log.split('\n').find((each) => each.includes(shown) && each.includes('syntax error in SELECT'))
    expect(line, 'the log has the cause under the same reference').toBeTruthy()
    for (const secret of ['SELECT', 'driver', '/var/lib', 'sqlite', server.data]) {
      expect(frames.join('\n').toLowerCase(), 'frames and answers').not.toContain(secret.toLowerCase())
      expect((await ana.page.locator('body').innerText()).toLowerCase()).not.toContain(secret.toLowerCase())
    }
    await server.heal()
    await message(ana.page, 'Into the void').getByRole('button', { name: /^Retry/ }).click()
    await expect(tick(ana.page, 'Into the void', 'Read')).toBeVisible({ timeout: 15_000 })
  })

  test('R12.4 a page whose chat cannot be read says so, with a reference, and reads it when it can', async ({ arrive, server, browser }) => {
    test.setTimeout(90_000)
    const ana = await arrive('Ana')
    const bo = await arrive('Bo')
    const path = await openChat(ana, bo)
    await send(ana.page, 'On the disk')
    const phone = await ana.newDevice(browser)
    await server.fail({ act: 'History', how: 'fail' })
    await phone.page.goto(phone.place.url + path)
    const trouble = phone.page.getByText(/reference/i).first()
    await expect(trouble).toBeVisible({ timeout: 15_000 })
    const said = await phone.page.getByRole('main').innerText()
    const line = server.log.split('\n').find((each) => each.includes('syntax error in SELECT') && [...each.matchAll(/=(\S+)/g)].some(([, value]) => value!.length > 5 && said.includes(value!)))
    expect(line, `the log has the cause under the reference in “${said}”`).toBeTruthy()
    expect(said).not.toMatch(/SELECT|driver|\/var\//)
    await server.heal()
    await phone.page.getByRole('button', { name: /try again|retry/i }).first().click()
    await expect(message(phone.page, 'On the disk')).toBeVisible({ timeout: 15_000 })
    await phone.close()
  })

  for (const how of ['down', 'hang'] as const) test(`R12.5 the database is away (${how}): sends fail fast, typing goes on, nothing reaches it but its probe, and everything goes out when it is back`, { tag: '@measured' }, async ({ arrive, server }) => {
    test.setTimeout(120_000)
    const ana = await arrive('Ana')
    const bo = await arrive('Bo')
    const path = await openChat(ana, bo)
    await send(ana.page, 'While all was well')
    await expect(tick(ana.page, 'While all was well', 'Read')).toBeVisible()
    await server.fail({ act: 'all', how })
    const chat = chatOf(path)
    const send503 = (): Promise<{ status: number; ms: number; retry: unknown }> =>
      ana.page.evaluate(
        async ([chat, id]) => {
          const began = performance.now()
          const response = await fetch('/api/message.send', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ chat, messages: [{ client_id: id, content: { kind: 'text', version: 1, body: { text: 'fast?' } } }] }),
          })
          const body = (await response.json()) as { error?: { retry_after_ms?: number } }
          return { status: response.status, ms: performance.now() - began, retry: body.error?.retry_after_ms }
        },
        [chat, clientID()] as const,
      )
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(send503)) // one that hangs is given up after 5 s
    const before = (await server.reached())['AppendMessages'] ?? 0
    let asked = 0
    await expectP95({ what: 'a send to its refusal', p95Ms: 50, warmUp: 5 }, async () => {
      const answer = await send503()
      expect(answer.status).toBe(503)
      expect(answer.retry).toBeGreaterThan(0)
      asked++
      return answer.ms
    })
    const reached = ((await server.reached())['AppendMessages'] ?? 0) - before
    expect(reached, `sends, of ${asked}, that reached a database that is away`).toBeLessThanOrEqual(asked / 10)
    await composer(ana.page).pressSequentially('still typing', { delay: 60 })
    await expect(bo.page.getByText('Ana is typing').first()).toBeVisible()
    await composer(ana.page).fill('')
    await send(ana.page, 'Kept meanwhile')
    await expect(tick(ana.page, 'Kept meanwhile', 'Waiting to send').or(tick(ana.page, 'Kept meanwhile', 'Sending'))).toBeVisible()
    await server.heal()
    const healed = Date.now()
    await expect.poll(async () => (await send503()).status, { timeout: 5_000, intervals: [100] }).toBe(200)
    expect(Date.now() - healed, 'ms until it was closed again').toBeLessThanOrEqual(5_000)
    await expect(tick(ana.page, 'Kept meanwhile', 'Read')).toBeVisible({ timeout: 30_000 })
  })

  test('R12.2 (server error) the disk is full: messages wait and say so, reading goes on, and they go out when there is room', async ({ arrive, server }) => {
    test.setTimeout(120_000)
    const ana = await arrive('Ana')
    const bo = await arrive('Bo')
    const cy = await arrive('Cy')
    await openChat(ana, bo)
    await send(ana.page, 'While there was room')
    await expect(tick(ana.page, 'While there was room', 'Read')).toBeVisible()
    await server.fail({ act: 'AppendMessages', how: 'full' })
    await send(ana.page, 'No room for this')
    await expect(ana.page.getByText(/cannot store messages right now/i).first()).toBeVisible({ timeout: 20_000 })
    await expect(tick(ana.page, 'No room for this', 'Not sent')).toHaveCount(0)
    await find(cy.page, ana)
    await bo.page.reload()
    await expect(message(bo.page, 'While there was room')).toBeVisible()
    await server.heal()
    await expect(tick(ana.page, 'No room for this', 'Read')).toBeVisible({ timeout: 30_000 })
    await must(ana.page, 'session.get', {})
  })
})
