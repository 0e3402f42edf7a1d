/** Bytes of a file on their way to the server, a piece at a time, and back. */
import { decodeFailure, decodeReply, type Reply } from '../protocol/codec.ts'
import { CallError, refusal } from './call-error.ts'

/** Within this a piece has to be there: the pieces are cut so that they take a few seconds. */
const PIECE_WITHIN = 60_000

/** Puts bytes where the last ended; rejects with a CallError, or when it was aborted. */
export async function putPiece(file: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<Reply<'file.begin'>> {
  let response: Response
  try {
    response = await fetch(`/files/${file}?offset=${offset}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: bytes,
      credentials: 'same-origin',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PIECE_WITHIN)]),
    })
  } catch (error) {
    throw new CallError(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'no_connection')
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return decodeReply('file.begin', answer)
  const failure = decodeFailure(answer)
  throw failure === undefined ? new CallError('no_connection') : refusal(failure)
}

/** A file of a message; null where it cannot be read. */
export async function fileBytes(path: string): Promise<Blob | null> {
  const response = await fetch(path, { credentials: 'same-origin' }).catch(() => undefined)
  return response?.ok === true ? response.blob().catch(() => null) : null
}
