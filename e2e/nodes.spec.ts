/** Two nodes on one PostgreSQL and one Redis, behind a balancer or side by side. Run by the projects that have several nodes. */
import type { Page } from '@playwright/test'
import { composer, connection, expect, find, Line, message, openChat, send, test, tick } from './harness/test.ts'

const online = (page: Page): ReturnType<Page['getByText']> => page.getByRole('main').getByText('Online', { exact: true })
const away = (page: Page): ReturnType<Page['getByText']> => page.getByRole('main').getByText(/^Last seen/)
const waiting = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('img', { name: /^(Waiting to send|Sending|Not sent)$/ })

test('R5.2 a node is killed: its people are back on the other, nobody else notices, and who went with it is offline within 30 s', { tag: '@nodes' }, async ({ arrive, server }) => {
  test.setTimeout(120_000)
  const [first, second] = server.nodes
  const balancer = await Line.to(second!.port, first!.port)
  const ana = await arrive('Ana', { by: first! })
  const bo = await arrive('Bo', { by: balancer })
  const cy = await arrive('Cy', { by: second! })
  await find(cy.page, ana)
  await send(cy.page, 'Hello from Cy')
  await openChat(ana, bo)
  await send(ana.page, 'Hello')
  await expect(tick(ana.page, 'Hello', 'Read')).toBeVisible()
  await expect(online(ana.page)).toBeVisible()
  await ana.page.evaluate(() => {
    const seen = window as Window & { noticed?: boolean }
    seen.noticed = false
    new MutationObserver(() => {
      if (/Reconnecting|Offline/.test(document.body.textContent ?? '')) seen.noticed = true
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })

  const killed = Date.now()
  await second!.kill()
  await send(bo.page, 'Still here')
  await expect(message(ana.page, 'Still here')).toBeVisible({ timeout: 15_000 })
  await expect(connection(bo.page).filter({ hasText: 'Connected' }).first()).toBeVisible({ timeout: 15_000 })
  await expect(online(ana.page)).toBeVisible()
  expect(await ana.page.evaluate(() => (window as Window & { noticed?: boolean }).noticed), 'somebody on the other node noticed').toBe(false)
  await send(ana.page, 'So you are')
  await expect(tick(ana.page, 'So you are', 'Read')).toBeVisible()

  await ana.page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /^Cy/ }).click()
  await expect(away(ana.page)).toBeVisible({ timeout: Math.max(1, killed + 30_500 - Date.now()) })
  await balancer.close()
})

test('R6.3 R9.5 both nodes are restarted one after the other while both write: nothing turns red, nothing is lost', { tag: '@nodes' }, async ({ arrive, server }) => {
  test.setTimeout(120_000)
  const [first, second] = server.nodes
  const balancers = [await Line.to(first!.port, second!.port), await Line.to(second!.port, first!.port)]
  const ana = await arrive('Ana', { by: balancers[0]! })
  const bo = await arrive('Bo', { by: balancers[1]! })
  await openChat(ana, bo)
  const pages = [ana.page, bo.page]
  for (const page of pages) {
    await page.evaluate(() => {
      const seen = window as Window & { red?: boolean }
      seen.red = false
      new MutationObserver(() => {
        if (document.querySelector('[role=img][aria-label="Not sent"]')) seen.red = true
      }).observe(document.body, { subtree: true, childList: true, attributes: true })
    })
  }
  let writing = true
  const sent: string[] = []
  const both = pages.map(async (page, who) => {
    for (let n = 1; writing; n++) {
      const text = `${who === 0 ? 'ana' : 'bo'} writes ${n}.`
      await send(page, text)
      sent.push(text)
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
  })
  for (const node of [first!, second!]) {
    await node.restart('stop')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  writing = false
  await Promise.all(both)
  for (const page of pages) {
    await expect(waiting(page)).toHaveCount(0, { timeout: 25_000 })
    expect(await page.evaluate(() => (window as Window & { red?: boolean }).red)).toBe(false)
  }
  const order = async (page: Page): Promise<string[]> => (await page.getByRole('article').allInnerTexts()).flatMap((t) => /(?:ana|bo) writes \d+\./.exec(t)?.[0] ?? [])
  await expect.poll(async () => (await order(ana.page)).length, { timeout: 15_000 }).toBe(sent.length)
  const one = await order(ana.page)
  expect(new Set(one)).toEqual(new Set(sent))
  await expect.poll(() => order(bo.page)).toEqual(one)
  for (const balancer of balancers) await balancer.close()
})

test('R1.5 with Redis away messages still cross within 2 s, presence is not claimed, and all is live again by itself, ticks too', { tag: '@nodes' }, async ({ arrive, sharing, server }) => {
  test.setTimeout(120_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await send(ana.page, 'Before')
  await expect(tick(ana.page, 'Before', 'Read')).toBeVisible()
  await expect(online(ana.page)).toBeVisible()
  await sharing!.backing.redis('kill')
  try {
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).text(), { timeout: 10_000 }).toContain('degraded')
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    for (let n = 0; n < 3; n++) {
      const at = Date.now()
      await send(ana.page, `Without it ${n}.`)
      await expect(message(bo.page, `Without it ${n}.`)).toBeVisible({ timeout: 4_000 })
      expect(Date.now() - at, 'ms to the other screen').toBeLessThanOrEqual(3_000)
    }
    await expect(online(ana.page)).toHaveCount(0)
  } finally {
    await sharing!.backing.redis('restart')
  }
  await expect.poll(async () => (await fetch(`${server.url}/readyz`)).text(), { timeout: 15_000 }).not.toContain('degraded')
  await expect(online(ana.page)).toBeVisible({ timeout: 15_000 })
  await expect(tick(ana.page, 'Without it 2.', 'Read')).toBeVisible()
  await composer(bo.page).pressSequentially('typing', { delay: 30 })
  await expect(ana.page.getByRole('main').getByText(/typing/i).first()).toBeVisible()
  await send(bo.page, 'After')
  await expect(message(ana.page, 'After')).toBeVisible()
})
