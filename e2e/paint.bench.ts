/**
 * What a person waits for, measured and not asserted: Enter to one's own bubble, plain and with the processor four times slower, Enter to
 * the other's screen while the server carries a thousand messages a second, from a frame to its paint while twenty a second come, and
 * what the page holds after ten thousand.
 * Prints lines like those of the load generator.
 */
import { chatOf, composer, enterAt, expect, fill, message, openChat, paintedAt, percentile, test, watchEnter } from './harness/test.ts'
import { keepBusy } from './harness/load.ts'
import type { Page } from '@playwright/test'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

const figure = (name: string, times: readonly number[], p: number): void =>
  console.log(`bench: ${name} ${percentile(times, p).toFixed(1)} ms - (p50 ${percentile(times, 50).toFixed(1)}, of ${times.length})`)

/** Types a text, presses Enter, and returns how long it took until it was painted on the given page. */
async function enterToPaint(from: Page, on: Page, text: string): Promise<number> {
  const painted = await paintedAt(on, 'article', text, 20_000)
  await composer(from).fill(text)
  await composer(from).press('Enter')
  const at = await painted()
  return at - (await enterAt(from))
}

async function measure(from: Page, on: Page, name: string, samples: number): Promise<number[]> {
  const times: number[] = []
  for (let n = -10; n < samples; n++) {
    const ms = await enterToPaint(from, on, `${name} ${n + 10}.`)
    if (n >= 0) times.push(ms)
  }
  return times
}

test('paint', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await watchEnter(ana.page)
  figure('paint-1x', await measure(ana.page, ana.page, 'paint', 100), 95)
  const session = await ana.context.newCDPSession(ana.page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  figure('paint', await measure(ana.page, ana.page, 'slow paint', 100), 95)
})

test('screen', async ({ arrive, server }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await watchEnter(ana.page)
  figure('screen-quiet', await measure(ana.page, bo.page, 'across', 100), 99)
  const idle = await keepBusy(server.url, 1000)
  figure('screen', await measure(ana.page, bo.page, 'across a busy server', 500), 99)
  await idle()
})

/** Notes when a frame with a numbered line came, and when that line was painted. */
function watchArrivals(): void {
  const seen = { came: {} as Record<string, number>, painted: {} as Record<string, number> }
  Object.assign(window, { arrivals: seen })
  const Real = window.WebSocket
  window.WebSocket = class extends Real {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const line = data.includes('"message.added"') ? /line \d+\./.exec(data)?.[0] : undefined
        if (line !== undefined) seen.came[line] = performance.now()
      })
    }
  }
  const waiting = new Set<string>()
  const painted = (): void => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      for (const line of waiting) seen.painted[line] = performance.now()
      waiting.clear()
    }
    channel.port2.postMessage(null)
  }
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        const line = /line \d+\./.exec(node.textContent ?? '')?.[0]
        if (line === undefined || seen.came[line] === undefined || seen.painted[line] !== undefined) continue
        if (waiting.size === 0) requestAnimationFrame(painted)
        waiting.add(line)
      }
    }
  }).observe(document, { subtree: true, childList: true })
}

test('arrive', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const path = await openChat(ana, bo)
  await ana.context.addInitScript(watchArrivals)
  await ana.page.reload()
  await expect(composer(ana.page)).toBeVisible()
  const count = 400
  await bo.page.goto('about:blank') // the other writes as a program does, and paints nothing
  await bo.page.goto(`${bo.place.url}/settings`)
  const begun = Date.now()
  for (let n = 1; n <= count; n++) {
    await fill(bo.page, chatOf(path), n, n)
    await new Promise((resolve) => setTimeout(resolve, begun + n * 50 - Date.now()))
  }
  await expect(message(ana.page, `line ${count}.`)).toBeVisible()
  const times = await ana.page.evaluate(() => {
    const { came, painted } = (window as unknown as { arrivals: { came: Record<string, number>; painted: Record<string, number> } }).arrivals
    return Object.entries(painted).map(([line, at]) => at - (came[line] ?? NaN))
  })
  if (times.length < count * 0.9) throw new Error(`${times.length} of ${count} were seen to be painted`)
  figure('arrive', times, 95)
})

test('heap', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const path = await openChat(ana, bo)
  await bo.page.goto(`${bo.place.url}/settings`)
  const session = await ana.context.newCDPSession(ana.page)
  const heap = async (upto: number): Promise<number> => {
    await expect(message(ana.page, `line ${upto}.`)).toBeVisible({ timeout: 120_000 })
    await session.send('HeapProfiler.collectGarbage')
    return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6
  }
  await fill(bo.page, chatOf(path), 1, 100)
  const before = await heap(100)
  await fill(bo.page, chatOf(path), 101, 10_000)
  console.log(`bench: heap ${(await heap(10_000)).toFixed(1)} MB - (after 10,000 messages in an open chat; after 100 ${before.toFixed(1)})`)
})
