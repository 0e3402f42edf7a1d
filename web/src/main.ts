/**
 * The only place that builds things: the browser, the memory, the session and the page, put together once. Nobody imports
 * it. What is reached from here is the whole program.
 */
import type { Actions } from './actions/actions.ts'
import { actionsOf, LOOK } from './actions/actions-of.ts'
import { Navigation } from './actions/navigation.ts'
import { Session } from './actions/session.ts'
import { openStore } from './db/open.ts'
import { post, probe } from './net/http.ts'
import { openSocket } from './net/socket.ts'
import { systemClock } from './platform/clock.ts'
import { newClientID } from './platform/ids.ts'
import { askToPersist, browserKeep } from './platform/keep.ts'
import { browserAddress, browserPage, readLanguages, socketAddress } from './platform/page.ts'
import type { Update } from './platform/worker.ts'
import { openBroadcast, webLocks } from './platform/tabs.ts'
import type { Chime } from './sync/chime.ts'
import { Memory, plainLook, type Look } from './state/memory.ts'
import { viewsOf } from './state/painting.ts'
import { chatPath, routeOf } from './state/route.ts'
import { mount } from './ui/mount.tsx'
import { languageFor } from './words/languages.ts'

const AFTER_PAINT = 2_000

const keep = browserKeep
const clock = systemClock
const memory = new Memory(routeOf(browserAddress.path()))
const lookOf = (kept: unknown): Look => ({ ...plainLook, language: languageFor(readLanguages()), ...(kept as object | null) })
memory.look.value = lookOf(keep.read(LOOK))
keep.watch(LOOK, (kept) => (memory.look.value = lookOf(kept)))
memory.now.value = clock.now()

const navigation = new Navigation(memory, browserAddress)
// Asked for at once, so that it comes beside the first paint and not after it.
const living = import('./sync/account.ts')

let chime: Chime | undefined
/** As any tab of this device set it last; where nothing is kept, as this one did. */
const look = (): Look => ({ ...memory.look.peek(), ...(keep.read(LOOK) as Partial<Look> | null) })

const session = new Session({
  memory,
  keep,
  clock,
  navigation,
  post,
  probe,
  openSlowWay: async (ears) => {
    const [{ openSlowWay }, { openEventStream }] = await Promise.all([import('./net/slow.ts'), import('./net/event-stream.ts')])
    return openSlowWay({ clock, page: browserPage, post, openEventStream }, ears)
  },
  exclusive: webLocks() ?? (async (name, work) => (await import('./db/claim.ts')).exclusiveByClaim(name, work)),
  openStore,
  openAccount: async (...args) => (await living).Account.open(...args),
  openSocket,
  openBroadcast,
  chime: { arrived: (message) => chime?.arrived(message), caughtUp: () => chime?.caughtUp() },
  page: browserPage,
  random: Math.random,
  url: socketAddress(),
})
const actions: Actions = actionsOf({ memory, session, navigation, post, keep, clock, newClientID, askToPersist, update: () => update.take() })

let update: Update = { take: () => location.reload() }
clock.after(AFTER_PAINT, () => {
  import('./sync/chime.ts')
    .then(({ openChime }) => (chime = openChime({ memory, clock, page: browserPage, isOn: () => look().sound, look, keep, post, open: (chat) => navigation.go(chatPath(chat)) })))
    .catch(() => undefined) // Without it the page is silent, and all else works.
})
if (import.meta.env.PROD) {
  // Behind everything that the person waits for.
  clock.after(AFTER_PAINT, () => {
    import('./platform/worker.ts')
      .then(({ registerWorker }) =>
        registerWorker((found) => {
          update = found
          memory.updateReady.value = true
        }),
      )
      .catch(() => undefined) // Without a worker the page is not kept for a start without the server, and all else works.
  })
}

const root = document.getElementById('app')
if (root !== null) mount(root, viewsOf(memory), actions)
navigation.start()
void session.start()
