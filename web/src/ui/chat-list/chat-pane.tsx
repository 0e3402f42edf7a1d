/** The left pane: the product and its connection, the ways to the other pages, and the chats. */
import { useComputed } from '@preact/signals'
import { words } from '../../words/words.ts'
import { lazy } from '../lazy.tsx'
import { usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { Link } from '../parts/link.tsx'
import { Mark } from '../parts/mark.tsx'
import { Banner } from '../banner/lazily.ts'
import { ConnectionState } from '../status-banner/connection-state.tsx'
import { Welcome } from '../welcome/lazily.ts'
import { ChatList } from './chat-list.tsx'

const PaneRest = lazy(async () => (await import('../pane-edge/pane-rest.tsx')).PaneRest, true)

export function ChatPane() {
  const { views, dialog } = usePage()
  const empty = useComputed(() => views.chatsLoaded.value && views.chats.value.length === 0)
  return (
    <section class="chat-pane" aria-label={words.product}>
      <div class="pane-head">
        <Mark />
        <div class="pane-name">
          {/* The only heading of the start page; elsewhere the page beside it has its own. */}
          {views.route.value.page === 'chats' ? <h1 class="wordmark">{words.product}</h1> : <p class="wordmark">{words.product}</p>}
          <ConnectionState />
        </div>
        <button class="icon-button" aria-label={words.talk.search} onClick={() => (dialog.value = { kind: 'search' })}>
          <Icon name="search" />
        </button>
        <NotificationsLink />
        <Link to="/settings" class="icon-button" aria-label={words.talk.settings} {...current(views.route.value.page === 'settings')}>
          <Icon name="gear" />
        </Link>
      </div>
      {views.route.value.page === 'chats' && (
        <div class="narrow-only">
          <Banner />
        </div>
      )}
      <button class="new-chat" onClick={() => (dialog.value = { kind: 'new-chat' })}>
        <Icon name="compose" />
        {words.talk.newChat}
      </button>
      <ChatList />
      {empty.value && (
        <div class="narrow-only">
          <Welcome />
        </div>
      )}
      <PaneRest />
    </section>
  )
}

function NotificationsLink() {
  const { views } = usePage()
  const count = views.chats.value.filter((item) => item.attention).length
  const title = words.talk.notifications
  const label = count === 0 ? title : `${title}, ${words.talk.unread(count)}`
  return (
    <Link to="/notifications" class="icon-button" aria-label={label} {...current(views.route.value.page === 'notifications')}>
      <Icon name="bell" />
      {count > 0 && <span class="bell-badge">{words.talk.badge(count)}</span>}
    </Link>
  )
}

function current(here: boolean) {
  return here ? { 'aria-current': 'page' as const } : {}
}
