/** A chat as a text, and as a page that stands by itself: opened anywhere, it asks for nothing and runs nothing. */
import type { WholeRow } from '../../actions/whole-chat.ts'
import type { FileView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { inShort } from '../files/brief.ts'
import { systemLine } from '../message/system-line.ts'

interface Whose {
  readonly title: string
  readonly me: string
  readonly group: boolean
}

function time(at: number): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'short', timeStyle: 'short' }).format(at)
}

function nameOf(row: WholeRow & { kind: 'message' }): string {
  return row.mine ? words.talk.you : row.sender.name
}

export function asText(rows: readonly WholeRow[], { title, me, group }: Whose): string {
  const lines = rows.map((row) => {
    if (row.kind === 'system') return `[${time(row.at)}] ${systemLine(row, { me, group })}`
    const files = (row.files ?? []).map(({ name }) => `<${name}>`)
    const said = row.text === null || row.unknown === true ? inShort(row) : [...files, row.text].filter(Boolean).join('\n')
    return `[${time(row.at)}] ${nameOf(row)}: ${said}${row.edited ? ` (${words.talk.edited})` : ''}`
  })
  return [title, '', ...lines, ''].join('\n')
}

/** `data`: what files show, by where they are read. */
export function asPage(rows: readonly WholeRow[], { title, me, group }: Whose, data: ReadonlyMap<string, string>): readonly string[] {
  const head = `<!doctype html>
<html lang="${escaped(words.locale)}" dir="${words.direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:">
<title>${escaped(title)}</title>
<style>
body { margin: 0 auto; max-width: 44rem; padding: 1rem; font: 1rem/1.45 system-ui, sans-serif; color: #1c2230; background: #f3f0ea }
h1 { font-size: 1.25rem }
p { margin: 0 }
.m { width: fit-content; max-width: 80%; margin: 0.25rem 0; padding: 0.4rem 0.75rem; border-radius: 1rem; background: #fff; white-space: pre-wrap; overflow-wrap: anywhere }
.mine { margin-inline-start: auto; background: #e2e5ff }
.s { margin: 0.75rem 0; text-align: center; font-size: 0.8125rem; color: #5c6270 }
b { display: block; font-size: 0.8125rem; color: #4f46c8 }
time, i { font-size: 0.75rem; color: #5c6270 }
img, video { display: block; max-width: 100%; max-height: 24rem; border-radius: 0.75rem }
audio { display: block; max-width: 100% }
</style>
<h1><bdi>${escaped(title)}</bdi></h1>
`
  const body = rows.map((row) => {
    if (row.kind === 'system') return `<p class="s">${escaped(systemLine(row, { me, group }))} · <time>${escaped(time(row.at))}</time></p>\n`
    const files = (row.files ?? []).map((file) => shown(file, data)).join('')
    const said = row.text === null || row.unknown === true ? `<i>${escaped(inShort(row))}</i>` : `${files}<span dir="auto">${escaped(row.text)}</span>`
    return `<div class="m${row.mine ? ' mine' : ''}"><b><bdi>${escaped(nameOf(row))}</bdi></b>${said} <time>${escaped(time(row.at))}${row.edited ? ` · ${escaped(words.talk.edited)}` : ''}</time></div>\n`
  })
  return [head, ...body, '</html>\n']
}

function shown(file: FileView, data: ReadonlyMap<string, string>): string {
  const from = file.path === undefined ? undefined : data.get(file.path)
  if (from === undefined) return `<p>📎 <bdi>${escaped(file.name)}</bdi>${file.size === undefined ? '' : ` (${escaped(more.files.size(file.size))})`}</p>`
  switch (file.shape) {
    case 'picture':
      return `<img src="${escaped(from)}" alt="${escaped(file.name)}">`
    case 'voice':
      return `<audio controls src="${escaped(from)}"></audio>`
    default:
      return `<video controls src="${escaped(from)}"></video>`
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
