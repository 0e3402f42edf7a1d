/** A person or a group as a circle: what they look like, or initials on a colour. Decoration: the name always stands beside it. */
import type { PresenceView } from '../../state/views.ts'
import { usePage } from '../page.ts'
import { Icon } from './icon.tsx'

const HUES = 8

export function Avatar({ id, name, presence, note }: { id: string; name: string; presence?: PresenceView | undefined; note?: boolean }) {
  const src = usePage().views.pictureOf(id)
  return (
    <span class={`avatar hue-${hueOf(id)}`} aria-hidden="true">
      {note === true ? <Icon name="note" /> : initials(name)}
      {/* Until it is here, and where it cannot be had, the initials are seen. */}
      {src && <img key={src} src={src} alt="" loading="lazy" />}
      {presence?.state === 'online' && <i class="online-dot" />}
    </span>
  )
}

/** First letters of the first and last word, by what a reader sees as a letter. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/u)
  const first = letter(parts[0] ?? '')
  const last = parts.length > 1 ? letter(parts[parts.length - 1] ?? '') : ''
  return (first + last).toLocaleUpperCase()
}

/** The same person has the same hue everywhere. */
export function hueOf(id: string): number {
  let sum = 0
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0
  return sum % HUES
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function letter(word: string): string {
  for (const { segment } of letters.segment(word)) return segment
  return ''
}
