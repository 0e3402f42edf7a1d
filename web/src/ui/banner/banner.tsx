/**
 * What trouble with the connection, the server or this browser means for one's messages, and the way on. It comes on top
 * of the state that is always visible; when it comes is the core's (after 2 s, or at once when the browser is offline).
 * One line at a time: the one that most concerns what one writes.
 */
import type { ConnectionView, Views } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Link } from '../parts/link.tsx'

type Kind = Exclude<ConnectionView['state'], 'connected'> | 'busy' | 'update'

export function Banner() {
  const { views } = usePage()
  const { durable, waiting } = views.device.value
  const kind = kindOf(views)
  const forgetful = !durable && waiting > 0
  if (kind === undefined && !forgetful) return null
  return (
    <section class={kind === 'update' ? 'banner banner-update' : 'banner'} aria-label={words.connection.title}>
      <p>
        {kind !== undefined && lineOf(kind, views)}
        {forgetful && ` ${more.banner.forgetful}`}
      </p>
      {kind !== undefined && <WayOn kind={kind} />}
    </section>
  )
}

function kindOf({ connection, banner, busy, updateReady }: Views): Kind | undefined {
  const { state } = connection.value
  if (state === 'outdated' || state === 'signed-out') return state
  if (banner.value && state !== 'connected') return state
  if (busy.value !== null) return 'busy'
  return updateReady.value ? 'update' : undefined
}

function lineOf(kind: Kind, { connection, device, busy }: Views): string {
  const say = more.banner
  const { waiting } = device.value
  switch (kind) {
    case 'connecting':
    case 'reconnecting':
      return say.connecting(waiting)
    case 'offline':
      return connection.value.state === 'offline' && connection.value.reason === 'no-network' ? say.noNetwork(waiting) : say.unreachable(waiting)
    case 'busy':
      return busy.value?.code === 'storage_full' ? say.storageFull(waiting) : say.busy(waiting)
    case 'slow':
      return say.slow
    case 'signed-out':
      return say.signedOut
    case 'outdated':
      return say.outdated
    case 'update':
      return say.update
  }
}

function WayOn({ kind }: { kind: Kind }) {
  const { actions, dialog } = usePage()
  const say = more.banner
  switch (kind) {
    case 'busy':
      return null
    case 'update':
      return <Way label={say.updateNow} onClick={() => actions.update()} />
    case 'outdated':
      // An ordinary link to here: it loads the page anew.
      return (
        <a class="button button-small" href="">
          {say.reload}
        </a>
      )
    case 'signed-out':
      return (
        <Link class="button button-small" to="/sign-in">
          {say.signIn}
        </Link>
      )
    default:
      return (
        <span class="ways-on">
          <Way label={words.talk.again} onClick={() => actions.tryAgain()} />
          {kind === 'slow' && <Way label={say.why} onClick={() => (dialog.value = { kind: 'why-slow' })} />}
        </span>
      )
  }
}

function Way({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button class="button button-small" onClick={onClick}>
      {label}
    </button>
  )
}
