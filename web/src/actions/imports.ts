/**
 * Brings a chat along that another messenger exported: read on this device, and sent to the server in order, a few messages and their files
 * at a time. Every id follows from what is in the export, so that an import that broke off goes on when the same file is chosen again.
 */
import { CallError, refusal } from '../net/call-error.ts'
import { putPiece } from '../net/upload.ts'
import { openArchive, type Archive } from '../platform/archive.ts'
import { filesContent, textContent } from '../protocol/content.ts'
import type { ChatID, Content, ImportedMessage } from '../protocol/wire.gen.ts'
import { readExport, type DateOrder, type Export, type ExportedMessage } from '../state/exported.ts'
import type { Memory } from '../state/memory.ts'
import type { Ask, Learn } from './people.ts'
import { resultOf } from './result.ts'
import type { Result } from './actions.ts'

/** An export that was read, and not brought along yet. */
export interface ReadImport {
  readonly name: string
  readonly text: string
  readonly archive: Archive | null
  readonly read: Export
}

export interface ImportWish {
  readonly name: string
  /** Which of the authors this person is; absent: none. */
  readonly me?: string
  readonly order: DateOrder
}

export interface ImportReport {
  readonly chat: ChatID
  readonly messages: number
  readonly files: number
  /** Files that the server did not take: too large, or damaged. Their messages say so. */
  readonly left: readonly string[]
}

export interface ImportActions {
  /** Reads an export, a zip file or the text out of it; null where it is none. */
  readImport(file: File): Promise<ReadImport | null>
  bringImport(from: ReadImport, wish: ImportWish, progress: (done: number) => void): Promise<Result<ImportReport>>
}

const AT_ONCE = 40
/** Bytes of texts in one request, well below what the server takes. */
const ROOM = 40_000
const MOST_TEXT = 16_000
const PIECE = 1 << 20
const PATIENCE = 20

export function importActions(ask: Ask, memory: Memory, learn: Learn): ImportActions {
  return {
    async readImport(file) {
      const isText = file.name.toLowerCase().endsWith('.txt')
      const archive = isText ? null : await openArchive(file)
      if (!isText && archive === null) return null
      const chat = [...(archive?.files.keys() ?? [])].filter((name) => name.toLowerCase().endsWith('.txt')).sort((a, b) => rank(b) - rank(a))[0]
      const text = await (isText ? file : chat === undefined ? undefined : archive?.read(chat))?.text()
      if (text === undefined) return null
      const read = readExport(text, new Set(archive?.files.keys()))
      return read.messages.length === 0 ? null : { name: nameOf(file.name, chat), text, archive, read }
    },
    bringImport: (from, wish, progress) => resultOf(bring({ ask, memory, learn }, from, wish, progress)),
  }
}

const rank = (name: string) => (/^_chat\.txt$/iu.test(name) ? 2 : /whatsapp/iu.test(name) ? 1 : 0)

/** What the chat is called, out of the names that exports have. */
function nameOf(file: string, chat: string | undefined): string {
  const from = /^_chat/iu.test(chat ?? '_chat') ? file : (chat ?? file)
  const bare = from.replace(/\.(zip|txt)$/iu, '').replace(/^WhatsApp[ -]?(?:Chat(?:verlauf)?)?(?: (?:with|mit|مع))?[ -]*/iu, '').replace(/ \(\d+\)$/u, '').trim()
  return (bare === '' ? 'WhatsApp' : bare).slice(0, 80)
}

interface Surroundings {
  readonly ask: Ask
  readonly memory: Memory
  readonly learn: Learn
}

