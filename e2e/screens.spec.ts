/**
 * The screens of the real program, wide and at 360 px, light and dark: nothing serious for axe, nothing wider than the window, and no
 * request to any other host. A picture of each is left in .results/screens to be looked at.
 */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { chatWith, composer, expect, fill, message, newBrowser, openChat, Person, send, signUp, test, tick } from './harness/test.ts'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

const views = [
  { name: 'wide-light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'wide-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'narrow-light', width: 360, height: 740, colorScheme: 'light' },
  { name: 'narrow-dark', width: 360, height: 740, colorScheme: 'dark' },
] as const

/** Looks at the page in every view, and leaves it wide and light. What is wrong is looked for once a theme. */
async function look(page: Page, screen: string): Promise<void> {
  for (const view of [...views.slice(1), views[0]]) {
    await page.setViewportSize(view)
    // With reduced motion nothing is caught half-way.
    await page.emulateMedia({ colorScheme: view.colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))
    await page.screenshot({ path: `.results/screens/${screen}-${view.name}.png` })
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `${screen}, ${view.name}: pixels wider than the window`).toBeLessThanOrEqual(0)
    if (view.name === 'wide-light') await examine(screen, new AxeBuilder({ page }))
    // The other theme has other colours, and nothing else.
    if (view.name === 'wide-dark') await examine(screen, new AxeBuilder({ page }).withRules(['color-contrast']))
  }
}

async function examine(screen: string, axe: AxeBuilder): Promise<void> {
  const found = await axe.analyze()
  const serious = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), screen).toEqual([])
}

test('the twelve screens hold in every view', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const { page, context } = await newBrowser(browser)
  const foreign: string[] = []
  context.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url())
  })
  const refused: string[] = []
  page.on('console', (line) => {
    if (/Content Security Policy|Refused to/.test(line.text())) refused.push(line.text())
  })

  await page.goto(`${server.url}/sign-up`)
  await expect(page.getByLabel('Name', { exact: true })).toBeVisible()
  await look(page, '01-sign-up')
  await page.goto(`${server.url}/sign-in`)
  await expect(page.getByLabel('Handle', { exact: true })).toBeVisible()
  await look(page, '02-sign-in')

  await signUp(page, server, 'Ana', 'ana')
  await expect(page.getByText('What the ticks mean').filter({ visible: true })).toBeVisible()
  await look(page, '04-empty')
  const link = /http\S+\/invite\/\S+/.exec(await server.command('invite'))?.[0]
  const guest = await newBrowser(browser)
  await guest.page.goto(server.url + new URL(link!).pathname)
  await expect(guest.page.getByText(/Ana/).first()).toBeVisible()
  await look(guest.page, '03-invitation')

  await signUp(guest.page, server, 'Bo', 'bo', '/sign-up')
  const ana = new Person('Ana', 'ana', server, context, page)
  const bo = new Person('Bo', 'bo', server, guest.context, guest.page)
  const path = await openChat(ana, bo)
  await send(page, 'Did the shelf arrive?')
  await expect(tick(page, 'Did the shelf arrive?', 'Read')).toBeVisible()
  await send(guest.page, 'Yes, this morning. It stands in the hall and is *82 cm* wide, not 80.')
  await send(guest.page, 'The plan is at https://example.org/shelf_plan_2 if you want to look.')
  await expect(message(page, 'The plan is at')).toBeVisible()
  await send(page, 'Then see you on Thursday 🎉')
  await look(page, '06-chat')

  await message(page, 'Did the shelf arrive?').click()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Message info' }).or(page.getByRole('button', { name: 'Message info' })).first().click()
  await expect(page.getByText(/Read/).last()).toBeVisible()
  await look(page, '08-message-info')
  await page.keyboard.press('Escape')

  const cy = await newBrowser(browser)
  await signUp(cy.page, server, 'Cy', 'cy')
  const cys = new Person('Cy', 'cy', server, cy.context, cy.page)
  const other = await openChat(cys, ana)
  await page.goto(`${server.url}/`)
  await send(cy.page, 'The photos from Sunday are here')
  await send(cy.page, 'All of them, at last')
  await expect(page.getByText('All of them, at last').first()).toBeVisible()
  await look(page, '05-list')
  await page.goto(`${server.url}/notifications`)
  await expect(page.getByRole('main').getByText('All of them, at last')).toBeVisible()
  await look(page, '09-notifications')
  await page.goto(`${server.url}/`)
  await page.getByRole('button', { name: 'New chat' }).first().click()
  await page.getByRole('dialog').getByLabel('Find people by handle').fill('bo')
  await expect(page.getByRole('dialog').getByRole('button', { name: /^Bo/ })).toBeVisible()
  await look(page, '10-new-chat')
  await page.keyboard.press('Escape')

  await fill(cy.page, other.split('/').at(-1)!, 1, 200)
  await page.goto(server.url + other)
  await expect(page.getByText(/unread/).first()).toBeVisible()
  await look(page, '07-long-chat')
  await page.goto(`${server.url}/settings`)
  await expect(page.getByRole('heading').first()).toBeVisible()
  await look(page, '13-settings')

  await page.goto(server.url + path)
  await expect(composer(page)).toBeVisible()
  await server.stop()
  await send(page, 'Written while the server was away')
  await expect(tick(page, 'Written while the server was away', 'Waiting to send')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/Reconnecting|Offline/).first()).toBeVisible()
  await page.waitForTimeout(2_500) // the banner comes after two seconds of trouble
  await look(page, '11-offline')
  await server.up()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(tick(page, 'Written while the server was away', 'Delivered').or(tick(page, 'Written while the server was away', 'Read'))).toBeVisible({ timeout: 30_000 })
  await page.goto(`${server.url}/no-such-page`)
  await look(page, '12-error')

  expect(foreign, 'requests to other hosts').toEqual([])
  expect(refused, 'what the content security policy refused').toEqual([])
  for (const c of [context, guest.context, cy.context]) await c.close()
})

