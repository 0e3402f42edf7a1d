/**
 * Chooses what fills the window: the doors while nobody is signed in, else the two panes. On a narrow screen the address
 * decides which of the panes is seen; the style sheet does the choosing, so that both keep their place.
 */
import { useEffect } from 'preact/hooks'
import { words } from '../words/words.ts'
import type { Route } from '../state/views.ts'
import { ChatPane } from './chat-list/chat-pane.tsx'
import { Conversation } from './conversation/conversation.tsx'
import { fetchAhead, lazy, seldom } from './lazy.tsx'
import { usePage } from './page.ts'
import { Late } from './parts/late.tsx'
import { Mark } from './parts/mark.tsx'
import { Banner } from './banner/lazily.ts'
import { NotFound, Welcome } from './welcome/lazily.ts'

const Doors = lazy(async () => (await import('./doors/doors.tsx')).Doors)
const Dialogs = lazy(async () => (await import('./dialogs.tsx')).Dialogs)
const Announcer = lazy(async () => (await import('./announcer/announcer.tsx')).Announcer, true)
const Notifications = lazy(async () => (await import('./notifications/notifications.tsx')).Notifications)
const Settings = lazy(async () => (await import('./settings/settings.tsx')).Settings)
const Admin = seldom(async () => (await import('./admin/admin.tsx')).Admin)

export function App() {
  const { views } = usePage()
  const session = views.session.value
  const route = views.route.value
  if (session.state === 'unknown') return <Starting />
  if (session.state === 'signed-out' || isDoor(route)) return <Doors />
  return <Shell route={route} />
}

/** A person who is signed in still sees an invitation or a password link; the other doors lead on by themselves. */
function isDoor(route: Route): boolean {
  return ['invite', 'join', 'reset', 'sign-in', 'sign-up', 'set-up'].includes(route.page)
}

function Starting() {
  return (
    <div class="centered">
      <Late>
        <Mark />
      </Late>
    </div>
  )
}

const MAIN = { role: 'main' } as const

/** ms after which the page has surely been painted and the other parts may come. */
const CALM = 4000

function Shell({ route }: { route: Route }) {
  const { dialog } = usePage()
  useEffect(() => {
    const timer = setTimeout(fetchAhead, CALM)
    return () => clearTimeout(timer)
  }, [])
  // On a narrow screen the list is all there is of the start page.
  const listIsMain = route.page === 'chats'
  return (
    <>
      <SkipLink />
      <div class="shell" data-page={route.page} {...(listIsMain ? MAIN : {})}>
        <ChatPane />
        <div id="page" class="page" tabIndex={-1} {...(listIsMain ? {} : MAIN)}>
          {listIsMain && <Banner />}
          <PageOf route={route} />
        </div>
      </div>
      {dialog.value !== null && <Dialogs open={dialog.value} />}
      <Announcer />
    </>
  )
}

function PageOf({ route }: { route: Route }) {
  switch (route.page) {
    case 'chat':
      return <Conversation key={route.chat} id={route.chat} />
    case 'notifications':
      return <Notifications />
    case 'settings':
      return <Settings section={route.section} />
    case 'admin':
      return <Admin />
    case 'not-found':
      return <NotFound />
    default:
      return <Welcome />
  }
}

function SkipLink() {
  const skip = (event: MouseEvent) => {
    event.preventDefault()
    document.getElementById('page')?.focus()
  }
  return (
    <a class="skip" href="#page" onClick={skip}>
      {words.talk.skip}
    </a>
  )
}
