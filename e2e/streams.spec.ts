/** What goes over a page's own socket when it opens a chat, or the notifications. */
import { chatWith, connection, expect, newBrowser, openChat, send, signUp, test, tick } from './harness/test.ts'
import type { Page } from '@playwright/test'

interface Frame {
  type: string
  ref?: number
  body?: Record<string, unknown>
}

/** Every frame of every socket that the page opens from now on. */
function watchFrames(page: Page): { sent: Frame[]; received: Frame[] } {
  const sent: Frame[] = []
  const received: Frame[] = []
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(JSON.parse(String(payload)) as Frame))
    socket.on('framereceived', ({ payload }) => received.push(JSON.parse(String(payload)) as Frame))
  })
  return { sent, received }
}

test('R1.2 opening a chat asks for its stream on that tab\'s socket and has it confirmed', async ({ arrive, server }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const path = await openChat(ana, bo)
  const chat = path.split('/').at(-1)
  const frames = watchFrames(ana.page)
  await ana.page.goto(server.url + path)
  await expect.poll(() => frames.sent.filter((f) => f.type === 'chat.subscribe' && f.body?.['chat'] === chat).length).toBe(1)
  const asked = frames.sent.find((f) => f.type === 'chat.subscribe')
  await expect.poll(() => frames.received.find((f) => f.type === 'reply' && f.ref === asked?.ref)?.body?.['row']).toMatchObject({ chat })
  await send(bo.page, 'Down the stream')
  await expect.poll(() => frames.received.filter((f) => f.type === 'message.added').length).toBe(1)
})

test('R1.3 (chats) the notifications follow what is unread in every chat, and lead to the message', async ({ arrive, server }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const cy = await arrive('Cy')
  await openChat(ana, bo)
  await openChat(ana, cy)
  const frames = watchFrames(ana.page)
  await ana.page.goto(`${server.url}/notifications`)
  await expect.poll(() => frames.sent.some((f) => f.type === 'notifications.subscribe')).toBe(true)
  const asked = frames.sent.find((f) => f.type === 'notifications.subscribe')
  await expect.poll(() => frames.received.some((f) => f.type === 'reply' && f.ref === asked?.ref)).toBe(true)

  const entries = ana.page.getByRole('main')
  await send(bo.page, 'First from Bo')
  await expect(entries.getByText('First from Bo')).toBeVisible()
  await send(cy.page, 'Then from Cy')
  await expect(entries.getByText('Then from Cy')).toBeVisible()
  const order = await entries.getByRole('link').allInnerTexts()
  expect(order.findIndex((t) => t.includes('Cy')), 'the newest stands first').toBeLessThan(order.findIndex((t) => t.includes('Bo')))

  await entries.getByRole('link').filter({ hasText: 'First from Bo' }).click()
  await ana.page.waitForURL('**/c/*')
  await expect(ana.page.getByRole('article').filter({ hasText: 'First from Bo' })).toBeInViewport()
  await expect(tick(bo.page, 'First from Bo', 'Read')).toBeVisible()
  await ana.page.goto(`${server.url}/notifications`)
  await expect(entries.getByText('Then from Cy')).toBeVisible()
  await expect(entries.getByText('First from Bo')).toHaveCount(0)
})

test('R1.3 (invitations) the inviter is told who came', async ({ arrive, server, browser }) => {
  const ana = await arrive('Ana')
  await ana.page.goto(`${server.url}/notifications`)
  await expect(connection(ana.page).filter({ hasText: 'Connected' }).first()).toBeVisible()
  const link = /http\S+\/invite\/\S+/.exec(await server.command('invite'))?.[0]
  expect(link, 'twoticks invite prints a link').toBeTruthy()
  const { page, context } = await newBrowser(browser)
  await signUp(page, server, 'Bo', 'bo', new URL(link!).pathname)
  await page.waitForURL('**/c/*')
  await expect(ana.page.getByRole('main').getByText(/Bo/).first()).toBeVisible()
  await expect(chatWith(ana.page, 'Bo')).toBeVisible()
  await context.close()
})
