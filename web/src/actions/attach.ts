/** Files on their way into a message: what is made of those that a person chose, and the message itself. */
import { batch } from '@preact/signals'
import { bytesOf, keepBytes } from '../db/bytes.ts'
import { base64 } from '../platform/base64.ts'
import { draw } from '../platform/picture.ts'
import { record, type Recorder, type Recording } from '../platform/recorder.ts'
import type { ChatID, File as SentFile } from '../protocol/wire.gen.ts'
import type { Memory } from '../state/memory.ts'
import type { Ask } from './people.ts'
import type { Session } from './session.ts'

export type { Recorder } from '../platform/recorder.ts'

/** A file as it will be sent, with its bytes. */
export interface Prepared {
  readonly file: SentFile
  readonly bytes: Blob
  /** Where the page itself can show it. */
  readonly url: string
}

export interface AttachActions {
  /** Makes of a chosen file what is sent: a photo becomes smaller and loses what its camera wrote, unless it goes as a file. */
  prepare(chosen: Blob & { readonly name?: string }, asFile: boolean): Promise<Prepared>
  /** Begins to record; null where there is no microphone, or it may not be used. */
  record(): Promise<Recorder | null>
  prepareVoice(recording: Recording): Promise<Prepared>
  /** Puts a message with files on the screen, and on its way once they are kept on this device. */
  sendFiles(chat: ChatID, prepared: readonly Prepared[], text: string): Promise<void>
  /** Somebody else's voice message was played: its author is told, where reading is shown. */
  played(chat: ChatID, seq: number): void
  /** Where this page can show a file that it has the bytes of; null where it has none. */
  localFile(id: string): Promise<string | null>
}

/** By the file's id, for as long as the page lives: what was just sent is not fetched again. */
const urls = new Map<string, string>()

export function attachActions(ask: Ask, memory: Memory, session: Session, newID: () => string): AttachActions {
  return {
    async prepare(chosen, asFile) {
      const name = (chosen.name ?? '').slice(0, 120) || 'file'
      const id = newID()
      const drawn = asFile || !chosen.type.startsWith('image/') || chosen.type === 'image/svg+xml' ? null : await draw(chosen)
      const bytes = drawn?.bytes ?? chosen
      const shape = drawn !== null ? 'picture' : !asFile && chosen.type.startsWith('video/') ? 'video' : 'file'
      const url = URL.createObjectURL(bytes)
      urls.set(id, url)
      const file: SentFile = {
        id, name: bytes.type === 'image/jpeg' ? name.replace(/\.(png|webp|heic|heif|avif|bmp|tiff?)$/i, '.jpg') : name, shape, size: bytes.size, ...(bytes.type === '' ? {} : { type: bytes.type }),
        ...(drawn === null ? {} : { width: drawn.width, height: drawn.height, blur: drawn.blur }),
      }
      return { file, bytes, url }
    },
    record: () => record().catch(() => null),
    prepareVoice({ bytes, ms, wave }) {
      const id = newID()
      const url = URL.createObjectURL(bytes)
      urls.set(id, url)
      const name = `voice.${bytes.type.split('/')[1] ?? 'webm'}`
      const file: SentFile = { id, name, shape: 'voice', size: bytes.size, type: bytes.type, plays_ms: ms, wave: base64(wave) }
      return Promise.resolve({ file, bytes, url })
    },
    async sendFiles(chat, prepared, text) {
      for (const { file, bytes } of prepared) await keepBytes(memory.me, file.id, bytes)
      session.withAccount((account) =>
        batch(() => {
          account.history.present()
          const quote = memory.chat(chat)?.peek().reply
          account.outbox.add(chat, newID(), text, { files: prepared.map(({ file }) => file), ...(quote === undefined ? {} : { quote }) })
          if (quote !== undefined) account.drafts.answers(chat, undefined)
        }),
      )
    },
    played: (chat, seq) => void ask('message.played', { chat, seq }).catch(() => undefined),
    async localFile(id) {
      const known = urls.get(id)
      if (known !== undefined) return known
      const bytes = await bytesOf(memory.me, id)
      if (bytes === undefined) return null
      const url = URL.createObjectURL(bytes)
      urls.set(id, url)
      return url
    },
  }
}
