/** Pictures and files: chosen, sent from the outbox, seen by the other, and gone when the message is deleted for everyone. */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { attach, chooser, type Chosen, dialog, fetchedAhead, photo } from './harness/files.ts'
import { chatOf, chatWith, expect, fill, look, message, openChat, send, test, tick } from './harness/test.ts'

/** A second of film, made by the browser. */
async function film(page: Page): Promise<Chosen> {
  const data = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 })
    const on = canvas.getContext('2d')!
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm;codecs=vp8' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => void parts.push(data)
    recorder.start()
    for (let i = 0; i < 10; i++) {
      on.fillStyle = `hsl(${i * 36} 80% 50%)`
      on.fillRect(0, 0, 160, 90)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await new Promise((resolve) => {
      recorder.onstop = resolve
      recorder.stop()
    })
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  })
  return { name: 'waves.webm', mimeType: 'video/webm', buffer: Buffer.from(data, 'base64') }
}

test('a picture with words, several at once, and a file: sent, seen by the other, looked at, saved, and gone for everyone', { tag: '@nodes' }, async ({ arrive }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await chooser(ana.page).setInputFiles([await photo(ana.page, 'sunset.jpg', 1600, 1000), { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') }])
  await expect(dialog(ana.page).getByText('Getting ready')).toHaveCount(0)
  await dialog(ana.page).getByLabel('Send photos as files').check()
  await expect(dialog(ana.page).getByText('is left out')).toBeVisible()
  await look(ana.page, '60-attach', 'begun')
  await ana.page.keyboard.press('Escape')
  await expect(dialog(ana.page)).toHaveCount(0)
  await attach(ana.page, [await photo(ana.page, 'sunset.jpg', 1600, 1000)], 'From the pier')
  await expect(tick(ana.page, 'From the pier', 'Read')).toBeVisible()
  const seen = message(bo.page, 'From the pier').getByRole('button', { name: /^Open Photo sunset.jpg/ })
  await expect(seen.locator('img')).toBeVisible()
  expect(await seen.locator('img').evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight])).toEqual([640, 400])
  await expect(chatWith(ana.page, 'Bo')).toContainText('📷 From the pier')

  await attach(ana.page, await Promise.all([1, 2, 3, 4, 5].map((n) => photo(ana.page, `wave ${n}.jpg`, 600 + n * 40, 500))))
  await expect(bo.page.getByRole('button', { name: 'Open Photo wave 4.jpg' }).getByText('+1')).toBeVisible()
  await attach(ana.page, [{ name: 'the plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n') }], 'And the plan')
  const link = message(bo.page, 'And the plan').getByRole('link', { name: /the plan\.pdf/ })
  await expect(link).toBeVisible()
  const [saved] = await Promise.all([bo.page.waitForEvent('download'), link.click()])
  expect(saved.suggestedFilename()).toBe('the plan.pdf')
  expect(String(await readFile(await saved.path()))).toContain('%PDF-1.7')
  await attach(ana.page, [await film(ana.page)], 'It moves')
  const moving = message(bo.page, 'It moves').locator('video')
  await expect.poll(() => moving.evaluate((video: HTMLVideoElement) => [video.videoWidth, video.videoHeight])).toEqual([160, 90])
  await moving.evaluate((video: HTMLVideoElement) => video.play())
  await expect.poll(() => moving.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.2)
  await bo.page.mouse.move(0, 0)
  await look(bo.page, '57-files', 'begun')

  await seen.click()
  const viewer = bo.page.getByRole('dialog', { name: 'Photo' })
  await expect(viewer.getByRole('img', { name: 'sunset.jpg' })).toBeVisible()
  await expect(viewer).toContainText('1 of 7')
  await bo.page.keyboard.press('ArrowRight')
  await expect(viewer.getByRole('img', { name: 'wave 1.jpg' })).toBeVisible()
  await bo.page.keyboard.press('ArrowLeft')
  await expect(viewer.getByText('From the pier')).toBeVisible()
  await look(bo.page, '58-picture', 'begun')
  await bo.page.keyboard.press('Escape')
  await expect(viewer).toHaveCount(0)

  const where = await seen.locator('img').evaluate((img: HTMLImageElement) => new URL(img.src).pathname)
  const fetched = (page: Page): Promise<number> => page.evaluate(async (url) => (await fetch(url)).status, where)
  expect(await fetched(bo.page)).toBe(200)
  await message(ana.page, 'From the pier').focus()
  await ana.page.keyboard.press('Enter')
  await ana.page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }).click()
  await expect(message(bo.page, 'From the pier')).toHaveCount(0)
  for (const { page } of [ana, bo]) expect(await fetched(page), 'the old address').toBe(404)
})

