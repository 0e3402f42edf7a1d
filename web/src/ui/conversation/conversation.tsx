/**
 * The page of one chat (`/c/<chat>`): head, messages, composer. It paints the chat that the core has opened for this tab
 * and says so when there is none.
 */
import { useSignal } from '@preact/signals'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { ChatView, MessageRow } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { Composer } from '../composer/composer.tsx'
import { lazy } from '../lazy.tsx'
import { usePage } from '../page.ts'
import { Late } from '../parts/late.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { ConversationHead } from './conversation-head.tsx'
import { MessageList } from './message-list.tsx'
import { EmptyConversation, NotMember } from './nothing-here.tsx'

const MessageMenu = lazy(async () => (await import('../message-menu/message-menu.tsx')).MessageMenu)
const MessageInfo = lazy(async () => (await import('../message-info/message-info.tsx')).MessageInfo)

interface Props {
  readonly id: ChatID
  readonly at: number | undefined
}

export function Conversation({ id, at }: Props) {
  const { views } = usePage()
  const view = views.chat.value
  if (view?.id === id) return <Open view={view} at={at} />
  if (!views.chatsLoaded.value) return <Skeleton kind="messages" />
  return (
    <Late ms={400}>
      <NotMember />
    </Late>
  )
}

function Open({ view, at }: { view: ChatView; at: number | undefined }) {
  const { infoOf } = usePage()
  return (
    <div class="conversation">
      <ConversationHead item={view.item} />
      <Messages view={view} at={at} />
      <Composer chat={view} />
      {infoOf.value !== null && <MessageInfo view={view} messageKey={infoOf.value} />}
    </div>
  )
}

function Messages({ view, at }: { view: ChatView; at: number | undefined }) {
  const { actions, infoOf } = usePage()
  const menu = useSignal<{ row: MessageRow; near: DOMRect } | null>(null)
  const rows = view.rows.value
  if (rows.length === 0) return <NoRows view={view} />
  return (
    <>
      <MessageList
        view={view}
        rows={rows}
        older={view.older.value}
        newer={view.newer.value}
        divider={view.divider.value}
        at={at}
        onOlder={() => actions.loadOlder(view.id)}
        onSeen={(seq) => actions.seen(view.id, seq)}
        onNewest={() => actions.go(`/c/${view.id}`)}
        onMenu={(row, from) => (menu.value = { row, near: from.getBoundingClientRect() })}
        onRetry={(row) => actions.retry(view.id, row.key)}
      />
      {menu.value !== null && (
        <MessageMenu chat={view.id} {...menu.value} onInfo={(row) => (infoOf.value = row.key)} onClose={() => (menu.value = null)} />
      )}
    </>
  )
}

function NoRows({ view }: { view: ChatView }) {
  switch (view.loading.value) {
    case 'empty':
      return <Skeleton kind="messages" />
    case 'failed':
      return (
        <div class="centered messages">
          <p>{words.talk.firstPage}</p>
          {/* An ordinary link to here: it loads the page anew. */}
          <a class="button" href="">
            {words.banner.reload}
          </a>
        </div>
      )
    case 'ready':
      return <EmptyConversation item={view.item} />
  }
}
