/**
 * Writes web/src/ui/emoji/emoji.json: the emoji of the grid by group, each with the words by which it is found. The source is
 * data-by-group.json of the npm package unicode-emoji-json, which is Unicode's own list as JSON; the page carries only the result.
 *
 *   npm pack unicode-emoji-json && tar xzf unicode-emoji-json-*.tgz && node tools/emoji/make.mjs package/data-by-group.json
 */
import { readFileSync, writeFileSync } from 'node:fs'

/** Drawn by nearly every system of the last years. */
const NEWEST = 15
const groups = JSON.parse(readFileSync(process.argv[2] ?? 'package/data-by-group.json', 'utf8'))
const out = groups.map(({ slug, emojis }) => ({
  group: slug,
  emoji: emojis.filter(({ emoji_version: version }) => Number(version) <= NEWEST).map(({ emoji, name }) => [emoji, name.toLowerCase()]),
}))
writeFileSync(new URL('../../web/src/ui/emoji/emoji.json', import.meta.url), `${JSON.stringify(out)}\n`)
console.log(out.map(({ group, emoji }) => `${group} ${emoji.length}`).join(', '))