test('what is chosen waits without a network, outlives the page, and goes out in order with words, once', async ({ arrive, line }) => {
  test.setTimeout(120_000)
  const [ana, bo] = [await arrive('Ana', { by: line }), await arrive('Bo')]
  await openChat(ana, bo)
  await fetchedAhead(ana.page)
  line.down()
  await send(ana.page, 'Before the pictures')
  const ten = await Promise.all(Array.from({ length: 10 }, (_, n) => photo(ana.page, `ten ${n}.jpg`, 400, 300)))
  await attach(ana.page, ten, 'Ten of them')
  await send(ana.page, 'After the pictures')
  for (const text of ['Before the pictures', 'Ten of them', 'After the pictures']) await expect(message(ana.page, text)).toBeVisible()
  await expect(message(ana.page, 'Ten of them').locator('img').first()).toBeVisible()
  await look(ana.page, '59-files-waiting', 'begun')
  line.up()
  await ana.page.reload()
  await expect(tick(ana.page, 'After the pictures', 'Read')).toBeVisible({ timeout: 30_000 })
  const texts = await bo.page.getByRole('article').allInnerTexts()
  expect(texts.map((text) => /(Before the|Ten of|After the)/.exec(text)?.[1])).toEqual(['Before the', 'Ten of', 'After the'])
  await expect(message(bo.page, 'Ten of them').getByText('+6')).toBeVisible()
  await expect(message(bo.page, 'Ten of them').locator('img').first()).toBeVisible()
})

test('a file of 20 MiB goes on after five cuts, and is there once; one that is given up is nowhere', async ({ arrive, line }) => {
  test.setTimeout(180_000)
  const [ana, bo] = [await arrive('Ana', { by: line }), await arrive('Bo')]
  await openChat(ana, bo)
  const slow = await ana.context.newCDPSession(ana.page)
  await slow.send('Network.enable')
  const most = (uploadThroughput: number) => slow.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput })
  await most(3 << 20)
  const large = randomBytes(20 << 20)
  const onDisk = async (name: string, bytes: Buffer): Promise<string> => {
    const path = test.info().outputPath(name)
    await writeFile(path, bytes)
    return path
  }
  await attach(ana.page, await onDisk('recording.bin', large))
  const bar = ana.page.getByRole('progressbar')
  const percent = async (): Promise<number> => ((await bar.count()) === 0 ? 100 : Number(await bar.getAttribute('value', { timeout: 1_000 }).catch(() => '100')))
  await send(ana.page, 'It waits for its turn')
  let cuts = 0
  for (const from of [5, 20, 35, 50, 65]) {
    await expect.poll(percent, { intervals: [50], timeout: 30_000 }).toBeGreaterThan(from)
    expect(await percent(), 'it is still under way').toBeLessThan(100)
    line.down()
    await ana.page.waitForTimeout(300)
    line.up()
    cuts++
  }
  expect(cuts).toBe(5)
  await expect(tick(ana.page, 'It waits for its turn', 'Read')).toBeVisible({ timeout: 60_000 })
  await expect(bo.page.getByRole('article')).toHaveCount(2)
  const [saved] = await Promise.all([bo.page.waitForEvent('download'), bo.page.getByRole('link', { name: /recording\.bin/ }).click()])
  expect(createHash('sha256').update(await readFile(await saved.path())).digest('hex')).toBe(createHash('sha256').update(large).digest('hex'))

  await most(256 << 10)
  await attach(ana.page, await onDisk('another.bin', randomBytes(8 << 20)))
  await ana.page.getByRole('button', { name: 'Cancel the upload' }).click()
  await expect(message(ana.page, 'another.bin')).toHaveCount(0)
  await most(-1)
  await send(ana.page, 'That was all')
  await expect(tick(ana.page, 'That was all', 'Read')).toBeVisible({ timeout: 30_000 })
  await expect(bo.page.getByRole('article')).toHaveCount(3)
})

