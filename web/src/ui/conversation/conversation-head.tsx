/** Who one is talking with, and whether they are here (R5.4, R5.5). */
import { useEffect, useRef } from 'preact/hooks'
import type { ReadonlySignal } from '@preact/signals'
import type { ChatItem } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { onTouch, usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { HeadBar } from '../parts/page-head.tsx'
import { Presence } from '../parts/presence.tsx'

export function ConversationHead({ item }: { item: ReadonlySignal<ChatItem> }) {
  const { views } = usePage()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // With a keyboard the composer takes the focus instead.
    if (onTouch()) heading.current?.focus({ preventScroll: true })
  }, [])
  const { id, kind, title, peer, presence } = item.value
  const known = presence ?? (peer === undefined ? undefined : views.presenceOf(peer.id))
  return (
    <HeadBar>
      <Avatar id={peer?.id ?? id} name={title} note={kind === 'self'} />
      <div class="head-who">
        <h1 ref={heading} tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
        {kind === 'self' ? <p class="presence">{words.talk.yourself}</p> : known !== undefined && <Presence of={known} />}
      </div>
    </HeadBar>
  )
}
