/**
 * Cuts the text of a message into what is shown: plain, *bold*, _italic_, ~struck~, `code`, ```blocks of it``` and links. Pure, and its
 * result is only ever painted as text nodes. A marker counts where it hugs its words: "2*3*4" and "snake_case_name" stay
 * as they are. Only http and https become links.
 */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code' | 'block'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: Emphasis; readonly inside: readonly Token[] }

type Emphasis = 'bold' | 'italic' | 'strike'

const emphases: Record<string, Emphasis> = { '*': 'bold', _: 'italic', '~': 'strike' }

const LINK = /https?:\/\/[^\s<>"'`]+/giu
const CODE = /```\n?([^]+?)\n?```|`([^`\n]+)`/u
// Opens after the start, a space or a sign; closes before the same; no space just inside; on one line. The bound keeps
// ten thousand lone stars from costing the square of their number.
const EMPHASIS = /(?<=^|[^\p{L}\p{N}])([*_~])(?=\S)([^\n]{0,400}?\S)\1(?=$|[^\p{L}\p{N}])/u

export function tokenize(text: string): readonly Token[] {
  const out: Token[] = []
  let rest = text
  for (let code = CODE.exec(rest); code !== null; code = CODE.exec(rest)) {
    out.push(...links(rest.slice(0, code.index)))
    out.push(code[1] === undefined ? { kind: 'code', text: code[2] ?? '' } : { kind: 'block', text: code[1] })
    rest = rest.slice(code.index + code[0].length)
  }
  out.push(...links(rest))
  return out
}

/** Links before emphasis: the underscores of an address are its own. */
function links(text: string): Token[] {
  const out: Token[] = []
  let done = 0
  for (const match of text.matchAll(LINK)) {
    const shown = withoutTail(match[0])
    const href = safeAddress(shown)
    if (href === null) continue
    out.push(...emphasis(text.slice(done, match.index)))
    out.push({ kind: 'link', text: asRead(shown, href), href })
    done = match.index + shown.length
  }
  out.push(...emphasis(text.slice(done)))
  return out
}

/** The first link in a text, as it stands there. */
export function firstLink(text: string): string | undefined {
  for (const [match] of text.matchAll(LINK)) if (safeAddress(withoutTail(match)) !== null) return withoutTail(match)
  return undefined
}

function emphasis(text: string): Token[] {
  const out: Token[] = []
  let rest = text
  for (let match = EMPHASIS.exec(rest); match !== null; match = EMPHASIS.exec(rest)) {
    const kind = emphases[match[1] ?? ''] ?? 'bold'
    out.push(...plain(rest.slice(0, match.index)), { kind, inside: emphasis(match[2] ?? '') })
    rest = rest.slice(match.index + match[0].length)
  }
  out.push(...plain(rest))
  return out
}

function plain(text: string): Token[] {
  return text === '' ? [] : [{ kind: 'text', text }]
}

/** The full stop after an address, and a bracket that the address did not open, belong to the sentence. */
function withoutTail(address: string): string {
  let extra = count(address, ')') - count(address, '(')
  let end = address.length
  for (; end > 0; end--) {
    const last = address[end - 1] ?? ''
    if (!'.,:;!?)]}*_~…'.includes(last)) break
    if (last !== ')') continue
    if (extra <= 0) break
    extra--
  }
  return address.slice(0, end)
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1
}

function safeAddress(text: string): string | null {
  try {
    const url = new URL(text)
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null
  } catch {
    return null
  }
}

/** A host outside ASCII is shown as it is really called, so that a look-alike letter fools nobody. */
function asRead(shown: string, href: string): string {
  const host = shown.split('/')[2] ?? ''
  return /^[\x21-\x7e]*$/.test(host) ? shown : href
}

const EMOJI = '\\p{Extended_Pictographic}\\uFE0F?\\p{Emoji_Modifier}?'
const KEYCAP_OR_REGION = '[0-9#*]\\uFE0F?\\u20E3|\\u{1F3F4}[\\u{E0020}-\\u{E007E}]+\\u{E007F}'
const ONLY_EMOJI = new RegExp(`^(?:(?:\\p{Regional_Indicator}{2}|${KEYCAP_OR_REGION}|${EMOJI}(?:\\u200D${EMOJI})*)\\s?){1,3}$`, 'u')

/** One to three emoji and nothing else are shown large. */
export function isOnlyEmoji(text: string): boolean {
  return text.length <= 60 && ONLY_EMOJI.test(text)
}
