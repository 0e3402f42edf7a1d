/**
 * Texts as they are compared when somebody looks for something: without case, accents, widths and what else people do not
 * distinguish. The server has the same rules (internal/search/fold.go), and both read the same cases; here they serve what
 * this device searches by itself, and show where in a text a find is. Pure.
 */

/** Letters that people write as others, and no normal form says so. */
const specials: ReadonlyMap<string, string> = new Map(
  (
    'ß ss ẞ ss æ ae Æ ae œ oe Œ oe ø o Ø o ł l Ł l đ d Đ d ð d Ð d þ th Þ th ħ h Ħ h ı i ' +
    "\u0671 \u0627 \u0649 \u064a \u06cc \u064a \u0629 \u0647 \u06a9 \u0643 ‘ ' ’ ' ʼ ' ‚ ' “ \" ” \" „ \" « \" » \" – - — - ‐ - ‑ - − -"
  )
    .match(/\S+ \S+/g)
    ?.map((pair) => pair.split(' ', 2) as [string, string]),
)

/** Marks that are left out, and what is invisible; \u0640 only stretches an Arabic word. */
const dropped = new RegExp(
  '^(?:[\\u0300-\\u036f\\u0483-\\u0487\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20f0\\ufe00-\\ufe0f\\ufe20-\\ufe2f' +
    '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7' +
    '\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u08d3-\\u08e1\\u08e3-\\u08ff\\u0640]|\\p{Cf})$',
  'u',
)
const control = /^\p{Cc}$/u
const space = /^\s$|^\u0085$/u

/** What belongs together: a letter with its marks, the letters of a Korean syllable, a narrow kana with its mark. */
const piecesOf = new RegExp('[\\u1100-\\u115f][\\u1160-\\u11a7]?[\\u11a8-\\u11ff]?|[\\uff66-\\uff9d][\\uff9e\\uff9f]|\\P{M}\\p{M}*|\\p{M}+', 'gu')

export interface Folded {
  readonly text: string
  /** Where in `text` each piece begins, and where it stands in the text as written. */
  readonly pieces: readonly { readonly at: number; readonly from: number; readonly to: number }[]
}

export function fold(text: string): string {
  return foldWhere(text).text
}

export function foldWhere(written: string): Folded {
  let text = ''
  const pieces: { at: number; from: number; to: number }[] = []
  for (const found of written.matchAll(piecesOf)) {
    const [piece] = found
    let folded = foldPiece(piece)
    // Runs of white space are one, and none stands at the beginning.
    if (folded === ' ' && (text === '' || text.endsWith(' '))) folded = ''
    if (folded === '') continue
    pieces.push({ at: text.length, from: found.index, to: found.index + piece.length })
    text += folded
  }
  if (text.endsWith(' ')) {
    text = text.slice(0, -1)
    pieces.pop()
  }
  return { text, pieces }
}

function foldPiece(piece: string): string {
  if (/^[a-z0-9]$/.test(piece)) return piece
  let out = ''
  for (const char of piece.normalize('NFKD')) {
    if (space.test(char)) out += ' '
    else if (!dropped.test(char) && !control.test(char)) out += foldChar(char)
  }
  return out.normalize('NFC').replace(/ +/g, ' ')
}

function foldChar(char: string): string {
  const special = specials.get(char)
  if (special !== undefined) return special
  const code = char.codePointAt(0) ?? 0
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660)
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0)
  const upper = char.toUpperCase()
  // A letter whose capital is two letters stays what it is.
  return [...upper].length > 1 ? char.toLowerCase() : upper.toLowerCase()
}

/** What a text must hold to be found: the words of what somebody looks for, each as a part of any word. */
export function termsOf(look: string): readonly string[] {
  const words = fold(look)
    .split(' ')
    .filter((word) => word !== '')
    .sort((a, b) => b.length - a.length)
  return words.filter((word, index) => !words.slice(0, index).some((longer) => longer.includes(word)))
}

export function holdsAll(folded: string, terms: readonly string[]): boolean {
  return terms.every((term) => folded.includes(term))
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** Where a text as written holds any of the terms; in order, without overlaps. */
export function finds(written: string, terms: readonly string[]): readonly Span[] {
  const folded = foldWhere(written)
  const spans: Span[] = []
  for (const term of terms) {
    for (let at = folded.text.indexOf(term); term !== '' && at !== -1; at = folded.text.indexOf(term, at + term.length)) {
      spans.push(asWritten(folded, at, at + term.length))
    }
  }
  spans.sort((a, b) => a.from - b.from)
  const out: Span[] = []
  for (const span of spans) {
    const last = out.at(-1)
    if (last !== undefined && span.from <= last.to) out[out.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else out.push(span)
  }
  return out
}

function asWritten({ pieces }: Folded, from: number, to: number): Span {
  const first = pieces.findLast(({ at }) => at <= from) ?? pieces[0]
  const last = pieces.findLast(({ at }) => at < to) ?? first
  return { from: first?.from ?? 0, to: last?.to ?? 0 }
}
