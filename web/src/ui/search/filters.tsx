/** By whom and when: what narrows a search of messages. */
import type { Signal } from '@preact/signals'
import type { Holds, SearchQuery } from '../../state/found.ts'
import type { PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { meIn, usePage } from '../page.ts'

export interface Bounds {
  readonly sender?: string
  /** Days as the field gives them, "2026-03-01"; both are within. */
  readonly since?: string
  readonly until?: string
  readonly holds?: string
}

const kinds = ['media', 'voice', 'file', 'link'] as const

const DAY = 24 * 60 * 60 * 1000

/** The bounds as a query has them: from the midnight of one day of this device on, to that after the other. */
export function asQuery({ sender, since, until, holds }: Bounds): Pick<SearchQuery, 'sender' | 'since' | 'until' | 'holds'> {
  const from = since === undefined ? Number.NaN : new Date(`${since}T00:00:00`).getTime()
  const last = until === undefined ? Number.NaN : new Date(`${until}T00:00:00`)
  const to = typeof last === 'number' ? last : new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1).getTime()
  return {
    ...(sender === undefined ? {} : { sender }),
    ...(holds === undefined ? {} : { holds: holds as Holds }),
    ...(Number.isNaN(from) || from <= 0 ? {} : { since: from }),
    ...(Number.isNaN(to) || to <= DAY ? {} : { until: to }),
  }
}

interface Props {
  readonly bounds: Signal<Bounds>
  /** Who may have written it, oneself left out. */
  readonly people: readonly PersonView[]
}

export function Filters({ bounds, people }: Props) {
  const { views } = usePage()
  const say = more.search
  const set = (change: { [name in keyof Bounds]?: string }) => {
    const kept = Object.entries({ ...bounds.peek(), ...change }).filter(([, value]) => value !== '')
    bounds.value = Object.fromEntries(kept)
  }
  return (
    <div class="search-filters">
      <label>
        <span>{say.from}</span>
        <select value={bounds.value.sender ?? ''} onChange={(event) => set({ sender: event.currentTarget.value })}>
          <option value="">{say.anybody}</option>
          <option value={meIn(views)}>{words.talk.you}</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{say.holds}</span>
        <select value={bounds.value.holds ?? ''} onChange={(event) => set({ holds: event.currentTarget.value })}>
          <option value="">{say.kinds.any}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {say.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{say.since}</span>
        <input type="date" value={bounds.value.since ?? ''} onInput={(event) => set({ since: event.currentTarget.value })} />
      </label>
      <label>
        <span>{say.until}</span>
        <input type="date" value={bounds.value.until ?? ''} onInput={(event) => set({ until: event.currentTarget.value })} />
      </label>
    </div>
  )
}
