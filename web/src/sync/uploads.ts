/**
 * Brings the files of one row of the outbox to the server, each from where the last try ended: a piece at a time, which is
 * large where the line is quick. A cut costs the piece that was under way; while bytes get through at all it is gone on with, and
 * only what stands still for a while is the outbox's to try again (outbox.ts). Fetched with the first row that has files.
 */
import { bytesOf, forgetBytes } from '../db/bytes.ts'
import { asCallError, CallError } from '../net/call-error.ts'
import { putPiece } from '../net/upload.ts'
import { learnt } from '../net/http.ts'
import type { File as SentFile } from '../protocol/wire.gen.ts'
import type { Pending, PendingFile } from '../state/chat.ts'
import type { Core } from './core.ts'

const SMALLEST = 128 << 10
/** What a proxy lets through that was told nothing. */
const LARGEST = 1 << 20
/** ms that a piece is to take. */
const QUICK = 1_000
const SLOW = 4_000
/** How often in a row it may come to nothing before the outbox decides. */
const PATIENCE = 4
const PAUSE = 500

/**
 * `find` gives the row as it is now, or nothing once it was given up; `keep` keeps it with what is known more of its files. Rejects
 * with a CallError.
 */
export async function upload(core: Core, find: () => Pending | undefined, keep: (row: Pending) => void): Promise<void> {
  const given = new AbortController()
  for (let row = find(); row !== undefined; row = find()) {
    const file = row.files?.find(({ whole }) => whole !== true)
    if (file === undefined) break
    const whole = await uploadOne(core, file, () => find() === undefined && given.abort(), given.signal)
    const now = find()
    if (now === undefined) break
    keep({ ...now, files: (now.files ?? []).map((each) => (each.id === file.id ? { ...each, ...whole, name: each.name, whole: true } : each)) })
    await forgetBytes(core.memory.me, [file.id])
  }
}

async function uploadOne(core: Core, file: PendingFile, look: () => unknown, signal: AbortSignal): Promise<SentFile> {
  const { memory, clock, post, link } = core
  const tell = (part: number): void => {
    memory.uploaded.value = { ...memory.uploaded.peek(), [file.id]: part }
    look()
  }
  const bytes = await bytesOf(memory.me, file.id)
  await learnt('file.begin')
  let piece = SMALLEST
  let reached = -1
  for (let inVain = 0; ; ) {
    look()
    if (signal.aborted) throw new CallError('no_connection')
    try {
      let { offset, whole } = await post('file.begin', {
        file: file.id, shape: file.shape ?? 'file', name: file.name, size: bytes?.size ?? file.size ?? 0,
        ...(file.plays_ms === undefined ? {} : { plays_ms: file.plays_ms }),
        ...(file.wave === undefined ? {} : { wave: file.wave }),
      })
      // Without its bytes it can only be there already.
      if (whole === undefined && bytes === undefined) throw new CallError('file_missing')
      while (whole === undefined && bytes !== undefined) {
        if (offset > reached) inVain = 0
        reached = Math.max(reached, offset)
        tell(offset / bytes.size)
        if (signal.aborted) throw new CallError('no_connection')
        const began = clock.now()
        ;({ offset, whole } = await putPiece(file.id, offset, bytes.slice(offset, offset + piece), signal))
        const took = clock.now() - began
        if (took < QUICK) piece = Math.min(piece * 2, LARGEST)
        else if (took > SLOW) piece = Math.max(piece / 2, SMALLEST)
      }
      tell(1)
      if (whole !== undefined) return whole
    } catch (thrown) {
      const error = asCallError(thrown)
      const mayPass = error.code === 'no_connection' || error.code === 'timeout' || error.code === 'file_offset' || error.code === 'length_mismatch'
      if (!mayPass || signal.aborted || !link.connected || ++inVain > PATIENCE) throw error
      await new Promise<void>((resolve) => clock.after(PAUSE * 2 ** inVain, resolve))
    }
  }
}
