import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Left and right are what they are on the screen only where a number came from there: a pointer, an edge of the device. */
const physical = [
  /(?:margin|padding|border|(?<!safe-area-)inset)-(?:left|right)\b/,
  /border-(?:top|bottom)-(?:left|right)-radius/,
  /(?:^|[\s;{])(?:left|right)\s*:/,
  /(?:text-align|float|clear)\s*:\s*(?:left|right)\b/,
]
const fourSides = /(?:^|[\s;{])(?:margin|padding|inset)\s*:\s*([^\s;()]+)\s+([^\s;()]+)\s+([^\s;()]+)\s+([^\s;}()]+)\s*[;}]/g

test('the style sheets say start and end, never left and right, so that the page can be turned round', () => {
  const found: string[] = []
  for (const file of sheets()) {
    for (const line of readFileSync(`${here}/${file}`, 'utf8').split('\n')) {
      if (physical.some((one) => one.test(line))) found.push(`${file}: ${line.trim()}`)
      for (const [rule, , end, , start] of line.matchAll(fourSides)) if (end !== start) found.push(`${file}: ${rule.trim()}`)
    }
  }
  expect(found).toEqual([])
})

const here = new URL('.', import.meta.url).pathname

function sheets(): string[] {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'))
  expect(files.length, 'there is something to look at').toBeGreaterThan(10)
  return files
}
