/** The dots: when they come, when they go, and who never sees them. */
import { composer, expect, expectP95, message, openChat, test } from './harness/test.ts'
import type { Page } from '@playwright/test'

const typing = (page: Page, name: string): ReturnType<Page['getByText']> =>
  page.getByRole('main').getByText(`${name} is typing`).first()

test('R4.1 seen within 200 ms of the first key, also the second and third time; R4.2 gone 1 s after the last key', { tag: '@measured' }, async ({ arrive }) => {
  test.setTimeout(180_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  const gone: number[] = []
  const when = (page: Page, name: string, shown: boolean): Promise<number> =>
    page.evaluate(
      ({ name, shown }) =>
        new Promise<number>((resolve, reject) => {
          const late = setTimeout(() => reject(new Error(`the dots did not ${shown ? 'come' : 'go'}`)), 5_000)
          const there = (): boolean =>
            [...document.querySelectorAll('[role=main] p')].some((e) => e.textContent === `${name} is typing` && e.checkVisibility())
          const look = (): void => {
            if (there() === shown) {
              clearTimeout(late)
              resolve(performance.timeOrigin + performance.now())
            } else requestAnimationFrame(look)
          }
          look()
        }),
      { name, shown },
    )
  // They take turns, since the server tells of one beginning a second of each of them and drops those above.
  const turns = [
    { name: 'Ana', from: ana.page, to: bo.page, next: 0 },
    { name: 'Bo', from: bo.page, to: ana.page, next: 0 },
  ]
  for (const { from } of turns) {
    await from.evaluate(() => {
      const keys = window as Window & { keyAt?: number }
      window.addEventListener('keydown', (e) => (keys.keyAt = performance.timeOrigin + e.timeStamp), { capture: true })
    })
  }
  await expectP95({ what: 'first key to dots', p95Ms: 200, warmUp: 2 }, async (n) => {
    const turn = turns[n % 2]
    if (turn === undefined) throw new Error('nobody has the turn')
    const { name, from, to } = turn
    await from.waitForTimeout(Math.max(0, turn.next - Date.now()))
    turn.next = Date.now() + 1_000
    const shown = when(to, name, true)
    await composer(from).press('x')
    const pressed = await from.evaluate(() => (window as Window & { keyAt?: number }).keyAt ?? 0)
    const at = await shown
    // The first few end by themselves; the others by emptying the field, which needs no second.
    const byItself = gone.length < 10
    if (!byItself) await composer(from).fill('')
    const goneAt = await when(to, name, false)
    if (byItself) gone.push(goneAt - pressed)
    return at - pressed
  })
  for (const ms of gone) {
    expect(ms, 'the dots stay while a key was pressed within the last second').toBeGreaterThan(900)
    expect(ms, 'and go one second after it').toBeLessThan(1_400)
  }
})

test('R4.3 (direct) dots in motion beside the person\'s name', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  await composer(ana.page).press('h')
  await expect(typing(bo.page, 'Ana')).toBeVisible()
  const moving = await bo.page.evaluate(() => document.getAnimations().filter((a) => a.playState === 'running').length)
  expect(moving, 'animations that run while somebody types').toBeGreaterThanOrEqual(3)
})

test('R4.4 sending ends them: never the dots and the finished message at once', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  await openChat(ana, bo)
  for (let n = 0; n < 5; n++) {
    const text = `finished ${n}.`
    await bo.page.evaluate((text) => {
      const seen = { dots: false, both: false, done: false }
      Object.assign(window, { seen })
      const look = (): void => {
        const dots = [...document.querySelectorAll('[role=main] p')].some((e) => e.textContent === 'Ana is typing' && e.checkVisibility())
        const bubble = [...document.querySelectorAll('article')].some((e) => e.textContent?.includes(text))
        seen.dots ||= dots
        seen.both ||= dots && bubble
        if (!seen.done) requestAnimationFrame(look)
      }
      look()
    }, text)
    await composer(ana.page).pressSequentially(text)
    await expect(typing(bo.page, 'Ana')).toBeVisible()
    await composer(ana.page).press('Enter')
    await expect(message(bo.page, text)).toBeVisible()
    await expect(typing(bo.page, 'Ana')).toHaveCount(0)
    const seen = await bo.page.evaluate(() => {
      const { seen } = window as unknown as Window & { seen: { dots: boolean; both: boolean; done: boolean } }
      seen.done = true
      return { dots: seen.dots, both: seen.both }
    })
    expect(seen).toEqual({ dots: true, both: false })
  }
})

test('R4.5 nobody sees themselves typing, in no tab or device of theirs', async ({ arrive, browser }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const other = await ana.newTab(path)
  const phone = await ana.newDevice(browser)
  await phone.page.goto(phone.place.url + path)
  for (const page of [other, phone.page]) await expect(composer(page)).toBeVisible()
  await composer(ana.page).pressSequentially('a long thought', { delay: 60 })
  await expect(typing(bo.page, 'Ana')).toBeVisible()
  for (const page of [ana.page, other, phone.page]) await expect(page.getByText(/typing/)).toHaveCount(0)
  await phone.close()
})