async function bring({ ask, memory, learn }: Surroundings, { text, archive, read: first, name }: ReadImport, wish: ImportWish, progress: (done: number) => void): Promise<ImportReport> {
  const { messages } = wish.order === first.order ? first : readExport(text, new Set(archive?.files.keys()), wish.order)
  const seed = idOf(`${memory.me} ${name} ${text.length} ${text.slice(0, 4_000)}`, 'export')
  const others = [...new Set(messages.map(({ author }) => author))].filter((author) => author !== wish.me).slice(0, 1_024)
  const shown = others.map((author) => author.slice(0, 50).trim())
  const begun = await patiently(() => ask('import.begin', { client_id: idOf(seed, wish.me ?? ''), name: wish.name, first_at: messages[0]?.at ?? 1, authors: unique(shown) }))
  learn([...begun.people, ...begun.authors])
  const authors = new Map(others.map((author, i) => [author, begun.authors[i]?.id]))
  const chat = begun.row.chat
  const left: string[] = []
  let files = 0
  let batch: ImportedMessage[] = []
  let room = ROOM
  const flush = async () => {
    if (batch.length === 0) return
    const sent = batch
    batch = []
    room = ROOM
    const { results } = await patiently(() => ask('import.messages', { chat, messages: sent }))
    const refused = results.find(({ error }) => error !== undefined)?.error
    if (refused !== undefined) throw refusal(refused)
  }
  for (const [i, message] of messages.entries()) {
    const content = await contentOf(message, i)
    const author = authors.get(message.author)
    const cost = new Blob([JSON.stringify(content)]).size
    if (batch.length === AT_ONCE || cost > room) await flush()
    room -= cost
    batch.push({ client_id: idOf(seed, `message ${i} ${wish.me ?? ''}`), at: message.at, content, ...(author === undefined ? {} : { author }) })
    progress((i + 1) / messages.length)
  }
  await flush()
  await patiently(() => ask('import.end', { chat }))
  return { chat, messages: messages.length, files, left }

  async function contentOf({ file, text }: ExportedMessage, i: number): Promise<Content> {
    const words = fitting(text)
    const bytes = file === undefined ? undefined : archive?.read(file)
    if (file === undefined || bytes === undefined) return textContent(words === '' ? '…' : words)
    const id = idOf(seed, `file ${i}`)
    try {
      await upload(ask, id, file, bytes)
      files++
      return filesContent([{ id, name: file }], words)
    } catch (error) {
      if (!(error instanceof CallError) || !REFUSED.has(error.code)) throw error
      left.push(file)
      return textContent(`📎 ${file}${words === '' ? '' : `\n${words}`}`)
    }
  }
}

/** Why a single file does not come along, and the rest does. */
const REFUSED: ReadonlySet<string> = new Set(['file_too_large', 'image_too_large', 'image_damaged', 'bad_field', 'length_mismatch'])

function fitting(text: string): string {
  let short = [...text].slice(0, 9_990).join('')
  while (new Blob([short]).size > MOST_TEXT) short = short.slice(0, -500)
  return short
}

function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const plain = name === '' ? '…' : name
    const times = (seen.get(plain) ?? 0) + 1
    seen.set(plain, times)
    return times === 1 ? plain : `${plain.slice(0, 44)} (${times})`
  })
}

async function upload(ask: Ask, id: string, name: string, bytes: Blob): Promise<void> {
  const begin = () => patiently(() => ask('file.begin', { file: id, shape: shapeOf(name), name, size: bytes.size }))
  for (let up = await begin(); up.whole === undefined; ) {
    const { offset } = up
    up = await patiently(() => putPiece(id, offset, bytes.slice(offset, offset + PIECE), new AbortController().signal))
    if (up.whole === undefined && up.offset <= offset) throw new CallError('length_mismatch')
  }
}

function shapeOf(name: string): string {
  if (/\.(jpe?g|png|gif|webp)$/iu.test(name)) return 'picture'
  return /\.(mp4|webm|mov|3gp)$/iu.test(name) ? 'video' : 'file'
}

/** Waits where the server asks for it: an import is in no hurry. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await act()
    } catch (error) {
      const passes = error instanceof CallError && PASSING.has(error.code)
      if (!passes || tries >= PATIENCE) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.min(error.retryAfterMs ?? 1_000, 30_000)))
    }
  }
}

const PASSING: ReadonlySet<string> = new Set(['rate_limited', 'overloaded', 'unavailable', 'no_connection', 'timeout', 'draining'])

/** An id that is the same for the same words: four sums of 32 bits (FNV-1a), each begun elsewhere. It is no secret. */
function idOf(seed: string, what: string): string {
  const bytes: number[] = []
  for (const begin of [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]) {
    let sum = begin
    for (const letter of `${what}\u0000${seed}\u0000${what}`) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
    sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b) >>> 0
    sum ^= sum >>> 13
    bytes.push(sum & 0xff, (sum >>> 8) & 0xff, (sum >>> 16) & 0xff, (sum >>> 24) & 0xff)
  }
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
