/** Long chats: the newest fifty at once, the rest by twenties, and what one reads stays where it is. */
import { chatWith, composer, expect, fill, find, message, openChat, send, test } from './harness/test.ts'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

test('R11.2 R10.3 a chat opens with its newest 50 and grows upwards by 20, and the line one reads does not move', async ({ arrive, browser }) => {
  test.setTimeout(60_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await fill(ana.page, path.split('/').at(-1)!, 1, 300)
  const fresh = await ana.newDevice(browser)
  const limits: { before: unknown; limit: unknown; got: number }[] = []
  const asked = new Map<number, { before: unknown; limit: unknown }>()
  const tab = await fresh.context.newPage()
  tab.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const f = JSON.parse(String(payload)) as { type: string; ref: number; body: { before?: number; limit?: number } }
      if (f.type === 'history.read') asked.set(f.ref, { before: f.body.before, limit: f.body.limit })
    })
    socket.on('framereceived', ({ payload }) => {
      const f = JSON.parse(String(payload)) as { ref: number; body: { messages?: unknown[] } }
      const q = asked.get(f.ref)
      if (q && f.body.messages) limits.push({ ...q, got: f.body.messages.length })
    })
  })
  await tab.goto(fresh.place.url + path)
  await expect(message(tab, 'line 300.')).toBeVisible()
  await expect.poll(() => limits[0]?.got).toBe(50)

  const list = tab.getByRole('article').first()
  for (let round = 0; round < 6; round++) {
    const before = limits.length
    const jump = await list.evaluate(async (first) => {
      let scroller: Element | null = first
      while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 10 && /auto|scroll/.test(getComputedStyle(scroller).overflowY))) scroller = scroller.parentElement
      if (!scroller) throw new Error('nothing scrolls')
      scroller.scrollTop = 300
      const box = scroller.getBoundingClientRect()
      const eye = [...scroller.querySelectorAll('article')].find((a) => a.getBoundingClientRect().top > box.top + 40)
      if (!eye) throw new Error('no message in view')
      const top = eye.getBoundingClientRect().top
      let worst = 0
      for (let frame = 0; frame < 40; frame++) {
        await new Promise(requestAnimationFrame)
        worst = Math.max(worst, Math.abs(eye.getBoundingClientRect().top - top))
      }
      return worst
    })
    expect(jump, 'pixels that the line in view moved').toBeLessThanOrEqual(1)
    await expect.poll(() => limits.length).toBeGreaterThan(before)
  }
  for (const page of limits.slice(1)) expect(page).toMatchObject({ limit: 20, got: 20 })
  const rows = await tab.getByRole('article').count()
  expect(rows, 'rows in the document').toBeLessThanOrEqual(140)
  await fresh.close()
})

test('what stands above stays above: every message once and in order from the first to the last', async ({ arrive }) => {
  test.setTimeout(60_000)
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await fill(ana.page, path.split('/').at(-1)!, 1, 130)
  await bo.page.reload()
  await expect(message(bo.page, 'line 130.')).toBeVisible()
  const seen = await bo.page.getByRole('article').first().evaluate(async (first) => {
    let scroller: Element | null = first
    while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 10 && /auto|scroll/.test(getComputedStyle(scroller).overflowY))) scroller = scroller.parentElement
    const seen = new Set<string>()
    // However long a page of history takes: the first row ends it, and the test's own time what never comes.
    while (!seen.has('1')) {
      const rows = [...document.querySelectorAll('article')].map((a) => /line (\d+)\./.exec(a.textContent ?? '')?.[1] ?? '')
      const numbers = rows.filter(Boolean).map(Number)
      for (let i = 1; i < numbers.length; i++) if (numbers[i] !== numbers[i - 1]! + 1) throw new Error(`after ${numbers[i - 1]} comes ${numbers[i]}`)
      for (const row of rows) seen.add(row)
      scroller!.scrollTop = 0
      await new Promise(requestAnimationFrame)
    }
    return [...seen].filter(Boolean).map(Number).sort((a, b) => a - b)
  })
  expect(seen).toEqual(Array.from({ length: 130 }, (_, n) => n + 1))
})

test('one\'s own message scrolls to the end; somebody else\'s does not move what one reads, and is counted', async ({ arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  await fill(ana.page, path.split('/').at(-1)!, 1, 60)
  await bo.page.reload()
  await expect(message(bo.page, 'line 60.')).toBeInViewport()
  await message(bo.page, 'line 30.').scrollIntoViewIfNeeded()
  await expect(message(bo.page, 'line 30.')).toBeInViewport()
  await send(ana.page, 'You need not look')
  const button = bo.page.getByRole('button', { name: /newest|latest|bottom|new message/i })
  await expect(button).toBeVisible()
  await expect(message(bo.page, 'line 30.')).toBeInViewport()
  await composer(bo.page).fill('But I do')
  await composer(bo.page).press('Enter')
  await expect(message(bo.page, 'But I do')).toBeInViewport()
})

test('a chat that is left and entered again stands where it was, and at what is new when something is', async ({ arrive }) => {
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  await find(bo.page, cy)
  const path = await openChat(ana, bo)
  await fill(ana.page, path.split('/').at(-1)!, 1, 60)
  const { page } = bo
  await page.reload()
  await expect(message(page, 'line 60.')).toBeInViewport()
  await message(page, 'line 25.').scrollIntoViewIfNeeded()
  const height = async (): Promise<number> => Math.round((await message(page, 'line 25.').boundingBox())!.y)
  const before = await height()
  await chatWith(page, 'Cy').click()
  await expect(page.getByRole('main').getByRole('heading', { name: 'Cy' })).toBeVisible()
  await chatWith(page, 'Ana').click()
  await expect(message(page, 'line 25.')).toBeInViewport()
  expect(Math.abs((await height()) - before), 'px that it moved').toBeLessThanOrEqual(1)

  await chatWith(page, 'Cy').click()
  await send(ana.page, 'This is new')
  await expect(chatWith(page, 'Ana')).toContainText('1 unread')
  await chatWith(page, 'Ana').click()
  await expect(message(page, 'This is new')).toBeInViewport()
})
