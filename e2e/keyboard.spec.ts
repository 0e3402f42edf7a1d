/**
 * The page by keyboard alone, and what a screen reader is given: no pointer is used by the person under test. Others may.
 */
import { type Locator, type Page } from '@playwright/test'
import { composer, expect, fill, find, message, newBrowser, openChat, password, send, test, tick } from './harness/test.ts'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

/** Presses Tab until this has the focus; where it cannot be reached, the test fails. */
async function tabTo(page: Page, goal: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(goal).toBeVisible()
  for (let presses = 0; presses < 40; presses++) {
    if (await goal.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  await expect(goal, `reached by ${key}`).toBeFocused()
}

/** The menu of the message that has the focus; the choice is reached by arrows. */
async function choose(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Enter')
  const choice = page.getByRole('menuitem', { name, exact: true })
  await expect(choice).toBeVisible()
  for (let presses = 0; presses < 24 && !(await choice.evaluate((element) => element === document.activeElement)); presses++) {
    await page.keyboard.press('ArrowDown')
  }
  await expect(choice).toBeFocused()
  await page.keyboard.press('Enter')
}

test('a whole conversation by keyboard: sign in, find a person, write, message info, edit, delete', async ({ browser, server, arrive }) => {
  const ana = await arrive('Ana')
  const bo = await arrive('Bo')
  const { page, context } = await newBrowser(browser)
  await page.goto(`${server.url}/sign-in`)
  await tabTo(page, page.getByLabel('Handle', { exact: true }))
  await page.keyboard.type('ana')
  await tabTo(page, page.getByLabel('Password', { exact: true }))
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'New chat' })).toBeVisible()

  await tabTo(page, page.getByRole('button', { name: 'New chat' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByLabel('Find people by handle')).toBeFocused()
  await page.keyboard.type('bo')
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: /^Bo/ }).first())
  await page.keyboard.press('Enter')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('Hello Bo')
  await page.keyboard.press('Enter')
  await find(bo.page, ana)
  await expect(tick(page, 'Hello Bo', 'Read')).toBeVisible()

  // One tab stop before the field is the newest message.
  await page.keyboard.press('Shift+Tab')
  await expect(message(page, 'Hello Bo')).toBeFocused()
  await choose(page, 'Message info')
  const info = page.getByRole('dialog', { name: 'Message info' })
  await expect(info.getByText(/^Today, /)).toHaveCount(3)
  await page.keyboard.press('Escape')
  await expect(info).toBeHidden()

  await tabTo(page, composer(page))
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
  await expect(composer(page)).toHaveValue('Hello Bo')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(' and Cy')
  await page.keyboard.press('Enter')
  await expect(message(bo.page, 'Hello Bo and Cy').getByText('edited')).toBeVisible()
  await expect(message(page, 'Hello Bo and Cy').getByText('edited')).toBeVisible()
  await expect(composer(page)).toBeFocused()
  await expect(composer(page)).toHaveValue('')

  await page.keyboard.press('Shift+Tab')
  await choose(page, 'Delete')
  const question = page.getByRole('dialog', { name: 'Delete this message?' })
  await tabTo(page, question.getByRole('button', { name: 'Delete for everyone' }))
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  for (const each of [page, bo.page]) {
    await expect(message(each, 'This message was deleted')).toBeVisible()
    await expect(message(each, 'Hello Bo')).toHaveCount(0)
  }
  await context.close()
})

test('Esc leaves a message as it is', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  const { page } = ana
  await send(page, 'As it was')
  await expect(tick(page, 'As it was', 'Read')).toBeVisible()
  await composer(page).press('ArrowUp')
  await expect(composer(page)).toHaveValue('As it was')
  await page.keyboard.type(', or not')
  await page.keyboard.press('Escape')
  await expect(composer(page)).toHaveValue('')
  await expect(composer(page)).toBeFocused()
  await expect(message(page, 'As it was')).toHaveText(/^As it was\d/)
})

