/** A message on one line, where its files have no room: their words, or what they are. */
import type { MessageRow } from '../../state/views.ts'
import { words } from '../../words/words.ts'

const signs = { picture: '📷', voice: '🎤', video: '🎬', file: '📎' } as const

export function inShort({ text, files, unknown, vanished }: Pick<MessageRow, 'text' | 'files' | 'unknown' | 'vanished'>): string {
  if (text === null) return vanished === true ? words.talk.vanished : words.talk.deleted
  if (unknown === true) return words.talk.unknownKind
  const [file] = files ?? []
  if (files === undefined || file === undefined) return text
  const shape = shapeOf(file.shape)
  const what = text || (shape === 'file' ? file.name : words.talk.shape[shape])
  return `${signs[shape]} ${what}${files.length > 1 ? ` (${files.length})` : ''}`
}

export function shapeOf(shape: string | undefined): keyof typeof signs {
  return shape !== undefined && shape in signs ? (shape as keyof typeof signs) : 'file'
}