test('a voice message is recorded, heard before it is sent, and played by the other, the next by itself', { tag: '@nodes' }, async ({ arrive }) => {
  test.setTimeout(90_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await ana.context.grantPermissions(['microphone'])
  await openChat(ana, bo)
  const record = async (ms: number): Promise<void> => {
    await ana.page.getByRole('button', { name: 'Record a voice message' }).click()
    await expect(ana.page.getByRole('timer')).toHaveText('0:01', { timeout: 15_000 })
    await ana.page.waitForTimeout(ms)
  }
  await record(1_000)
  await ana.page.keyboard.press('Escape')
  await expect(ana.page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible()
  await record(1_500)
  await look(ana.page, '61-recording', 'begun')
  await ana.page.getByRole('button', { name: 'Stop, and listen before sending' }).click()
  await expect(ana.page.getByRole('slider', { name: 'Place in the voice message' })).toBeVisible()
  await ana.page.getByRole('button', { name: 'Send the voice message' }).click()
  await record(300)
  await ana.page.getByRole('button', { name: 'Send the voice message' }).click()

  const voices = bo.page.getByRole('article').filter({ has: bo.page.getByRole('slider') })
  await expect(voices).toHaveCount(2)
  await expect(chatWith(bo.page, 'Ana')).toContainText('🎤 Voice message')
  const playing = (n: number) => voices.nth(n).locator('audio').evaluate((audio: HTMLAudioElement) => !audio.paused)
  await voices.first().getByRole('button', { name: /^Speed/ }).click()
  await voices.first().getByRole('button', { name: /^Speed/ }).click()
  await expect(voices.last().getByRole('button', { name: 'Speed 2×' })).toBeVisible()
  const mine = ana.page.getByRole('article').filter({ has: ana.page.getByRole('slider') })
  await mine.first().focus()
  await ana.page.keyboard.press('Enter')
  await ana.page.getByRole('menuitem', { name: 'Message info', exact: true }).click()
  const info = ana.page.getByRole('dialog', { name: 'Message info' })
  await expect(info.getByText('Played')).toBeVisible()
  const played = info.getByRole('term').filter({ hasText: 'Played' }).locator('xpath=following-sibling::dd')
  await expect(played).toHaveText('Not yet')
  // A short one may be over between two looks: what begins to play is taken down, and how many play then.
  await bo.page.evaluate(() => {
    const all = [...document.querySelectorAll('audio')]
    const heard: string[] = []
    document.addEventListener('play', ({ target }) => heard.push(`${all.indexOf(target as HTMLAudioElement)} of ${all.filter(({ paused }) => !paused).length}`), true)
    Object.assign(window, { heard })
  })
  const heard = () => bo.page.evaluate(() => (window as unknown as { heard: string[] }).heard)
  await voices.first().getByRole('button', { name: 'Play' }).click()
  await expect.poll(heard).toEqual(['0 of 1'])
  await expect(played, 'live').toContainText(/\d\d:\d\d|now|moment/i)
  expect(await voices.first().locator('audio').evaluate((audio: HTMLAudioElement) => audio.playbackRate)).toBe(2)
  await expect.poll(heard, { timeout: 15_000, message: 'the next by itself, one at a time' }).toEqual(['0 of 1', '1 of 1'])
  await expect.poll(() => playing(1), { timeout: 15_000 }).toBe(false)
  await look(bo.page, '62-voice', 'begun')
})

test('what was sent in a chat is in its gallery by kind, is found by its name, and leads back to where it stands', async ({ arrive }) => {
  test.setTimeout(90_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  await openChat(ana, bo)
  await attach(ana.page, [await photo(ana.page, 'harbour.jpg', 600, 400), await photo(ana.page, 'boats.jpg', 400, 600)], 'Two of the harbour')
  await attach(ana.page, [{ name: 'Fahrplan März.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') }])
  await send(ana.page, 'The ferry: https://example.org/ferry?from=here and more')
  await send(ana.page, 'http is only a word here')
  await expect(tick(ana.page, 'only a word', 'Read')).toBeVisible()

  const { page } = bo
  await page.getByRole('button', { name: 'Chat actions' }).click()
  await page.getByRole('menuitem', { name: 'Media, files and links' }).click()
  const gallery = page.getByRole('dialog', { name: 'Media, files and links' })
  await expect(gallery.getByRole('button', { name: 'Open Photo boats.jpg' }).locator('img')).toBeVisible({ timeout: 15_000 })
  await look(page, '63-gallery', 'begun')
  await gallery.getByRole('button', { name: 'Open Photo harbour.jpg' }).click()
  await expect(page.getByRole('dialog', { name: 'Photo' }).getByRole('img', { name: 'harbour.jpg' })).toBeVisible()
  await page.keyboard.press('Escape')
  await gallery.getByRole('tab', { name: 'Links' }).click()
  await expect(gallery.getByRole('link', { name: 'https://example.org/ferry?from=here' })).toBeVisible()
  await expect(gallery.getByRole('listitem')).toHaveCount(1)
  await gallery.getByRole('tab', { name: 'Links' }).press('ArrowLeft')
  await expect(gallery.getByText('Nothing of this was sent here yet.')).toBeVisible()
  await gallery.getByRole('tab', { name: 'Files' }).click()
  await expect(gallery.getByRole('link', { name: /Fahrplan März\.pdf/ })).toBeVisible()
  await look(page, '64-gallery-files', 'begun')
  await gallery.getByRole('button', { name: 'Show in chat' }).click()
  await expect(page.getByRole('article').filter({ hasText: 'Fahrplan' })).toBeInViewport()
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+k')
  const search = page.getByRole('dialog', { name: 'Search' })
  await search.getByRole('combobox', { name: /^Search/ }).fill('fahrplan marz')
  await expect(search.getByRole('option', { name: /Fahrplan März\.pdf/ })).toBeVisible()
  await search.getByRole('button', { name: 'Sender and date' }).click()
  await search.getByRole('combobox', { name: /^Search/ }).fill('')
  await search.getByLabel('Holding').selectOption({ label: 'Photos and videos' })
  await expect(search.getByRole('listbox', { name: 'What was found' }).getByRole('option')).toHaveCount(1)
  await expect(search.getByRole('option', { name: /Two of the harbour/ })).toBeVisible()
})

test('a chat is saved as a text, and as a page that stands by itself, with its pictures', async ({ arrive, browser }) => {
  test.setTimeout(90_000)
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const path = await openChat(ana, bo)
  await fill(bo.page, chatOf(path), 1, 120)
  await send(ana.page, '<b>not bold</b> & "quoted"\nsecond line')
  await attach(ana.page, [await photo(ana.page, 'harbour.jpg', 600, 400)], 'The harbour')
  await expect(tick(ana.page, 'The harbour', 'Read')).toBeVisible()
  const saveAs = async (shape: string): Promise<{ name: string; body: string }> => {
    await ana.page.getByRole('button', { name: 'Chat actions' }).click()
    await ana.page.getByRole('menuitem', { name: 'Save this chat' }).click()
    const dialog = ana.page.getByRole('dialog', { name: 'Save this chat' })
    await dialog.getByRole('radio', { name: shape, exact: true }).check()
    if (shape === 'Text') await look(ana.page, '65-save-chat', 'begun')
    const [saved] = await Promise.all([ana.page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save', exact: true }).click()])
    await expect(dialog).toHaveCount(0)
    return { name: saved.suggestedFilename(), body: String(await readFile(await saved.path())) }
  }
  const text = await saveAs('Text')
  expect(text.name).toBe('Bo.txt')
  expect(text.body.match(/^\[.+\] Bo: line \d+\.$/gm)).toHaveLength(120)
  expect(text.body).toMatch(/\] You: <b>not bold<\/b> & "quoted"\nsecond line\n/)
  expect(text.body).toMatch(/\] You: <harbour\.jpg>\nThe harbour/)

  const { name, body } = await saveAs('Page with pictures, voice messages and short videos')
  expect(name).toBe('Bo.html')
  const context = await browser.newContext({ offline: true })
  const page = await context.newPage()
  await page.setContent(body)
  await expect(page.getByText('<b>not bold</b>')).toBeVisible()
  expect(await page.getByRole('img', { name: 'harbour.jpg' }).evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(600)
  await context.close()
})
