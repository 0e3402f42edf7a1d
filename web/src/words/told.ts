/**
 * What a notice of the system says. Told by the page while it lives and by the service worker while it does not, so these words are
 * apart from all others: the worker has nothing else to speak with.
 */
import type { Language } from './languages.ts'

/** What is to be said. Without a name nothing of the message is shown. */
export interface Told {
  /** Who wrote, and in which group. */
  readonly from?: string | undefined
  readonly group?: string | undefined
  readonly text?: string | undefined
  /** The shapes of its files. */
  readonly holds?: readonly string[] | undefined
  /** How many messages of the chat the notice stands for. */
  readonly count: number
}

interface Words {
  readonly app: string
  readonly message: string
  readonly shapes: Readonly<Record<Shape, string>>
  readonly number: (n: number) => string
}

type Shape = 'picture' | 'voice' | 'video' | 'file'

const signs: Readonly<Record<Shape, string>> = { picture: '📷', voice: '🎤', video: '🎬', file: '📎' }
const MOST = 200

const spoken: Readonly<Record<Language, Words>> = {
  en: { app: 'Twoticks', message: 'A new message', shapes: { picture: 'Photo', voice: 'Voice message', video: 'Video', file: 'File' }, number: String },
  de: { app: 'Twoticks', message: 'Eine neue Nachricht', shapes: { picture: 'Foto', voice: 'Sprachnachricht', video: 'Video', file: 'Datei' }, number: String },
  ar: {
    app: 'Twoticks',
    message: 'رسالة جديدة',
    shapes: { picture: 'صورة', voice: 'رسالة صوتية', video: 'فيديو', file: 'ملف' },
    number: (n) => new Intl.NumberFormat('ar').format(n),
  },
}

export function sayTold(language: string, { from, group, text = '', holds = [], count }: Told): { readonly title: string; readonly body: string } {
  const words = spoken[Object.hasOwn(spoken, language) ? (language as Language) : 'en']
  if (from === undefined) return { title: words.app, body: words.message }
  const said = text.slice(0, MOST)
  const [first] = holds
  const shape = first !== undefined && Object.hasOwn(signs, first) ? (first as Shape) : 'file'
  const held = `${signs[shape]} ${said || words.shapes[shape]}${holds.length > 1 ? ` (${words.number(holds.length)})` : ''}`
  const body = first === undefined ? said || words.message : held
  const name = group ?? from
  return { title: count > 1 ? `${name} (${words.number(count)})` : name, body: group === undefined ? body : `${from}: ${body}` }
}
