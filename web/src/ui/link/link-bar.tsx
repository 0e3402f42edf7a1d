/**
 * Above the field: what the link that one writes is about, and the way to send it without. It listens at the field itself, as the list of
 * names does, so that the composer knows nothing of it. One link of a message is looked at: the first, once one has paused behind it.
 */
import { useEffect } from 'preact/hooks'
import { effect, useSignal } from '@preact/signals'
import type { Link } from '../../protocol/wire.gen.ts'
import type { ChatView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { firstLink } from '../message/tokens.ts'
import { LinkCard } from './link-card.tsx'

interface Props {
  readonly chat: ChatView
  readonly field: { readonly current: HTMLTextAreaElement | null }
}

/** ms without a key after which a link is taken for a whole one. */
const PAUSE = 600

export function LinkBar({ chat, field }: Props) {
  const { actions } = usePage()
  const shown = useSignal<Link | null>(null)
  const dismissed = useSignal<string | undefined>(undefined)
  useEffect(() => {
    const { current } = field
    if (current === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked: string | undefined
    const show = (link: Link | null) => {
      if (shown.peek()?.url === link?.url) return
      shown.value = link
      actions.linkTo(chat.id, link)
    }
    const look = async () => {
      const url = firstLink(current.value)
      if (url === undefined || url === dismissed.peek() || url === asked) return
      asked = url
      const result = await actions.previewLink(url)
      if (!result.ok) asked = undefined
      else if (firstLink(current.value) === url && url !== dismissed.peek()) show(result.value)
    }
    const heard = () => {
      clearTimeout(timer)
      const url = firstLink(current.value)
      if (url !== asked) asked = undefined
      if (url === undefined || url !== shown.peek()?.url) show(null)
      if (current.value === '') dismissed.value = undefined
      if (url !== undefined) timer = setTimeout(() => void look(), PAUSE)
    }
    heard()
    current.addEventListener('input', heard)
    // What was sent, or comes as a draft, is told by no key.
    const forget = effect(() => {
      void chat.draft.value
      queueMicrotask(heard)
    })
    return () => {
      clearTimeout(timer)
      current.removeEventListener('input', heard)
      forget()
    }
  }, [])
  if (shown.value === null) return null
  const drop = () => {
    dismissed.value = shown.peek()?.url
    shown.value = null
    actions.linkTo(chat.id, null)
    field.current?.focus({ preventScroll: true })
  }
  return (
    <div class="link-bar" role="group" aria-label={more.message.link}>
      <LinkCard link={shown.value} />
      <button type="button" class="icon-button" aria-label={more.message.dropLink} onClick={drop}>
        <Icon name="close" />
      </button>
    </div>
  )
}
