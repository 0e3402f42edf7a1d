/**
 * Reads what WhatsApp exported of a chat: lines that begin with a date, an author and what was said, in the ways in which phones of many
 * places write them. Pure: dates are this device's time, as they were the phone's that wrote them.
 *
 * What is not understood is kept and said, never guessed at: whether 7/8 is a day of August or of July is decided by the dates that can be
 * read one way only, else by the order in which they would stand, and else left to the person.
 */
export type DateOrder = 'day' | 'month'

export interface ExportedMessage {
  readonly author: string
  /** ms */
  readonly at: number
  readonly text: string
  /** The name of its file in the export. */
  readonly file?: string
}

export interface Export {
  readonly messages: readonly ExportedMessage[]
  /** With how much each of them wrote, the most first. */
  readonly authors: readonly { readonly name: string; readonly count: number }[]
  readonly order: DateOrder
  /** No date says which of the two it is. */
  readonly ambiguous: boolean
  /** Lines that the messenger itself wrote: who came, who left. They are not brought along. */
  readonly notices: number
  /** Messages whose file is not in the export. */
  readonly missing: number
  /** Lines that could not be read, by their numbers. */
  readonly unread: readonly { readonly line: number; readonly text: string }[]
}

/** Marks of direction, which phones put before dates, names and files. */
const MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu
const HEADER =
  /^\[?(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\.?,?،? (?:(?:um|at|à|a las|alle|às) )?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))? ?(?:([ap])\.? ?m\.?|(ص|م))?(?: Uhr)?(?:\] ?| [-–] )([^]*)$/iu
const MISSING = /^<[^<>]{0,40}(?:omitted|ausgeschlossen|weggelassen|omitid[oa]|omis|omess[oi]|ommis|محذوف|مستبعد)[^<>]{0,20}>$|^(?:image|video|audio|sticker|GIF|document|contact card|Bild|Video|Audio|Sticker|Dokument|Kontaktkarte)(?: omitted| weggelassen)$/iu
const ATTACHED_IOS = /^<[^<>:]{2,40}: ?([^<>]+\.[a-z0-9]{2,5})>$/iu
const ATTACHED_ANDROID = /^([^\n]+?\.[a-z0-9]{2,5}) \([^()\n]{3,60}\)(?:\n([^]*))?$/iu

interface Head {
  readonly first: number
  readonly second: number
  readonly year: number
  /** The year stands first, so that there is nothing to decide. */
  readonly certain: boolean
  readonly minutes: number
  readonly seconds: number
  rest: string
}

export function readExport(text: string, files: ReadonlySet<string>, wanted?: DateOrder): Export {
  const heads: Head[] = []
  const unread: { line: number; text: string }[] = []
  text.split(/\r\n|\n|\r/u).forEach((line, i) => {
    const head = headOf(line)
    const last = heads.at(-1)
    if (head !== undefined) heads.push(head)
    else if (last !== undefined) last.rest += `\n${line}`
    else if (line.trim() !== '') unread.push({ line: i + 1, text: line.slice(0, 200) })
  })
  const { order, ambiguous } = orderOf(heads, wanted)
  const messages: ExportedMessage[] = []
  let notices = 0
  let missing = 0
  for (const head of heads) {
    const said = saidIn(head.rest)
    if (said === undefined) {
      notices++
      continue
    }
    const { file, text: words, lacks } = contentOf(said.text, files)
    if (lacks) missing++
    if (words.trim() === '' && file === undefined) continue
    messages.push({ author: said.author, at: timeOf(head, order), text: words, ...(file === undefined ? {} : { file }) })
  }
  const counts = new Map<string, number>()
  for (const { author } of messages) counts.set(author, (counts.get(author) ?? 0) + 1)
  const authors = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)
  return { messages, authors, order, ambiguous, notices, missing, unread }
}

