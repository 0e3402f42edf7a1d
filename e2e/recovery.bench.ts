/**
 * How long the way back takes, measured and not asserted: from the network's return to caught up, from the server's death to the next
 * message, an outbox of 200, and the outbox of a tab that died. Prints lines like those of the load generator.
 */
import type { Page } from '@playwright/test'
import { chatOf, composer, connection, expect, fill, message, openChat, paintedAt, percentile, send, test } from './harness/test.ts'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

const figure = (name: string, times: readonly number[]): void =>
  console.log(`bench: ${name} ${percentile(times, 50).toFixed(0)} ms - (p99 ${percentile(times, 99).toFixed(0)} ms, of ${times.length})`)
const connected = (page: Page): ReturnType<Page['locator']> => connection(page).filter({ hasText: 'Connected' }).first()
const lost = (page: Page): ReturnType<Page['locator']> => connection(page).filter({ hasText: /Reconnecting|Offline/ }).first()

/** Tells the page at once that the network is back, as a browser does when a cable is put in. */
const networkReturns = (page: Page): Promise<number> =>
  page.evaluate(() => {
    window.dispatchEvent(new Event('online'))
    return Date.now()
  })

test('recovery', async ({ arrive, line, server }) => {
  const ana = await arrive('Ana', { by: line })
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  let n = 0
  await test.step('500 missed', async () => {
    const times: number[] = []
    for (let round = 0; round < 10; round++) {
      line.down()
      await expect(lost(ana.page)).toBeVisible()
      await fill(bo.page, chatOf(path), n + 1, n + 500)
      n += 500
      const painted = await paintedAt(ana.page, 'article', `line ${n}.`, 30_000)
      line.up()
      const back = await networkReturns(ana.page)
      times.push((await painted()) - back)
      await expect(connected(ana.page)).toBeVisible()
    }
    figure('caught-up-500', times)
  })
  await test.step('server killed', async () => {
    const times: number[] = []
    for (let round = 0; round < 10; round++) {
      const text = `after death ${round}.`
      const painted = await paintedAt(bo.page, 'article', text, 60_000)
      await server.kill()
      const killed = Date.now()
      await send(ana.page, text)
      await server.up()
      times.push((await painted()) - killed)
      await expect(connected(ana.page)).toBeVisible({ timeout: 20_000 })
      await expect(connected(bo.page)).toBeVisible({ timeout: 20_000 })
    }
    figure('kill-to-delivered', times)
  })
  await test.step('an outbox of 200', async () => {
    line.down()
    await expect(lost(ana.page)).toBeVisible()
    for (let i = 1; i <= 200; i++) await send(ana.page, `queued ${i}.`)
    const painted = await paintedAt(bo.page, 'article', 'queued 200.', 60_000)
    line.up()
    const back = await networkReturns(ana.page)
    figure('outbox-200', [(await painted()) - back])
    await expect(connected(ana.page)).toBeVisible()
  })
  await test.step('a dead tab', async () => {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const tab = await ana.newTab(path)
      await expect(composer(tab)).toBeVisible()
      line.down()
      await expect(lost(tab)).toBeVisible()
      const text = `left by a tab ${round}.`
      await send(tab, text)
      await expect(message(ana.page, text)).toBeVisible()
      const painted = await paintedAt(bo.page, 'article', text, 30_000)
      await tab.close()
      line.up()
      await networkReturns(ana.page)
      await expect(connected(ana.page)).toBeVisible({ timeout: 20_000 })
      const back = Date.now()
      times.push((await painted()) - back)
    }
    figure('tab-take-over', times)
  })
})
