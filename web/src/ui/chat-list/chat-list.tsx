/**
 * The chats, newest first. One tab stop: arrows, Home and End move within, Enter opens. The first fifty are painted,
 * further ones fifty at a time as the end comes near. Those that were put away stand behind the others, folded.
 */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { ChatItem } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { lazy } from '../lazy.tsx'
import { usePage } from '../page.ts'
import { Skeleton } from '../parts/skeleton.tsx'
import { ChatEntry } from './chat-entry.tsx'

const Archived = lazy(async () => (await import('../chat-menu/archived.tsx')).Archived)
const ChatMenu = lazy(async () => (await import('../chat-menu/chat-menu.tsx')).ChatMenu)

const BATCH = 50

export function ChatList() {
  const { views } = usePage()
  const list = useRef<HTMLElement>(null)
  const shown = useSignal(BATCH)
  const all = views.chats.value
  const chats = all.filter((item) => !item.archived)
  const archived = all.filter((item) => item.archived)
  const menu = useSignal<{ item: ChatItem; near: DOMRect } | null>(null)
  const route = views.route.value
  const open = route.page === 'chat' ? route.chat : undefined
  const stop = chats.slice(0, shown.value).some((item) => item.id === open) ? open : chats[0]?.id
  const more = () => (shown.value += BATCH)
  // Told by a class: WebKit does not look at :has(:empty) again when the first chat comes.
  const look = all.length === 0 ? 'chat-list chat-list-empty' : 'chat-list'
  return (
    <nav ref={list} class={look} aria-label={words.talk.chats} onKeyDown={(event) => rove(event, list.current)} onContextMenu={(event) => (menu.value = chosen(event, all) ?? menu.value)}>
      {!views.chatsLoaded.value && all.length === 0 && <Skeleton kind="chats" />}
      <ul>
        {chats.slice(0, shown.value).map((item) => (
          <ChatEntry key={item.id} item={item} open={item.id === open} stop={item.id === stop} />
        ))}
      </ul>
      {chats.length > shown.value && <Edge key={shown.value} onNear={more} />}
      {archived.length > 0 && (
        <Archived count={archived.length}>
          {() => archived.map((item) => <ChatEntry key={item.id} item={item} open={item.id === open} stop={item.id === open} />)}
        </Archived>
      )}
      {menu.value !== null && <ChatMenu {...menu.value} onClose={() => (menu.value = null)} />}
    </nav>
  )
}

/** The chat under the pointer, or the one that has the focus: the keys for menus ask for that. */
function chosen(event: MouseEvent, chats: readonly ChatItem[]): { item: ChatItem; near: DOMRect } | undefined {
  const entry = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-chat]') : null
  const item = chats.find(({ id }) => id === entry?.dataset['chat'])
  if (entry === null || item === undefined) return undefined
  event.preventDefault()
  return { item, near: entry.getBoundingClientRect() }
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
