/**
 * What a person waits for, measured and not asserted: Enter to one's own bubble, plain and with the processor four times slower, and
 * Enter to the other's screen. Prints lines like those of the load generator.
 */
import { composer, enterAt, openChat, paintedAt, percentile, test, watchEnter } from './harness/test.ts'
import type { Page } from '@playwright/test'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

const figure = (name: string, ms: number): void => console.log(`bench: ${name} ${ms.toFixed(1)} ms -`)

/** Types a text, presses Enter, and returns how long it took until it was painted on the given page. */
async function enterToPaint(from: Page, on: Page, text: string): Promise<number> {
  const painted = await paintedAt(on, 'article', text, 20_000)
  await composer(from).fill(text)
  await composer(from).press('Enter')
  const at = await painted()
  return at - (await enterAt(from))
}

test('paint', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await watchEnter(ana.page)
  const session = await ana.context.newCDPSession(ana.page)
  const measure = async (name: string, on: Page, samples: number): Promise<number[]> => {
    const times: number[] = []
    for (let n = -10; n < samples; n++) {
      const ms = await enterToPaint(ana.page, on, `${name} ${n + 10}.`)
      if (n >= 0) times.push(ms)
    }
    return times
  }
  const plain = await measure('paint', ana.page, 200)
  figure('paint-p50', percentile(plain, 50))
  figure('paint-p95', percentile(plain, 95))
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const slow = await measure('slow paint', ana.page, 100)
  figure('paint-4x-p50', percentile(slow, 50))
  figure('paint-4x-p95', percentile(slow, 95))
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  const across = await measure('across', bo.page, 200)
  figure('screen-p50', percentile(across, 50))
  figure('screen-p99', percentile(across, 99))
})
