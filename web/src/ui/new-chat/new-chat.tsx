/**
 * The dialog that starts a chat: by a person's exact handle, or from the list of everyone where the server has one. A
 * look-up runs shortly after the last key; an answer to an older question is dropped.
 */
import { useEffect } from 'preact/hooks'
import { useSignal, type Signal } from '@preact/signals'
import type { PersonView, PresenceView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { sentenceOf } from '../parts/failure.ts'
import { Field } from '../parts/field.tsx'
import { PersonButton } from './person-button.tsx'
import './new-chat.css'

export interface Found {
  readonly person: PersonView
  readonly presence: PresenceView
}

const PAUSE = 200

export function NewChat() {
  const { views, newChat } = usePage()
  const session = views.session.value
  const wanted = useSignal('')
  const problem = useSignal<string | undefined>(undefined)
  const handle = wanted.value.trim().replace(/^@/, '').toLowerCase()
  const directory = session.state === 'signed-in' && session.directory
  const open = useOpenChat(problem)
  if (session.state !== 'signed-in') return null
  return (
    <Dialog title={words.talk.newChat} look="dialog" onClose={() => (newChat.value = false)}>
      <Field
        label={more.house.newChat.field}
        name="find"
        value={wanted}
        prefix="@"
        hint={directory ? more.house.newChat.hintListed : more.house.newChat.hint}
        problem={problem.value}
        input={{ autocomplete: 'off', autocapitalize: 'none', spellcheck: false, autofocus: true }}
      />
      <div class="people" aria-live="polite">
        {handle === '' && <PersonButton note person={session.me} onPick={open} />}
        {handle !== '' && <ByHandle key={handle} handle={handle} problem={problem} onPick={open} />}
        {directory && <Directory starting={handle} me={session.me} problem={problem} onPick={open} />}
      </div>
    </Dialog>
  )
}

/** Opens the chat with somebody and leaves the dialog. */
function useOpenChat(problem: Signal<string | undefined>) {
  const { actions, newChat } = usePage()
  return (person: PersonView) => {
    void actions.openChat(person.id).then((result) => {
      if (!result.ok) {
        problem.value = sentenceOf(result.failure)
        return
      }
      newChat.value = false
      actions.go(`/c/${result.value.chat}`)
    })
  }
}

interface ListProps {
  readonly problem: Signal<string | undefined>
  readonly onPick: (person: PersonView) => void
}

/** Mounted anew for every handle, so that only the answer to this one can show. */
function ByHandle({ handle, problem, onPick }: ListProps & { handle: string }) {
  const { views, actions } = usePage()
  const found = useSignal<readonly Found[] | null>(null)
  useEffect(() => {
    let stale = false
    problem.value = undefined
    const timer = setTimeout(() => {
      void actions.findPeople(handle).then((result) => {
        if (stale) return
        if (result.ok) found.value = result.value
        else if (result.failure.code === 'person_not_found') found.value = []
        else problem.value = sentenceOf(result.failure)
      })
    }, PAUSE)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [])
  const session = views.session.value
  const directory = session.state === 'signed-in' && session.directory
  if (found.value === null) return null
  if (found.value.length === 0) return directory ? null : <p class="quiet">{more.house.newChat.nobody(handle)}</p>
  const me = session.state === 'signed-in' ? session.me.id : ''
  return (
    <>
      {found.value.map((one) => (
        <PersonButton key={one.person.id} {...one} note={one.person.id === me} onPick={onPick} />
      ))}
    </>
  )
}

/** Everyone, page by page; what is typed narrows it to names and handles that begin so. */
function Directory({ starting, me, problem, onPick }: ListProps & { starting: string; me: PersonView }) {
  const { actions } = usePage()
  const people = useSignal<readonly Found[]>([])
  const next = useSignal<string | undefined>(undefined)
  const load = async (after?: string) => {
    const result = await actions.listPeople(after)
    if (!result.ok) {
      problem.value = sentenceOf(result.failure)
      return
    }
    people.value = [...people.peek(), ...result.value.people]
    next.value = result.value.next
  }
  useEffect(() => void load(), [])
  const shown = people.value.filter(({ person }) => person.id !== me.id && matches(person, starting))
  return (
    <>
      {shown.map((one) => (
        <PersonButton key={one.person.id} {...one} onPick={onPick} />
      ))}
      {next.value !== undefined && (
        <button class="link-button" onClick={() => void load(next.value)}>
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
