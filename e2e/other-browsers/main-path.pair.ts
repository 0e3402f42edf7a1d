/**
 * The main path in the browsers that the other tests do not use: one person in Firefox, the other in WebKitGTK, and the other way round.
 *
 * Playwright is only the runner here; it opens no browser. See firefox.ts and webkit.ts.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { expect, type Server, test as base } from '../harness/test.ts'
import { startFirefox } from './firefox.ts'
import { composer, connection, inChat, isBlue, isKept, message, openChat, signUp, tick } from './people.ts'
import { startWebKit } from './webkit.ts'
import { Window } from './window.ts'
import type { Browser } from './wire.ts'

/** Opens browsers that are closed again; of a test that failed, what each of them showed and noted is attached. */
const test = base.extend<{ open: (start: () => Promise<Browser>) => Promise<Window> }>({
  open: async ({ server }, use, info) => {
    const windows: Window[] = []
    await use(async (start) => {
      const window = new Window(await start(), server.url)
      windows.push(window)
      info.annotations.push({ type: 'browser', description: `${window.browser.name} ${window.browser.version}` })
      return window
    })
    for (const window of windows) {
      if (info.status !== info.expectedStatus) await leave(window).catch(() => undefined)
      await window.browser.close()
    }
    async function leave(window: Window): Promise<void> {
      await info.attach(window.browser.name, { body: await window.picture(), contentType: 'image/png' })
      await info.attach(`${window.browser.name} errors`, { body: (await window.browser.errors(server.url)).join('\n'), contentType: 'text/plain' })
    }
  },
})

test.setTimeout(120_000)

const backspace = '\uE003'

for (const [title, anas, bos] of [
  ['Ana in Firefox, Bo in WebKitGTK', startFirefox, startWebKit],
  ['Ana in WebKitGTK, Bo in Firefox', startWebKit, startFirefox],
] as const) {
  test(`${title}: they meet, write, see each other type, and lose nothing while the server is away`, async ({ server, open }) => {
    const [ana, bo] = await Promise.all([open(anas), open(bos)])
    await test.step('they sign up by the form and find each other', async () => {
      await signUp(ana, 'Ana')
      await signUp(bo, 'Bo')
      await Promise.all([openChat(ana, 'Bo'), openChat(bo, 'Ana')])
      expect(await ana.path()).toBe(await bo.path())
    })
    await test.step('messages both ways, with ticks to blue', async () => {
      await exchange(ana, bo, 'Are you there, déjà?')
      await exchange(bo, ana, 'Yes ☀ since this morning')
    })
    await test.step('each sees the other online, and typing', async () => {
      for (const [one, other, name] of [[ana, bo, 'Bo'], [bo, ana, 'Ana']] as const) {
        await one.find(inChat('Online'))
        await other.type(composer, 'W')
        await one.find(inChat(`${name} is typing`))
        await other.type(composer, backspace)
      }
    })
    await test.step('nobody is told of an update, and a reload keeps what was said', async () => {
      await ana.reload()
      await ana.find(tick('Are you there, déjà?', 'Read'))
      await ana.find(message('Yes ☀ since this morning'))
      for (const window of [ana, bo]) {
        expect(await window.count({ role: 'button', name: 'Update' })).toBe(0)
        expect(await window.browser.errors(server.url), `errors noted by ${window.browser.name}`).toEqual([])
      }
    })
    await test.step('what is written while the server is away waits through a reload, and goes out when it is back', () => whileAway(ana, bo, server))
    await test.step('the chat and the list fit a wide window and one of 360 pixels', async () => {
      await Promise.all([look(ana, 'Bo'), look(bo, 'Ana')])
    })
  })
}

async function exchange(from: Window, to: Window, text: string): Promise<void> {
  await from.enter(composer, text)
  await to.find(message(text))
  await from.find(tick(text, 'Read'))
  expect(await isBlue(from, tick(text, 'Read')), `the tick of somebody in ${from.browser.name}`).toBe(true)
}

async function whileAway(ana: Window, bo: Window, server: Server): Promise<void> {
  await expect.poll(() => isKept(ana), { message: 'the page is kept on the device' }).toBe(true)
  await server.stop()
  await ana.enter(composer, 'Written meanwhile')
  await ana.find(tick('Written meanwhile', 'Waiting to send'))
  await ana.reload()
  await ana.find(message('Yes ☀ since this morning'))
  await ana.find(tick('Written meanwhile', 'Waiting to send'))
  await server.up()
  await ana.find(tick('Written meanwhile', 'Read'), 30_000)
  expect(await bo.count(message('Written meanwhile'))).toBe(1)
  for (const window of [ana, bo]) {
    await window.find(connection('Connected'))
    const ours = (await window.browser.errors(server.url)).filter((line) => !/(establish|connect|connection|load|network)/i.test(line))
    expect(ours, `errors noted by ${window.browser.name}`).toEqual([])
  }
}

/** Leaves pictures in .results/screens to be looked at. */
async function look(window: Window, other: string): Promise<void> {
  const folder = '.results/screens'
  await mkdir(folder, { recursive: true })
  const chat = await window.path()
  for (const [view, width, height] of [['wide', 1280, 800], ['narrow', 360, 740]] as const) {
    await window.resize(width, height)
    for (const [screen, path, shown] of [['list', '/', { role: 'button', name: 'New chat' }], ['chat', chat, composer]] as const) {
      await window.go(path)
      await window.find(shown)
      await window.find(screen === 'list' ? { role: 'link', text: other } : inChat('Online'))
      await writeFile(`${folder}/${window.browser.name.toLowerCase()}-${screen}-${view}.png`, await window.picture())
      const wider = await window.run<number>('return document.documentElement.scrollWidth - document.documentElement.clientWidth')
      expect(wider, `${screen}, ${view}, in ${window.browser.name}: pixels wider than the window`).toBeLessThanOrEqual(0)
    }
  }
}
