/**
 * Pictures as they are sent: upright, no larger than they are looked at, and without what a camera wrote beside them. What the
 * browser cannot draw, and what moves, is left as it is: the server has the last word on both.
 */
import { base64 } from './base64.ts'

export interface Drawn {
  readonly bytes: Blob
  readonly width: number
  readonly height: number
  /** As on the wire: how many colours stand side by side, then red, green and blue of each; base64url. */
  readonly blur: string
}

const LARGEST = 2_560
const QUALITY = 0.85
const BLUR = 6

/** null: this is no picture that the browser can draw. */
export async function draw(file: Blob): Promise<Drawn | null> {
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (bitmap === null) return null
  try {
    const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height))
    const [width, height] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))]
    const blur = blurOf(bitmap)
    if (file.type === 'image/gif') return { bytes: file, width: bitmap.width, height: bitmap.height, blur }
    const canvas = new OffscreenCanvas(width, height)
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height)
    // What shines through is kept; a photo is smaller as JPEG.
    const type = file.type === 'image/png' && shinesThrough(canvas) ? 'image/png' : 'image/jpeg'
    const bytes = await canvas.convertToBlob({ type, quality: QUALITY })
    return { bytes: scale === 1 && file.type === type && file.type === 'image/png' && file.size < bytes.size ? file : bytes, width, height, blur }
  } finally {
    bitmap.close()
  }
}

const SQUARE = 512

/** The middle of a picture, as what somebody looks like. null: this is no picture that the browser can draw. */
export async function square(file: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (bitmap === null) return null
  const side = Math.min(bitmap.width, bitmap.height)
  const size = Math.min(side, SQUARE)
  const canvas = new OffscreenCanvas(size, size)
  const on = canvas.getContext('2d')
  if (on === null) return null
  on.fillStyle = '#fff'
  on.fillRect(0, 0, size, size)
  on.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, size, size)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
}

function shinesThrough(canvas: OffscreenCanvas): boolean {
  const probe = new OffscreenCanvas(32, 32)
  const on = probe.getContext('2d', { willReadFrequently: true })
  if (on === null) return false
  on.drawImage(canvas, 0, 0, 32, 32)
  return on.getImageData(0, 0, 32, 32).data.some((value, i) => i % 4 === 3 && value < 250)
}

function blurOf(bitmap: ImageBitmap): string {
  const scale = BLUR / Math.max(bitmap.width, bitmap.height)
  const [w, h] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))]
  const on = new OffscreenCanvas(w, h).getContext('2d', { willReadFrequently: true })
  if (on === null) return ''
  on.fillStyle = '#c0c0c0'
  on.fillRect(0, 0, w, h)
  on.drawImage(bitmap, 0, 0, w, h)
  const { data } = on.getImageData(0, 0, w, h)
  const bytes = [w]
  for (let i = 0; i < data.length; i += 4) bytes.push(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0)
  return base64(bytes)
}
