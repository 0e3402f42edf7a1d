/**
 * The page under attack: what would run in a page that took text for markup, in every place where people write, looked at by others on
 * every screen that shows it. Nothing runs, and the policy that would have stopped it has nothing to report.
 */
import { attach } from './harness/files.ts'
import { chatOf, composer, expect, gather, message, must, say, send, test } from './harness/test.ts'
import type { Page } from '@playwright/test'

const image = '<img src=x onerror="window.hurt=1">'
const texts = [
  image,
  '"><script>window.hurt=1</script>',
  '</p></article><svg onload="window.hurt=1">',
  '<iframe srcdoc="<script>parent.hurt=1</script>"></iframe>',
  '<a href="javascript:window.hurt=1">look</a>',
  'javascript:window.hurt=1 data:text/html,<script>window.hurt=1</script> vbscript:hurt',
  '[look](javascript:window.hurt=1) `<b onclick=hurt=1>` *<i>bold</i>*',
  'https://example.org/"onmouseover="window.hurt=1 http://x\u0000.example'.replace('\u0000', ''),
  '{{constructor.constructor("window.hurt=1")()}} ${window.hurt=1}',
  '__proto__', 'constructor', 'hasOwnProperty', 'toString',
  'see \u202egpj.exe\u202c and \u2066isolated',
  `<style>*{display:none}</style><meta http-equiv=refresh content="0;url=https://evil.example">`,
]

/** As it stands in the page, where stars and lines round words and ticks of code are what they mean. */
const shown = (text: string): string => text.replaceAll(/`|\*(?=<i>)|(?<=i>)\*/g, '').replace('__proto__', 'proto')

/** What a page would have that took any of it for markup, or for the name of something. */
async function unhurt(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    hurt: 'hurt' in window,
    prototype: Object.keys(Object.prototype),
    markup: document.querySelectorAll('img[src="x"], iframe, object, embed, [onerror], [onload], [onclick], [onmouseover], script:not([src])').length,
    styles: document.querySelectorAll('body style, meta[http-equiv]').length,
    links: [...document.querySelectorAll('a[href]')].map((a) => (a as HTMLAnchorElement).protocol).filter((scheme) => !['http:', 'https:', 'blob:'].includes(scheme)),
  }))
  expect(found).toEqual({ hurt: false, prototype: [], markup: 0, styles: 0, links: [] })
}

test('what people write is text, whatever it looks like, on every screen', async ({ arrive, server }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  for (const { page } of [ana, bo]) page.on('dialog', (dialog) => void dialog.dismiss().then(() => Promise.reject(new Error(`a dialog came up: ${dialog.message()}`))))
  const path = await gather('The choir', bo, ana)
  const chat = chatOf(path)
  await must(ana.page, 'profile.set', { name: image, about: texts[1] })
  await must(bo.page, 'group.change', { chat, name: texts[2], about: texts[0] })
  const seqs = []
  for (const text of texts) seqs.push(await say(ana.page, chat, text))
  await must(ana.page, 'message.react', { chat, seq: seqs[0], emoji: '👍' })
  for (const text of texts) await expect(message(bo.page, shown(text)).first()).toBeVisible()
  await unhurt(bo.page)

  await test.step('written and answered in the page, with a file that has such a name', async () => {
    await send(ana.page, texts[0]!)
    await composer(ana.page).fill(texts[1]!)
    await attach(ana.page, [{ name: `${image}.txt`, mimeType: 'text/html', buffer: Buffer.from('<script>window.hurt=1</script>') }], texts[4])
    await expect(bo.page.getByRole('link', { name: /onerror/ })).toBeVisible()
    const one = message(bo.page, texts[0]!).first()
    await one.focus()
    await bo.page.keyboard.press('r')
    await send(bo.page, texts[3]!)
    await expect(message(ana.page, texts[3]!).last()).toContainText(image)
    for (const { page } of [ana, bo]) await unhurt(page)
  })

  await test.step('the chat list, a draft in it, and what is found', async () => {
    await composer(bo.page).fill(image)
    await bo.page.goto(`${bo.place.url}/`)
    await expect(bo.page.getByRole('navigation', { name: 'Chats' })).toContainText('Draft')
    await unhurt(bo.page)
    await bo.page.keyboard.press('Control+k')
    const found = bo.page.getByRole('dialog', { name: 'Search' })
    await found.getByRole('combobox', { name: /^Search/ }).fill('onerror')
    await expect(found.getByRole('group', { name: 'Messages' }).getByRole('option').first()).toContainText('<img src=x')
    await unhurt(bo.page)
    await bo.page.keyboard.press('Escape')
  })

  await test.step('what a chat holds, the group and its members, what one says of oneself; a whole reload', async () => {
    await bo.page.goto(bo.place.url + path)
    await bo.page.getByRole('button', { name: 'Chat actions' }).click()
    await bo.page.getByRole('menuitem', { name: 'Media, files and links' }).click()
    const gallery = bo.page.getByRole('dialog', { name: 'Media, files and links' })
    await gallery.getByRole('tab', { name: 'Files' }).click()
    await expect(gallery).toContainText('<img src=x')
    await unhurt(bo.page)
    await bo.page.keyboard.press('Escape')
    await bo.page.getByRole('button', { name: 'Members', exact: true }).click()
    await expect(bo.page.getByRole('dialog', { name: 'Members' })).toContainText('<img src=x')
    await unhurt(bo.page)
    await bo.page.keyboard.press('Escape')
    for (const at of ['/settings', '/settings/profile', '/settings/privacy', '/admin', path]) {
      for (const { page, place } of [ana, bo]) {
        await page.goto(place.url + at)
        await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()
        await page.waitForLoadState('networkidle')
        await unhurt(page)
      }
    }
    await expect(message(bo.page, texts.at(-1)!)).toBeVisible()
  })

  expect(server.log).not.toContain('stopped by its content security policy')
})
