/** Files, made and sent as people do it. */
import { Buffer } from 'node:buffer'
import type { Page } from '@playwright/test'
import { expect } from './test.ts'

export interface Chosen {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A picture as a phone would take it, drawn by the browser: stripes of many colours. */
export async function photo(page: Page, name: string, width: number, height: number): Promise<Chosen> {
  const data = await page.evaluate(
    async ([width, height]) => {
      const canvas = new OffscreenCanvas(width, height)
      const on = canvas.getContext('2d')!
      const sky = on.createLinearGradient(0, 0, width, height)
      for (const [at, colour] of [[0, '#f6d365'], [0.5, '#e2606b'], [1, '#3b2a63']] as const) sky.addColorStop(at, colour)
      on.fillStyle = sky
      on.fillRect(0, 0, width, height)
      on.fillStyle = '#fff8'
      for (let i = 0; i < 12; i++) on.fillRect((width / 12) * i, height * 0.6 + Math.sin(i) * 30, width / 30, height * 0.3)
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 })).arrayBuffer())
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    },
    [width, height] as const,
  )
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') }
}

/** The parts of the page that it needs for files are fetched once it has nothing better to do. */
export async function fetchedAhead(page: Page): Promise<void> {
  const names = (): Promise<string[]> => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  await expect.poll(async () => (await names()).filter((name) => /\/(attach|files|rarely)-.*\.js$/.test(name)).length, { timeout: 30_000 }).toBe(3)
}

/** What files are chosen with, and what asks before they are sent. */
export const chooser = (page: Page) => page.locator('form.composer input[type=file]')
export const dialog = (page: Page) => page.getByRole('dialog', { name: /^Send/ })

/** Sends files as a person does: chosen, perhaps with words, and once they are ready. */
export async function attach(page: Page, files: Chosen[] | string, caption = ''): Promise<void> {
  await chooser(page).setInputFiles(files)
  if (caption !== '') await dialog(page).getByLabel('Add a caption').fill(caption)
  await expect(dialog(page).getByText('Getting ready')).toHaveCount(0)
  await dialog(page).getByRole('button', { name: 'Send', exact: true }).click()
  await expect(dialog(page)).toHaveCount(0)
}