function headOf(line: string): Head | undefined {
  // Only the beginning is made plain: what people said stays as it is.
  const plain = withoutMarks(line.slice(0, 60)) + line.slice(60)
  const match = HEADER.exec(plain)
  if (match === null) return undefined
  const [, a = '', b = '', c = '', hours = '', minutes = '', seconds = '0', half, arabicHalf, rest = ''] = match
  const isYearFirst = a.length === 4
  const [first, second, year] = isYearFirst ? [Number(c), Number(b), Number(a)] : [Number(a), Number(b), Number(c)]
  const late = half?.toLowerCase() === 'p' || arabicHalf === 'م'
  const isHalf = half !== undefined || arabicHalf !== undefined
  const hour = isHalf ? (Number(hours) % 12) + (late ? 12 : 0) : Number(hours)
  const isDate = first >= 1 && second >= 1 && first <= 31 && second <= 31 && (first <= 12 || second <= 12)
  if (!isDate || hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  return { first, second, year: year < 100 ? 2000 + year : year, certain: isYearFirst, minutes: hour * 60 + Number(minutes), seconds: Number(seconds), rest }
}

/** The digits and spaces that every place writes alike. */
function withoutMarks(text: string): string {
  return text
    .replace(MARKS, '')
    .replace(/[\u00a0\u202f\u2009]/gu, ' ')
    .replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/gu, (digit) => String(digit.charCodeAt(0) - 0x6f0))
}

function orderOf(heads: readonly Head[], wanted: DateOrder | undefined): { order: DateOrder; ambiguous: boolean } {
  if (heads.every(({ certain }) => certain)) return { order: 'day', ambiguous: false }
  if (heads.some(({ first }) => first > 12)) return { order: 'day', ambiguous: false }
  if (heads.some(({ second }) => second > 12)) return { order: 'month', ambiguous: false }
  // An export goes on in time: whichever way it would go back more often is the wrong one.
  const [asDay, asMonth] = [stepsBack(heads, 'day'), stepsBack(heads, 'month')]
  if (asDay !== asMonth) return { order: asDay < asMonth ? 'day' : 'month', ambiguous: false }
  return { order: wanted ?? 'day', ambiguous: heads.some(({ first, second }) => first !== second) }
}

function stepsBack(heads: readonly Head[], order: DateOrder): number {
  const times = heads.map((head) => timeOf(head, order))
  return times.filter((time, i) => time < (times[i - 1] ?? 0)).length
}

function timeOf({ first, second, year, certain, minutes, seconds }: Head, order: DateOrder): number {
  const [day, month] = certain || order === 'day' ? [first, second] : [second, first]
  return new Date(year, month - 1, day, 0, minutes, seconds).getTime()
}

/** Who said it, and what; nothing where the messenger itself wrote the line. */
function saidIn(rest: string): { author: string; text: string } | undefined {
  const end = rest.indexOf(': ')
  const bare = end < 0 && /^[^\n]{1,60}:(?:\n|$)/u.test(rest) ? rest.indexOf(':') : end
  if (bare <= 0 || bare > 80 || rest.slice(0, bare).includes('\n')) return undefined
  const author = rest.slice(0, bare).replace(MARKS, '').replace(/^~\s*/u, '').replace(/\s+/gu, ' ').trim()
  return author === '' ? undefined : { author, text: rest.slice(bare + 1).replace(/^ /u, '') }
}

function contentOf(text: string, files: ReadonlySet<string>): { file?: string; text: string; lacks: boolean } {
  const bare = text.replace(MARKS, '').trim()
  const ios = ATTACHED_IOS.exec(bare)?.[1]?.trim()
  const android = ATTACHED_ANDROID.exec(bare)
  const [name, caption] = ios !== undefined ? [ios, ''] : android === null ? [undefined, ''] : [android[1]?.trim(), android[2] ?? '']
  if (name !== undefined && files.has(name)) return { file: name, text: caption, lacks: false }
  // A name in brackets may be anybody's words; one that phones give is a file that is not here.
  const lacks = MISSING.test(bare) || ios !== undefined || (name !== undefined && /^(?:IMG|VID|AUD|PTT|DOC|STK)-\d{8}-WA\d+/u.test(name))
  return { text: text.replace(/^\u200e|\u200e$/gu, '').trimEnd(), lacks }
}
