/**
 * Whom one can call by name while one writes an @ in a group: its members whose handle or name begins so. The field keeps
 * the focus; arrows choose, Enter or Tab takes, Esc leaves the @ as it is. It listens at the field itself, so that the
 * composer knows nothing of it, and comes with the first group that is opened.
 */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal, type Signal } from '@preact/signals'
import type { ChatView, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { useMembers } from '../group/who.ts'
import { usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { begun, matching, type Begun } from './begun.ts'
import './mention-list.css'

interface Props {
  readonly chat: ChatView
  readonly field: { readonly current: HTMLTextAreaElement | null }
}

export function MentionList({ chat, field }: Props) {
  const open = useSignal<Begun | null>(null)
  const wanted = useSignal(false)
  useEffect(() => {
    const { current } = field
    if (current === null) return
    const look = () => {
      open.value = begun(current.value, current.selectionStart, current.selectionEnd)
      wanted.value ||= open.value !== null
    }
    const close = () => (open.value = null)
    // An @ may stand there already: this part comes after the field.
    if (document.activeElement === current) look()
    const heard = [['input', look], ['click', look], ['blur', close]] as const
    for (const [event, listen] of heard) current.addEventListener(event, listen)
    return () => {
      for (const [event, listen] of heard) current.removeEventListener(event, listen)
    }
  }, [])
  // Who is in the group is asked for with the first @, and then kept.
  return wanted.value ? <Options chat={chat} field={field} open={open} /> : null
}

function Options({ chat, field, open }: Props & { readonly open: Signal<Begun | null> }) {
  const { views } = usePage()
  const { members } = useMembers(chat)
  const at = useSignal(0)
  const session = views.session.value
  const me = session.state === 'signed-in' ? session.me.id : undefined
  const others = (members.value ?? []).map(({ person }) => person).filter(({ id }) => id !== me)
  const word = open.value?.word
  const found = word === undefined ? [] : matching(others, word)

  const take = (person: PersonView) => {
    const { current } = field
    const from = open.peek()?.from
    if (current === null || from === undefined) return
    current.setRangeText(`@${person.handle} `, from, current.selectionStart, 'end')
    open.value = null
    current.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }

  const shown = useRef({ found, take })
  shown.current = { found, take }
  useEffect(() => {
    const { current } = field
    const onKey = (event: KeyboardEvent) => {
      const { found, take } = shown.current
      const chosen = found[at.peek()]
      if (chosen === undefined || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'ArrowDown') at.value = (at.peek() + 1) % found.length
      else if (event.key === 'ArrowUp') at.value = (at.peek() + found.length - 1) % found.length
      else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') take(chosen)
      else if (event.key === 'Escape') open.value = null
      else return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    current?.addEventListener('keydown', onKey, { capture: true })
    return () => current?.removeEventListener('keydown', onKey, { capture: true })
  }, [])
  useEffect(() => void (at.value = 0), [word])
  useEffect(() => {
    const { current } = field
    if (found.length > 0) current?.setAttribute('aria-activedescendant', `mention-${at.value}`)
    return () => current?.removeAttribute('aria-activedescendant')
  }, [found.length, at.value])

  if (found.length === 0) return null
  return (
    <ul class="mention-list" role="listbox" aria-label={more.message.mentionList}>
      {found.map((person, index) => (
        <li
          key={person.id}
          id={`mention-${index}`}
          class="mention-option"
          role="option"
          aria-selected={index === at.value}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(person)}
        >
          <Avatar id={person.id} name={person.name} />
          <bdi>{person.name}</bdi>
          <span class="person-handle">@{person.handle}</span>
        </li>
      ))}
    </ul>
  )
}
