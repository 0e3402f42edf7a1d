/** What links are about: shown while one writes, sent along, and read without asking anybody. */
import { readFileSync } from 'node:fs'
import { createServer, type Server as HTTPServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { composer, expect, look, message, openChat, send, test as base, tick } from './harness/test.ts'

const PNG = readFileSync(new URL('../web/public/icon-512.png', import.meta.url))

class Site {
  readonly asked: string[] = []
  private constructor(private readonly server: HTTPServer) {}

  static async start(): Promise<Site> {
    const server = createServer()
    const site = new Site(server)
    server.on('request', (request, response) => {
      const path = request.url ?? ''
      site.asked.push(path)
      if (path === '/sea.png') return response.writeHead(200, { 'Content-Type': 'image/png' }).end(PNG)
      const head = `<title>Ferries today</title><meta property="og:description" content="When they leave &lt;img src=x onerror=alert(1)&gt; and arrive, on all lines, with the delays of this morning"><meta property="og:image" content="/sea.png"><meta property="og:site_name" content="Harbour">`
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><html><head>${head}</head></html>`)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return site
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

const test = base.extend<{ site: Site }>({
  site: async ({}, use) => {
    const site = await Site.start()
    await use(site)
    await site.close()
  },
  settings: async ({ site }, use) => use({ env: { TWOTICKS_LINK_PREVIEWS: `on,${site.url}` } }),
})

test('a link is looked at while it is written, sent with what it is about, and read without asking anybody; it can be sent without', { tag: '@nodes' }, async ({ arrive, site }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  const bar = ana.page.getByRole('group', { name: 'What the link is about' })
  await composer(ana.page).pressSequentially(`Look: ${site.url}/today.`, { delay: 5 })
  await expect(bar).toContainText('Ferries today')
  await look(ana.page, '67-link-written', 'begun')
  await composer(ana.page).press('Enter')
  await expect(bar).toHaveCount(0)
  for (const { page } of [ana, bo]) {
    const card = message(page, 'Look:').getByRole('link', { name: /Ferries today/ })
    await expect(card).toHaveAttribute('href', `${site.url}/today`)
    await expect(card).toContainText('When they leave <img src=x onerror=alert(1)> and arrive')
    await expect(card).toHaveAttribute('rel', /noopener noreferrer/)
    await expect(card.locator('img')).toBeVisible()
  }
  await expect(tick(ana.page, 'Look:', 'Read')).toBeVisible()
  const before = site.asked.length
  await bo.page.reload()
  await expect(message(bo.page, 'Look:').getByRole('link', { name: /Ferries today/ })).toBeVisible()
  expect(site.asked.slice(before), 'who reads asks nobody').toEqual([])
  expect(site.asked).toEqual(['/today', '/sea.png'])
  await look(bo.page, '68-link', 'begun')

  await composer(ana.page).fill(`Again: ${site.url}/today`)
  await expect(bar).toContainText('Ferries today')
  await bar.getByRole('button', { name: 'Send without it' }).click()
  await expect(bar).toHaveCount(0)
  await composer(ana.page).press('Enter')
  await expect(tick(ana.page, 'Again:', 'Read')).toBeVisible()
  await expect(message(bo.page, 'Again:').getByRole('link', { name: /Ferries/ })).toHaveCount(0)
  await send(ana.page, 'No link at all')
  await expect(message(bo.page, 'No link at all')).toBeVisible()
})

test('what the link was about goes with the words when they are edited, and stays away with it', async ({ arrive, site }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await composer(ana.page).fill(`${site.url}/today`)
  await expect(ana.page.getByRole('group', { name: 'What the link is about' })).toContainText('Ferries today')
  await composer(ana.page).press('Enter')
  await expect(message(bo.page, 'today').getByRole('link', { name: /Ferries today/ })).toBeVisible()
  await composer(ana.page).press('ArrowUp')
  const editor = composer(ana.page) // in the place of the field for the next message
  await editor.fill(`Edited: ${site.url}/today`)
  await editor.press('Enter')
  await expect(message(bo.page, 'Edited:').getByRole('link', { name: /Ferries today/ })).toBeVisible()
  await composer(ana.page).press('ArrowUp')
  await editor.fill('Edited: nothing to see')
  await editor.press('Enter')
  await expect(message(bo.page, 'nothing to see')).toBeVisible()
  await expect(message(bo.page, 'nothing to see').getByRole('link')).toHaveCount(0)
})
