/**
 * The search over everything (Ctrl or Cmd and K): chats and people by name as one types, and messages of all chats a moment
 * later. A find opens where it stands, with the way to the next ones above the conversation.
 */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { matching } from '../../state/found.ts'
import type { ChatItem, PersonView } from '../../state/views.ts'
import { dayWord } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAsked } from './asking.ts'
import { asQuery, Filters, type Bounds } from './filters.tsx'
import { LIST, optionID, Results, type Option } from './results.tsx'
import './search.css'

/** How many chats and people are shown: what is typed further narrows them. */
const SHOWN = 5

export function Search({ onClose }: { onClose: () => void }) {
  const { views, actions, finding } = usePage()
  const say = more.search
  const wanted = useSignal('')
  const bounds = useSignal<Bounds>({})
  const filtered = useSignal(false)
  const chosen = useSignal(0)
  const text = wanted.value.trim()
  const narrowed = Object.keys(bounds.value).length > 0
  const asked = useAsked(actions, text === '' && !narrowed ? null : { text, ...asQuery(bounds.value) })
  const people = usePeople(text, narrowed)
  const chats = narrowed ? [] : matching(views.chats.value, text, namesOf)
  const options = optionsOf(chats, people, asked)
  useEffect(() => void (chosen.value = 0), [text, bounds.value])

  const pick = (option: Option) => {
    switch (option.kind) {
      case 'more':
        asked.more()
        return
      case 'chat':
        onClose()
        actions.go(`/c/${option.item.id}`)
        return
      case 'message':
        onClose()
        finding.value = { chat: option.found.chat, text, at: option.found.seq }
        void actions.jumpTo(option.found.chat, option.found.seq)
        return
      case 'person':
        void actions.openChat(option.person.id).then((result) => {
          if (!result.ok) return
          onClose()
          actions.go(`/c/${result.value.chat}`)
        })
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const option = options[chosen.peek()]
    if (step !== undefined && options.length > 0) chosen.value = (chosen.peek() + step + options.length) % options.length
    else if (event.key === 'Enter' && option !== undefined) pick(option)
    else return
    event.preventDefault()
  }

  const messages = asked.found.value ?? []
  const quiet = options.length === 0 && !asked.busy.value && asked.failure.value === null
  return (
    <Dialog title={say.title} look="dialog" onClose={onClose}>
      <div class="search-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          list={undefined}
          enterkeyhint="search"
          aria-label={say.field}
          placeholder={say.field}
          aria-expanded={options.length > 0}
          aria-controls={LIST}
          aria-autocomplete="list"
          {...(options.length > 0 ? { 'aria-activedescendant': optionID(chosen.value) } : {})}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          dir="auto"
          autofocus
          maxLength={256}
          value={wanted.value}
          onInput={(event) => (wanted.value = event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button class="icon-button" aria-label={say.filters} aria-expanded={filtered.value} onClick={() => (filtered.value = !filtered.value)}>
          <Icon name="filter" />
        </button>
      </div>
      {filtered.value && <Filters bounds={bounds} people={peopleOf(views.chats.value, people)} />}
      {/* It may have to be scrolled without a mouse. */}
      <div class="search-body" tabIndex={0}>
        <Problem of={asked.failure.value} />
        {asked.onDevice.value && <p class="quiet search-note">{say.onDevice}</p>}
        <Results options={options} chosen={chosen.value} onPick={pick} />
        {asked.busy.value && messages.length === 0 && <p class="quiet search-note">{say.searching}</p>}
        {!asked.busy.value && asked.searchedTo.value !== undefined && (
          <p class="quiet search-note">{say.searchedTo(dayWord(asked.searchedTo.value, views.now.value))}</p>
        )}
        {quiet && <p class="quiet search-note">{text === '' && !narrowed ? say.begin : say.nothing(text)}</p>}
      </div>
      <p class="offstage" role="status">
        {asked.busy.value || text === '' ? '' : say.told(Math.min(chats.length, SHOWN), people.length, messages.length, asked.searchedTo.value !== undefined) || say.nothing(text)}
      </p>
    </Dialog>
  )
}

const namesOf = ({ title, peer }: ChatItem) => [title, peer?.handle ?? '']

function optionsOf(chats: readonly ChatItem[], people: readonly PersonView[], asked: ReturnType<typeof useAsked>): readonly Option[] {
  const messages = asked.found.value ?? []
  return [
    ...chats.slice(0, SHOWN).map((item) => ({ kind: 'chat', item }) as const),
    ...people.map((person) => ({ kind: 'person', person }) as const),
    ...messages.map((found) => ({ kind: 'message', found }) as const),
    ...(asked.searchedTo.value === undefined ? [] : [{ kind: 'more' } as const]),
  ]
}

/** People by name who have no chat with this person yet, and the one whose handle it is, where it begins with an @. */
function usePeople(text: string, narrowed: boolean): readonly PersonView[] {
  const { views, actions } = usePage()
  const found = useSignal<readonly PersonView[]>([])
  const listed = useSignal<readonly PersonView[]>([])
  const session = views.session.value
  const directory = session.state === 'signed-in' && session.directory
  useEffect(() => {
    if (!directory) return
    void actions.listPeople().then((page) => page.ok && (listed.value = page.value.people.map(({ person }) => person)))
  }, [directory])
  useEffect(() => {
    let stale = false
    found.value = []
    if (text === '') return
    void actions.searchPeople(text).then((result) => !stale && result.ok && (found.value = [...found.peek(), ...result.value]))
    const handle = /^@([a-z0-9._]{2,32})$/.exec(text.toLowerCase())?.[1]
    const timer = handle === undefined ? undefined : setTimeout(() => {
      void actions.findPeople(handle).then((result) => !stale && result.ok && (found.value = [...result.value.map(({ person }) => person), ...found.peek()]))
    }, 400)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [text])
  if (narrowed) return []
  const me = session.state === 'signed-in' ? session.me.id : ''
  const peers = new Set([me, ...views.chats.value.map(({ peer }) => peer?.id ?? '')])
  const all = [...found.value, ...matching(listed.value, text.replace(/^@/, ''), ({ name, handle }) => [name, handle])]
  return all.filter(({ id }, index) => !peers.has(id) && all.findIndex((other) => other.id === id) === index).slice(0, SHOWN)
}

/** Whom one can narrow a search to: those one has a chat with, and those found. */
function peopleOf(chats: readonly ChatItem[], found: readonly PersonView[]): readonly PersonView[] {
  const peers = chats.flatMap(({ kind, peer }) => (kind === 'direct' && peer !== undefined ? [peer] : []))
  return [...new Map([...peers, ...found].map((person) => [person.id, person])).values()].sort((a, b) => a.name.localeCompare(b.name))
}
