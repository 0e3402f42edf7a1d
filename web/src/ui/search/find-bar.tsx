/**
 * Finding in the open chat: a field above the messages, and the way from find to find. Enter goes to the older one, Shift+Enter
 * back; what is found is marked in the messages themselves.
 */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { termsOf } from '../../state/fold.ts'
import type { ChatView, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage, type Finding } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAsked } from './asking.ts'
import { asQuery, Filters, type Bounds } from './filters.tsx'
import { markFinds } from './marking.ts'
import './search.css'

export function FindBar({ view, open }: { view: ChatView; open: Finding }) {
  const { actions, finding } = usePage()
  const say = more.search
  const field = useRef<HTMLInputElement>(null)
  const wanted = useSignal(open.text)
  const bounds = useSignal<Bounds>({})
  const filtered = useSignal(false)
  const at = useSignal(open.at)
  const text = wanted.value.trim()
  const query = text === '' && Object.keys(bounds.value).length === 0 ? null : { text, chat: view.id, ...asQuery(bounds.value) }
  const asked = useAsked(actions, query)
  const found = asked.found.value ?? []
  const place = found.findIndex(({ seq }) => seq === at.value)

  const jump = (seq: number) => {
    at.value = seq
    void actions.jumpTo(view.id, seq)
  }
  const step = (by: 1 | -1) => {
    const next = found[place === -1 ? 0 : place + by]
    if (next !== undefined) jump(next.seq)
    if (by === 1 && place + 2 >= found.length) asked.more()
  }
  const close = () => {
    if (finding.peek()?.chat === view.id) finding.value = null
  }

  useEffect(() => {
    if (open.at === undefined) field.current?.focus()
  }, [])
  // The first find is shown by itself, unless one stands at a find already.
  useEffect(() => {
    const [newest] = found
    if (newest !== undefined && !found.some(({ seq }) => seq === at.peek()) && at.peek() === undefined) jump(newest.seq)
  }, [asked.found.value])
  useEffect(() => {
    const rows = view.rows.value
    const key = rows.find((row) => row.kind === 'message' && row.seq === at.value)?.key
    return markFinds(termsOf(text), key)
  }, [text, at.value, view.rows.value])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === 'Enter' || event.key === 'ArrowUp' || event.key === 'ArrowDown') step(event.shiftKey || event.key === 'ArrowDown' ? -1 : 1)
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const settled = !asked.busy.value && asked.found.value !== null
  const told = !settled ? '' : found.length === 0 ? say.nothing(text) : say.place(place + 1, found.length, asked.searchedTo.value !== undefined)
  return (
    <div role="search" class="find-bar" aria-label={say.inChat}>
      <div class="find-line">
        <input
          ref={field}
          type="search"
          aria-label={say.inChat}
          placeholder={say.inChat}
          autocomplete="off"
          spellcheck={false}
          dir="auto"
          maxLength={256}
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value
            at.value = undefined
          }}
          onKeyDown={onKeyDown}
        />
        <span role="status" class="find-place">
          {told}
        </span>
        <button class="icon-button find-up" aria-label={say.older} disabled={found.length === 0 || place === found.length - 1} onClick={() => step(1)}>
          <Icon name="down" />
        </button>
        <button class="icon-button" aria-label={say.newer} disabled={place <= 0} onClick={() => step(-1)}>
          <Icon name="down" />
        </button>
        <button class="icon-button" aria-label={say.filters} aria-expanded={filtered.value} onClick={() => (filtered.value = !filtered.value)}>
          <Icon name="filter" />
        </button>
        <button class="icon-button" aria-label={say.close} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {filtered.value && <Filters bounds={bounds} people={sendersIn(view)} />}
      {asked.onDevice.value && <p class="quiet search-note">{say.onDevice}</p>}
      <Problem of={asked.failure.value} />
    </div>
  )
}

/** Who wrote in what is on the screen, and the other one of a direct chat. */
function sendersIn(view: ChatView): readonly PersonView[] {
  const { peer, kind } = view.item.value
  const senders = view.rows.value.flatMap((row) => (row.kind === 'message' && !row.mine ? [row.sender] : []))
  const all = kind === 'direct' && peer !== undefined ? [peer, ...senders] : senders
  return [...new Map(all.map((person) => [person.id, person])).values()].sort((a, b) => a.name.localeCompare(b.name))
}
