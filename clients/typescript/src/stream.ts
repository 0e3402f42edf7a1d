/**
 * The live connection: an event stream over fetch, which can show a token where a browser's WebSocket cannot. It ends with
 * an event of the name "close" that carries the close code, or as the line does.
 */
import { Lost, refusalOf } from './ask.ts'
import { FINAL_CLOSE_CODES, VERSION, type Events } from './wire.gen.ts'

export interface StreamEvent {
  readonly type: keyof Events
  readonly body: Events[keyof Events]
}

/** The server closed the stream. */
export class Closed extends Error {
  readonly code: number

  constructor(code: number) {
    super(`closed: ${code}`)
    this.name = 'Closed'
    this.code = code
  }

  get isFinal(): boolean {
    return FINAL_CLOSE_CODES.includes(this.code)
  }
}

/** The server says something every 10 s at least. */
const SILENT_MS = 25_000

/** Gives the events of one stream in order, until it ends: always by an error. */
export async function* openStream(url: string, token: string, request: typeof fetch, signal: AbortSignal): AsyncGenerator<StreamEvent, never> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(new Lost('the stream fell silent')), SILENT_MS)
  try {
    const response = await request(`${url}/api/stream?version=${VERSION}`, {
      headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silence.signal]),
    })
    if (response.status !== 200 || response.body === null) {
      throw refusalOf(await response.json().catch(() => null)) ?? new Lost(`the stream was answered ${response.status}`)
    }
    let rest = ''
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) throw new Lost('the stream ended')
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(new Lost('the stream fell silent')), SILENT_MS)
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = readBlock(block)
        if (event !== undefined) yield event
      }
    }
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

/** A block of a stream as an event; undefined for a comment. */
export function readBlock(block: string): StreamEvent | undefined {
  let name = ''
  let data = ''
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7)
    if (line.startsWith('data: ')) data += line.slice(6)
  }
  if (name === 'close') throw new Closed((JSON.parse(data) as { code: number }).code)
  return data === '' ? undefined : (JSON.parse(data) as StreamEvent)
}
