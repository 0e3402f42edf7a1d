/**
 * Finds people by exact handle, and lists everyone where the server has a directory. A look-up runs shortly after the
 * last key; an answer to an older question is dropped.
 */
import { useEffect } from 'preact/hooks'
import { useSignal, type Signal } from '@preact/signals'
import type { Failure, PersonView, PresenceView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { meIn, usePage } from '../page.ts'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { PersonButton } from './person-button.tsx'
import './new-chat.css'

interface Found {
  readonly person: PersonView
  readonly presence: PresenceView
}

interface Props {
  /** Oneself is offered too, as the note to oneself. */
  readonly self?: boolean
  /** What stands in place of a person's presence, where there is something to say. */
  readonly about?: (person: PersonView) => string | undefined
  readonly failure: Signal<Failure | null>
  readonly onPick: (person: PersonView) => void
  readonly autofocus?: boolean
}

const PAUSE = 200

export function PeopleFinder({ self = false, about, failure, onPick, autofocus = true }: Props) {
  const { views } = usePage()
  const wanted = useSignal('')
  const session = views.session.value
  if (session.state !== 'signed-in') return null
  const handle = wanted.value.trim().replace(/^@/, '').toLowerCase()
  const list = { failure, self, about, onPick }
  return (
    <>
      <Field
        label={more.house.newChat.field}
        name="find"
        value={wanted}
        prefix="@"
        hint={session.directory ? more.house.newChat.hintListed : more.house.newChat.hint}
        input={{ autocomplete: 'off', autocapitalize: 'none', spellcheck: false, autofocus }}
      />
      <Problem of={failure.value} />
      <div class="people" aria-live="polite">
        {handle === '' && self && <PersonButton note person={session.me} onPick={onPick} />}
        {handle !== '' && <ByHandle key={handle} handle={handle} directory={session.directory} {...list} />}
        {session.directory && <Directory starting={handle} {...list} />}
      </div>
    </>
  )
}

interface ListProps {
  readonly failure: Signal<Failure | null>
  readonly self: boolean
  readonly about: Props['about']
  readonly onPick: (person: PersonView) => void
}

/** Mounted anew for every handle, so that only the answer to this one can show. */
function ByHandle({ handle, directory, failure, self, about, onPick }: ListProps & { handle: string; directory: boolean }) {
  const { views, actions } = usePage()
  const found = useSignal<readonly Found[] | null>(null)
  useEffect(() => {
    let stale = false
    failure.value = null
    const timer = setTimeout(() => {
      void actions.findPeople(handle).then((result) => {
        if (stale) return
        if (result.ok) found.value = result.value
        else if (result.failure.code === 'person_not_found') found.value = []
        else failure.value = result.failure
      })
    }, PAUSE)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [])
  const me = meIn(views)
  if (found.value === null) return null
  const shown = found.value.filter(({ person }) => self || person.id !== me)
  if (shown.length === 0) return directory ? null : <p class="quiet">{more.house.newChat.nobody(handle)}</p>
  return (
    <>
      {shown.map((one) => (
        <PersonButton key={one.person.id} {...one} note={one.person.id === me} about={about?.(one.person)} onPick={onPick} />
      ))}
    </>
  )
}

/** Everyone, page by page; what is typed narrows it to names and handles that begin so. */
function Directory({ starting, failure, about, onPick }: ListProps & { starting: string }) {
  const { views, actions } = usePage()
  const people = useSignal<readonly Found[]>([])
  const next = useSignal<string | undefined>(undefined)
  const load = async (after?: string) => {
    const result = await actions.listPeople(after)
    if (!result.ok) {
      failure.value = result.failure
      return
    }
    people.value = [...people.peek(), ...result.value.people]
    next.value = result.value.next
  }
  useEffect(() => void load(), [])
  const me = meIn(views)
  const shown = people.value.filter(({ person }) => person.id !== me && matches(person, starting))
  return (
    <>
      {shown.map((one) => (
        <PersonButton key={one.person.id} {...one} about={about?.(one.person)} onPick={onPick} />
      ))}
      {next.value !== undefined && (
        <button type="button" class="link-button" onClick={() => void load(next.value)}>
          {more.house.newChat.more}
        </button>
      )}
    </>
  )
}

/** The exact handle stands above already. */
function matches({ name, handle }: PersonView, starting: string): boolean {
  if (starting === '') return true
  if (handle === starting) return false
  return handle.startsWith(starting) || name.toLowerCase().split(/\s+/u).some((part) => part.startsWith(starting))
}