test('the screens of groups, of editing, of what failed and of slow mode hold in every view', async ({ arrive }) => {
  test.setTimeout(240_000)
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  const { page } = ana
  await page.getByRole('button', { name: 'New chat' }).first().click()
  await page.getByRole('button', { name: 'New group' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Group name').fill('Shelf and lamp')
  for (const person of [bo, cy]) {
    await dialog.getByLabel('Find people by handle').fill(person.handle)
    await dialog.getByRole('button', { name: new RegExp(`^${person.name}`) }).click()
  }
  await look(page, '14-new-group')
  await dialog.getByRole('button', { name: 'Create group' }).click()
  await expect(composer(page)).toBeVisible()
  await chatWith(bo.page, 'Shelf and lamp').click()
  await send(bo.page, 'Who has a drill that goes through *concrete*?')
  await send(page, 'I bring one on Thursday.')
  await expect(tick(page, 'I bring one on Thursday.', 'Delivered')).toBeVisible()
  await look(page, '15-group')
  await page.getByRole('button', { name: 'Members', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Members' }).getByText('@cy')).toBeVisible()
  await look(page, '16-members')
  await page.keyboard.press('Escape')
  await message(page, 'I bring one on Thursday.').click()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Message info' }).click()
  await expect(page.getByRole('dialog', { name: 'Message info' }).getByText('Read by')).toBeVisible()
  await look(page, '17-group-info')
  await page.keyboard.press('Escape')

  await composer(page).press('ArrowUp')
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
  await look(page, '18-editing')
  await page.keyboard.press('Escape')
  await send(page, `Signs that${'\u200b'.repeat(300)} nobody sees`)
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
  await look(page, '19-failed')
  await page.keyboard.press('Control+/')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await look(page, '20-keys')
  await page.keyboard.press('Escape')

  await page.routeWebSocket(/\/ws/, (socket) => socket.close())
  await page.reload()
  await expect(page.getByRole('button', { name: 'Why?' })).toBeVisible({ timeout: 20_000 })
  await look(page, '21-slow-mode')
  await page.getByRole('button', { name: 'Why?' }).click()
  await expect(page.getByRole('dialog', { name: 'Why is it slow?' })).toBeVisible()
  await look(page, '22-why-slow')
})
