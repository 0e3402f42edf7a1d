/**
 * One stream of server-sent events, read by fetch: unlike an EventSource it tells of comments too, by which a stream
 * that lives is told from one that something in between holds back, and it never comes back by itself.
 */
import { decodeFailure } from '../protocol/codec.ts'
import { CallError, refusal } from './call-error.ts'

export interface StreamEars {
  /** Something came, were it only a comment. */
  lives(): void
  heard(text: string): void
  /** The server ended it, with the code that a socket would have closed with. */
  closed(code: number): void
}

export type OpenEventStream = (path: string, ears: StreamEars, signal: AbortSignal) => Promise<void>

/** Resolves when the stream is over; rejects with a CallError when it never began. */
export const openEventStream: OpenEventStream = async (path, ears, signal) => {
  const response = await fetch(path, { headers: { 'Twoticks-Stream': 'open' }, cache: 'no-store', credentials: 'same-origin', signal }).catch(() => {
    throw new CallError('no_connection')
  })
  if (!response.ok || response.body === null) {
    const failure = decodeFailure(await response.json().catch(() => undefined))
    throw failure === undefined ? new CallError('no_connection') : refusal(failure)
  }
  await read(response.body, ears).catch(() => {
    // Cut in its midst: the same as over.
  })
}

async function read(body: ReadableStream<Uint8Array<ArrayBuffer>>, ears: StreamEars): Promise<void> {
  const chunks = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await chunks.read()
    if (done) return
    ears.lives()
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) tell(block, ears)
  }
}

function tell(block: string, ears: StreamEars): void {
  const lines = block.split('\n')
  const data = lines.find((line) => line.startsWith('data: '))?.slice(6)
  if (data === undefined) return
  if (!lines.includes('event: close')) ears.heard(data)
  else ears.closed(Number(/\d+/.exec(data)?.[0]))
}