test('the focus goes through the page in order, and every list is one stop', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  const { page } = ana
  for (const text of ['one', 'two', 'three']) await send(page, text)
  await expect(tick(page, 'three', 'Read')).toBeVisible()
  await expect(page.getByRole('separator')).toBeVisible()
  await tabTo(page, page.getByRole('link', { name: 'Skip to the conversation' }))
  const names: string[] = []
  for (let presses = 0; presses < 11; presses++) {
    names.push(await page.evaluate(nameOfFocused))
    await page.keyboard.press('Tab')
  }
  expect(names.map((name) => name.replace(/\d\d:\d\d/, 'hh:mm'))).toEqual([
    'Skip to the conversation',
    'Search',
    'Notifications',
    'Settings',
    'New chat',
    'a chat',
    'Width of the chat list',
    'Search in this chat',
    'Chat actions',
    'You, hh:mm, Read',
    'Message',
  ])
})

/** Runs in the page. */
function nameOfFocused(): string {
  const element = document.activeElement
  if (element?.closest('nav') != null) return 'a chat'
  return element?.getAttribute('aria-label') ?? element?.textContent ?? ''
}

test('keys that work everywhere: the next chat, the newest message, the list of keys', async ({ arrive }) => {
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  const { page } = ana
  const withCy = await openChat(ana, cy)
  await send(page, 'For Cy')
  const withBo = await openChat(ana, bo)
  await fill(page, withBo.split('/').at(-1)!, 1, 60)
  await expect(message(page, 'line 60.')).toBeVisible()

  await page.keyboard.press('Alt+ArrowDown')
  await expect(page).toHaveURL(new RegExp(`${withCy}$`))
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page).toHaveURL(new RegExp(`${withBo}$`))
  await expect(message(page, 'line 60.')).toBeInViewport()

  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Home')
  await expect(message(page, 'line 60.')).not.toBeInViewport()
  await tabTo(page, composer(page))
  await page.keyboard.press('End')
  await expect(message(page, 'line 60.')).toBeInViewport()

  await page.keyboard.press('Control+/')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(composer(page)).toBeFocused()
})

test('what a screen reader is given of the main screens', async ({ browser, server, arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const door = await newBrowser(browser)
  await door.page.goto(`${server.url}/sign-in`)
  await expect(door.page.locator('body')).toMatchAriaSnapshot(`
    - heading "Welcome back" [level=1]
    - textbox "Handle"
    - textbox "Password"
    - button "Show"
    - button "Sign in"
  `)
  await door.context.close()

  const { page } = ana
  await openChat(ana, bo)
  await send(page, 'Is the lamp there?')
  await expect(tick(page, 'Is the lamp there?', 'Read')).toBeVisible()
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - link "Skip to the conversation"
    - region "Twoticks":
      - paragraph: Twoticks
      - status: Connected
      - link "Notifications"
      - link "Settings"
      - button "New chat"
      - navigation "Chats":
        - list:
          - listitem:
            - link /^Bo Online .*Read Is the lamp there/:
              - img "Read"
      - separator "Width of the chat list"
    - main:
      - heading "Bo" [level=1]
      - group "Conversation":
        - paragraph: Today
        - article /^You, .*, Read$/:
          - paragraph:
            - text: Is the lamp there?
            - img "Read"
      - textbox "Message"
      - button "Attach files"
      - button "Record a voice message"
  `)
  await page.getByRole('button', { name: 'New chat' }).click()
  await expect(page.getByRole('dialog')).toMatchAriaSnapshot(`
    - dialog "New chat":
      - heading "New chat" [level=2]
      - button "Close"
      - button "New group"
      - textbox "Find people by handle"
      - button /^Ana @ana/
  `)
})

test('a new message is told once to a screen reader, and several as a number', async ({ arrive }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const path = await openChat(ana, bo)
  const said = ana.page.locator('[aria-live=polite]').last()
  await send(bo.page, 'Hello Ana')
  await expect(said).toHaveText('Bo: Hello Ana')
  await fill(bo.page, path.split('/').at(-1)!, 1, 4)
  await expect(said).toHaveText('4 new messages')
})

test('the chat list is made wider and narrower by keyboard, and stays so', async ({ arrive }) => {
  const { page } = await arrive('Ana')
  const edge = page.getByRole('separator', { name: 'Width of the chat list' })
  await tabTo(page, edge)
  await page.keyboard.press('Home')
  await expect(edge).toHaveAttribute('aria-valuenow', '320')
  await page.keyboard.press('ArrowRight')
  await expect(edge).toHaveAttribute('aria-valuenow', '330')
  await page.reload()
  await expect(edge).toHaveAttribute('aria-valuenow', '330')
  const pane = page.getByRole('region', { name: 'Twoticks' })
  expect((await pane.boundingBox())?.width).toBe(330)
})
