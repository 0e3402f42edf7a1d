/**
 * How much of a message still fits. Counts as the server does: characters (code points) and bytes (UTF-8), whichever
 * ends first. Pure; cheap for short texts, which are almost all.
 */
export interface Room {
  /** Characters that still fit; only told near the limit. */
  readonly left?: number
  /** Characters that must go. */
  readonly over: number
}

export interface TextLimits {
  readonly text_characters: number
  readonly text_bytes: number
}

const CLOSE = 500
const MOST_BYTES_PER_UNIT = 3
const plenty: Room = { over: 0 }

export function roomFor(text: string, limits: TextLimits): Room {
  const { text_characters, text_bytes } = limits
  if (text.length <= text_characters - CLOSE && text.length * MOST_BYTES_PER_UNIT <= text_bytes - CLOSE) return plenty
  const characters = [...text]
  const sizes = characters.map(bytesOf)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  const over = Math.max(characters.length - text_characters, lastOver(sizes, bytes - text_bytes))
  if (over > 0) return { over }
  const left = Math.min(text_characters - characters.length, text_bytes - bytes)
  return left <= CLOSE ? { over: 0, left } : plenty
}

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}

/** How many characters, from the end, weigh this many bytes. */
function lastOver(sizes: readonly number[], bytes: number): number {
  let gone = 0
  for (let weight = 0; weight < bytes && gone < sizes.length; gone++) weight += sizes[sizes.length - 1 - gone] ?? 0
  return gone
}
