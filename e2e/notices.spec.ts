/**
 * Notices of the system while the page lives. What the system itself would show cannot be seen here: its door in the page is
 * replaced by one that takes down what goes through it.
 */
import type { Page } from '@playwright/test'
import { chatWith, expect, hide, look, message, openChat, type Person, send, test } from './harness/test.ts'

interface Notice {
  title: string
  body: string
  tag: string
  open: boolean
}

declare global {
  interface Window {
    notices?: Notice[]
    press?: (tag: string) => void
  }
}

/** Permission is asked for, and given, as a person would. */
async function listen({ context }: Person): Promise<void> {
  await context.addInitScript(() => {
    const shown: { notice: Notice; self: { onclick: (() => void) | null } }[] = []
    class Notification {
      static permission = localStorage.getItem('test.permission') ?? 'default'
      static requestPermission(): Promise<string> {
        localStorage.setItem('test.permission', 'granted')
        return Promise.resolve((Notification.permission = 'granted'))
      }
      onclick: (() => void) | null = null
      #notice: Notice
      constructor(title: string, { body = '', tag = '' }: { body?: string; tag?: string }) {
        this.#notice = { title, body, tag, open: true }
        for (const { notice } of shown) if (notice.tag === tag) notice.open = false
        shown.push({ notice: this.#notice, self: this })
      }
      close(): void {
        this.#notice.open = false
      }
    }
    Object.defineProperty(window, 'Notification', { value: Notification })
    Object.defineProperty(window, 'notices', { get: () => shown.map(({ notice }) => notice) })
    window.press = (tag) => shown.findLast(({ notice }) => notice.tag === tag)?.self.onclick?.()
  })
}

const open = (page: Page): Promise<string[]> => page.evaluate(() => (window.notices ?? []).filter((notice) => notice.open).map(({ title, body }) => `${title} | ${body}`))

test('a notice for each chat, turned on by a button, gone when it is read on another device; pressed, it opens the chat', async ({ arrive, browser }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await listen(ana)
  const path = await openChat(ana, bo)
  await send(bo.page, 'Before anything was allowed')
  await ana.page.goto(`${ana.place.url}/settings`)
  await expect(ana.page.getByRole('checkbox', { name: 'Notifications' })).toHaveCount(0)
  await ana.page.getByRole('button', { name: 'Turn on notifications' }).scrollIntoViewIfNeeded()
  await look(ana.page, '54-notices-ask', 'begun')
  await ana.page.getByRole('button', { name: 'Turn on notifications' }).click()
  await expect(ana.page.getByRole('checkbox', { name: 'Notifications' })).toBeChecked()
  await look(ana.page, '55-notices', 'begun')
  await ana.page.waitForTimeout(2_500) // what tells is fetched behind the first paint
  await send(bo.page, 'While she looks at the page')
  await expect(chatWith(ana.page, 'Bo')).toContainText('While she looks')
  await hide(ana.page)
  await send(bo.page, 'The ferry is late')
  await expect.poll(() => open(ana.page)).toEqual(['Bo | The ferry is late'])
  await send(bo.page, 'And now it is here')
  await expect.poll(() => open(ana.page)).toEqual(['Bo (2) | And now it is here'])

  const phone = await ana.newDevice(browser)
  await phone.page.goto(phone.place.url + path)
  await expect(message(phone.page, 'And now it is here')).toBeVisible()
  await expect.poll(() => open(ana.page)).toEqual([])
  await phone.close()

  await ana.page.evaluate(() => window.setView?.({ visible: true, focused: true }))
  await ana.page.getByRole('checkbox', { name: 'Show who writes, and what' }).uncheck()
  await hide(ana.page)
  await send(bo.page, 'A secret')
  await expect.poll(() => open(ana.page)).toEqual(['Twoticks | A new message'])
  await ana.page.evaluate((tag) => window.press?.(tag), path.replace('/c/', ''))
  await ana.page.waitForURL(`**${path}`)
  await expect.poll(() => open(ana.page)).toEqual([])
})
