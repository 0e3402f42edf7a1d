/** What a conversation shows when it has no messages yet, or when it is not one's own. */
import type { ReadonlySignal } from '@preact/signals'
import type { ChatItem } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Link } from '../parts/link.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { TypingRow } from './typing-row.tsx'

export function EmptyConversation({ item }: { item: ReadonlySignal<ChatItem> }) {
  const { id, kind, title, peer } = item.value
  return (
    <div class="messages">
      <div class="centered">
        <Avatar id={peer?.id ?? id} name={title} note={kind === 'self'} />
        <p class="empty-line">{kind === 'self' ? words.talk.noteHint : words.talk.sayHello(title)}</p>
      </div>
      <div class="message-column">
        <TypingRow item={item} />
      </div>
    </div>
  )
}

export function NotMember() {
  return (
    <>
      <PageHead title={words.talk.notMember} />
      <div class="centered">
        <p>{words.talk.notMemberText}</p>
        <Link class="button" to="/">
          {words.talk.home}
        </Link>
      </div>
    </>
  )
}
