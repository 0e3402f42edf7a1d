/**
 * All emoji in groups, with a field that finds them by name. One tab stop: arrows move, Home and End go to the ends, Enter
 * picks. What was used last on this device stands first.
 */
import { useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import groups from './emoji.json'
import { found, withRecent, type Named } from './found.ts'
import './emoji.css'

const all: readonly Named[] = groups.flatMap(({ emoji }) => emoji as unknown as Named[])
const names = new Map(all)

export function EmojiGrid({ onPick }: { onPick: (emoji: string) => void }) {
  const { views, actions } = usePage()
  const wanted = useSignal('')
  const grid = useRef<HTMLDivElement>(null)
  const say = more.message
  // As it was when the grid opened: what is picked does not move the others.
  const recent = useRef(views.device.peek().emoji).current
  const pick = (emoji: string) => {
    actions.setDevice({ emoji: withRecent(views.device.peek().emoji, emoji) })
    onPick(emoji)
  }
  const isSearched = wanted.value.trim() !== ''
  const shown = isSearched
    ? [{ group: '', emoji: found(all, wanted.value) }]
    : [
        ...(recent.length === 0 ? [] : [{ group: 'recent', emoji: recent.map((emoji): Named => [emoji, names.get(emoji) ?? emoji]) }]),
        ...(groups as unknown as { group: string; emoji: Named[] }[]),
      ]
  return (
    <div class="emoji">
      <input
        type="search"
        class="emoji-find"
        aria-label={say.findEmoji}
        placeholder={say.findEmoji}
        autocomplete="off"
        onInput={(event) => (wanted.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          grid.current?.querySelector('button')?.focus()
        }}
      />
      <div ref={grid} class="emoji-groups" onKeyDown={(event) => grid.current !== null && move(event, grid.current)}>
        {shown.map(({ group, emoji }) => (
          <section key={group} aria-label={nameOf(group)}>
            {group !== '' && <h3>{nameOf(group)}</h3>}
            <div class="emoji-cells">
              {emoji.map(([sign, name], i) => (
                <button key={sign} type="button" tabIndex={i === 0 && group === shown[0]?.group ? 0 : -1} aria-label={name} title={name} onClick={() => pick(sign)}>
                  {sign}
                </button>
              ))}
            </div>
          </section>
        ))}
        {isSearched && shown[0]?.emoji.length === 0 && <p class="quiet">{say.noEmoji}</p>}
      </div>
    </div>
  )
}

function nameOf(group: string): string {
  return group === 'recent' ? more.message.recent : (more.message.groups[group] ?? more.message.emoji)
}

function move(event: KeyboardEvent, grid: Element): void {
  const cells = [...grid.querySelectorAll('button')]
  const at = cells.findIndex((cell) => cell === document.activeElement)
  if (at === -1) return
  const back = getComputedStyle(grid).direction === 'rtl' ? 1 : -1
  const step = { ArrowLeft: at + back, ArrowRight: at - back, Home: 0, End: cells.length - 1 }[event.key] ?? beside(event.key, cells, at)
  const next = step === undefined ? undefined : cells[step]
  if (next === undefined) return
  event.preventDefault()
  cells[at]?.setAttribute('tabindex', '-1')
  next.setAttribute('tabindex', '0')
  next.focus()
}

/** The cell of the row above or below that is the nearest across. */
function beside(key: string, cells: readonly HTMLElement[], at: number): number | undefined {
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined
  const step = key === 'ArrowDown' ? 1 : -1
  const here = cells[at]?.getBoundingClientRect()
  if (here === undefined) return undefined
  let best: { at: number; top: number; off: number } | undefined
  for (let i = at + step; cells[i] !== undefined; i += step) {
    const { top, left } = (cells[i] as HTMLElement).getBoundingClientRect()
    if (Math.abs(top - here.top) < 4) continue
    if (best !== undefined && Math.abs(top - best.top) > 4) break
    const off = Math.abs(left - here.left)
    if (best === undefined || off < best.off) best = { at: i, top, off }
  }
  return best?.at
}
