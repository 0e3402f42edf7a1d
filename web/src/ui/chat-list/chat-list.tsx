/**
 * The chats, newest first. One tab stop: arrows, Home and End move within, Enter opens. The first fifty are painted,
 * further ones fifty at a time as the end comes near.
 */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Skeleton } from '../parts/skeleton.tsx'
import { ChatEntry } from './chat-entry.tsx'

const BATCH = 50

export function ChatList() {
  const { views } = usePage()
  const list = useRef<HTMLElement>(null)
  const shown = useSignal(BATCH)
  const chats = views.chats.value
  const route = views.route.value
  const open = route.page === 'chat' ? route.chat : undefined
  const stop = chats.slice(0, shown.value).some((item) => item.id === open) ? open : chats[0]?.id
  const more = () => (shown.value += BATCH)
  // Told by a class: WebKit does not look at :has(:empty) again when the first chat comes.
  const look = chats.length === 0 ? 'chat-list chat-list-empty' : 'chat-list'
  return (
    <nav ref={list} class={look} aria-label={words.talk.chats} onKeyDown={(event) => rove(event, list.current)}>
      {!views.chatsLoaded.value && chats.length === 0 && <Skeleton kind="chats" />}
      <ul>
        {chats.slice(0, shown.value).map((item) => (
          <ChatEntry key={item.id} item={item} open={item.id === open} stop={item.id === stop} />
        ))}
      </ul>
      {chats.length > shown.value && <Edge key={shown.value} onNear={more} />}
    </nav>
  )
}

function Edge({ onNear }: { onNear: () => void }) {
  const edge = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (edge.current === null) return
    const near = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onNear(), { rootMargin: '600px' })
    near.observe(edge.current)
    return () => near.disconnect()
  }, [])
  return <div ref={edge} />
}

const steps: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
}

function rove(event: KeyboardEvent, list: HTMLElement | null): void {
  const step = event.altKey ? undefined : steps[event.key]
  if (step === undefined || list === null) return
  const links = [...list.querySelectorAll('a')]
  const next = links[step(links.findIndex((link) => link === document.activeElement), links.length)]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
