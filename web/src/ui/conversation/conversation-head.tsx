/** Who one is talking with, and whether they are here (R5.4, R5.5); of a group, who is in it. */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { ChatItem, ChatView } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { lazy } from '../lazy.tsx'
import { onTouch, usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { BotMark } from '../parts/bot-mark.tsx'
import { Icon } from '../parts/icon.tsx'
import { HeadBar } from '../parts/page-head.tsx'
import { Presence } from '../parts/presence.tsx'

const ChatMenu = lazy(async () => (await import('../chat-menu/chat-menu.tsx')).ChatMenu)
const GroupAbout = lazy(async () => (await import('../group/group-about.tsx')).GroupAbout, true)

export function ConversationHead({ view }: { view: Pick<ChatView, 'id' | 'item'> }) {
  const { drawer, finding } = usePage()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // With a keyboard the composer takes the focus instead.
    if (onTouch()) heading.current?.focus({ preventScroll: true })
  }, [])
  const menu = useSignal<DOMRect | null>(null)
  const item = view.item.value
  const { id, kind, title, peer } = item
  const members = () => (drawer.value = { kind: 'members' })
  const find = () => (finding.value = finding.peek()?.chat === id ? null : { chat: id, text: '' })
  return (
    <HeadBar>
      <Avatar id={peer?.id ?? id} name={title} note={kind === 'self'} />
      <div class="head-who">
        <h1 ref={heading} tabIndex={-1}>
          <bdi>{title}</bdi>
          <BotMark of={peer} />
        </h1>
        {kind === 'group' ? (
          <p class="presence head-about">
            <span>
              <GroupAbout view={view} />
            </span>
          </p>
        ) : (
          <About item={item} />
        )}
      </div>
      <button class="icon-button wide-only" aria-label={words.talk.searchChat} aria-expanded={finding.value?.chat === id} onClick={find}>
        <Icon name="search" />
      </button>
      {kind === 'group' && (
        <button class="icon-button wide-only" aria-label={words.talk.membersTitle} aria-expanded={drawer.value?.kind === 'members'} onClick={members}>
          <Icon name="people" />
        </button>
      )}
      <button class="icon-button" aria-label={words.chats.actions} aria-haspopup="menu" onClick={(event) => (menu.value = event.currentTarget.getBoundingClientRect())}>
        <Icon name="more" />
      </button>
      {menu.value !== null && <ChatMenu item={item} near={menu.value} find={find} members={members} onClose={() => (menu.value = null)} />}
    </HeadBar>
  )
}

function About({ item: { kind, peer, presence } }: { item: ChatItem }) {
  const { views } = usePage()
  const known = presence ?? (peer === undefined ? undefined : views.presenceOf(peer.id))
  if (kind === 'self') return <p class="presence">{words.talk.yourself}</p>
  return known === undefined ? null : <Presence of={known} />
}
