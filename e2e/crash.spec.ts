/** The browser itself dies with messages unsent, and is started again on the same profile. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { chromiumArguments, chromiumPath } from './harness/chromium.ts'
import { attach, fetchedAhead, photo } from './harness/files.ts'
import { composer, expect, find, installView, Line, message, type Person, send, type Server, signUp, test, tick } from './harness/test.ts'

const open = async (profile: string): Promise<BrowserContext> => {
  const context = await chromium.launchPersistentContext(profile, { executablePath: chromiumPath, args: chromiumArguments })
  await installView(context)
  return context
}

/** Kills every process of the browser that uses this profile, as a crash or a power cut would. */
async function killBrowser(profile: string): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.includes(`--user-data-dir=${profile}`)) process.kill(Number(pid), 'SIGKILL')
  }
}

interface Crash {
  arrive: (name: string) => Promise<Person>
  server: Server
  /** Writes without a network; when it returns, the page shows everything as waiting. */
  write: (page: Page) => Promise<void>
  /** How many messages that was; each has a text of "kept", its number and a full stop. */
  messages: number
}

/** A browser is killed after somebody wrote without a network, and started again. Returns the page of who was written to. */
async function crash({ arrive, server, write, messages }: Crash): Promise<Page> {
  const bo = await arrive('Bo')
  const profile = await mkdtemp(join(tmpdir(), 'twoticks-profile-'))
  const line = await Line.to(server.port)
  try {
    // A browser writes its cookies to the disk now and then; closing it well does so at once.
    const before = await open(profile)
    await signUp(await before.newPage(), line, 'Ana', 'ana')
    await before.close()
    const first = await open(profile)
    const page = await first.newPage()
    await page.goto(line.url)
    const path = await find(page, bo)
    await send(page, 'Before the crash')
    await expect(tick(page, 'Before the crash', 'Delivered')).toBeVisible()
    await fetchedAhead(page)
    line.down()
    await write(page)
    await expect(tick(page, `kept ${messages}.`, 'Waiting to send')).toBeVisible()
    await page.waitForTimeout(500) // the row is written at once, but no disk is quicker than that
    await killBrowser(profile)
    await first.close().catch(() => undefined)

    line.up()
    const second = await open(profile)
    const again = await second.newPage()
    await again.goto(line.url + path)
    await expect(composer(again)).toBeVisible()
    for (let n = 1; n <= messages; n++) await expect(tick(again, `kept ${n}.`, 'Delivered')).toBeVisible({ timeout: 20_000 })
    await bo.page.goto(bo.place.url + path)
    await expect(message(bo.page, `kept ${messages}.`)).toBeVisible()
    const order = async (): Promise<number[]> => (await bo.page.getByRole('article').allInnerTexts()).flatMap((text) => /kept (\d+)/.exec(text)?.[1] ?? []).map(Number)
    await expect.poll(order).toEqual(Array.from({ length: messages }, (_, i) => i + 1)) // what is above the screen is put there a moment later
    await second.close()
    return bo.page
  } finally {
    await line.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }) // a browser that was closed writes for a moment longer
  }
}

test('R6.4 R7.4 the browser is killed with the outbox full and started again: everything goes out, in order, once', async ({ arrive, server }) => {
  test.setTimeout(90_000)
  const write = async (page: Page): Promise<void> => {
    for (let n = 1; n <= 20; n++) await send(page, `kept ${n}.`)
  }
  await crash({ arrive, server, write, messages: 20 })
})

test('R6.4 (pictures) the browser is killed with ten pictures in the outbox, between words, and started again: they go out, in order, once', async ({ arrive, server }) => {
  test.setTimeout(120_000)
  const write = async (page: Page): Promise<void> => {
    await send(page, 'kept 1.')
    for (let n = 2; n <= 11; n++) await attach(page, [await photo(page, `${n}.jpg`, 300 + n, 200)], `kept ${n}.`)
    await send(page, 'kept 12.')
  }
  const page = await crash({ arrive, server, write, messages: 12 })
  for (let n = 2; n <= 11; n++) {
    const picture = message(page, `kept ${n}.`).locator('img').first()
    await picture.scrollIntoViewIfNeeded()
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth), { message: `picture ${n}` }).toBeGreaterThan(0)
  }
})
