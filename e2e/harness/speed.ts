/**
 * Times between what a person does in one page and what is painted in that page or another.
 *
 * Both pages run on one machine, so their wall clocks are one clock; each page's own precise clock is laid on it by timeOrigin.
 * Painted means: the next frame after the element appeared has been drawn and a task has run behind it. Sampling is the caller's loop.
 */
import { expect, type Page, test } from '@playwright/test'

export interface Limit {
  /** What is measured, as it should read in the report. */
  what: string
  /** The 95th percentile may not be above this. */
  p95Ms: number
  samples?: number
  warmUp?: number
}

/**
 * Takes the samples and asserts the limit. Two repeats are allowed: two cores carry a server, or two with their databases, and two
 * browsers, and at times little else gets its turn; a limit that holds in one of three runs in a row is held. `sample` gets a number that is never the same twice, to make texts from.
 */
export async function expectP95(limit: Limit, sample: (n: number) => Promise<number>): Promise<void> {
  const count = limit.samples ?? 50
  let n = 0
  for (let i = 0; i < (limit.warmUp ?? 15); i++) await sample(n++)
  const measured: number[] = []
  for (const last of [false, false, true]) {
    const times: number[] = []
    for (let i = 0; i < count; i++) times.push(await sample(n++))
    const p95 = percentile(times, 95)
    measured.push(p95)
    test.info().annotations.push({ type: 'p95', description: `${limit.what}: ${describe(times)}` })
    if (p95 <= limit.p95Ms) return
    if (last) expect(Math.min(...measured), `${limit.what}, p95 in ms of ${count}, the best of three`).toBeLessThanOrEqual(limit.p95Ms)
  }
}

/** The smallest value that p per cent of the samples do not exceed. */
export function percentile(samples: readonly number[], p: number): number {
  if (samples.length === 0) throw new Error('no samples')
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? NaN
}

export function describe(samples: readonly number[]): string {
  const at = (p: number): string => percentile(samples, p).toFixed(1)
  return `p50 ${at(50)} ms, p95 ${at(95)} ms, p99 ${at(99)} ms, most ${Math.max(...samples).toFixed(1)} ms, of ${samples.length}`
}

/**
 * From now on the page remembers when Enter was last pressed: the time of the event itself, not of a handler that ran later.
 * Holds until the page is loaded again.
 */
export async function watchEnter(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = window as Window & { enterAt?: number }
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Enter') seen.enterAt = performance.timeOrigin + event.timeStamp
      },
      { capture: true },
    )
  })
}

export async function enterAt(page: Page): Promise<number> {
  const at = await page.evaluate(() => (window as Window & { enterAt?: number }).enterAt)
  if (at === undefined) throw new Error('Enter was not pressed since watchEnter')
  return at
}

/** Calls back with the time at which something matching the selector and holding the text was painted. Ask before it happens. */
export async function paintedAt(page: Page, selector: string, text: string, limitMs = 5_000): Promise<() => Promise<number>> {
  const handle = await page.evaluateHandle(
    ({ selector, text, limitMs }) => {
      const there = (): boolean => [...document.querySelectorAll(selector)].some((element) => element.textContent?.includes(text))
      const painted = new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`"${text}" was not painted within ${limitMs} ms`)), limitMs)
        const done = (): void => {
          clearTimeout(late)
          requestAnimationFrame(() => {
            const channel = new MessageChannel()
            channel.port1.onmessage = () => resolve(performance.timeOrigin + performance.now())
            channel.port2.postMessage(null)
          })
        }
        if (there()) return done()
        const observer = new MutationObserver(() => {
          if (!there()) return
          observer.disconnect()
          done()
        })
        observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true })
      })
      painted.catch(() => undefined)
      return { painted }
    },
    { selector, text, limitMs },
  )
  return async () => {
    try {
      return await handle.evaluate(({ painted }) => painted)
    } finally {
      await handle.dispose()
    }
  }
}
