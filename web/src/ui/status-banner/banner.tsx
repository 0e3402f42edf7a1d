/**
 * What trouble with the connection means for one's messages, and the way on. It comes on top of the state that is always
 * visible; when it comes is the core's (after 2 s, or at once when the browser is offline).
 */
import type { ConnectionView, DeviceView } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Link } from '../parts/link.tsx'

export function Banner() {
  const { views } = usePage()
  const connection = views.connection.value
  const device = views.device.value
  const forgetful = !device.durable && device.waiting > 0
  const line = views.banner.value || isFinal(connection) ? bannerLine(connection, device) : ''
  if (line === '' && !forgetful) return null
  return (
    <section class="banner" aria-label={words.connection.title}>
      <p>
        {line}
        {forgetful && ` ${words.banner.forgetful}`}
      </p>
      <WayOn connection={connection} />
    </section>
  )
}

function isFinal({ state }: ConnectionView): boolean {
  return state === 'outdated' || state === 'signed-out'
}

function bannerLine(connection: ConnectionView, { waiting }: DeviceView): string {
  const say = words.banner
  switch (connection.state) {
    case 'connected':
      return ''
    case 'connecting':
    case 'reconnecting':
      return say.connecting(waiting)
    case 'offline':
      return connection.reason === 'no-network' ? say.noNetwork(waiting) : say.unreachable(waiting)
    case 'slow':
      return say.slow
    case 'signed-out':
      return say.signedOut
    case 'outdated':
      return say.outdated
  }
}

function WayOn({ connection }: { connection: ConnectionView }) {
  const { actions } = usePage()
  switch (connection.state) {
    case 'connected':
      return null
    case 'outdated':
      // An ordinary link to here: it loads the page anew.
      return (
        <a class="button button-small" href="">
          {words.banner.reload}
        </a>
      )
    case 'signed-out':
      return (
        <Link class="button button-small" to="/sign-in">
          {words.banner.signIn}
        </Link>
      )
    default:
      return (
        <button class="button button-small" onClick={() => actions.tryAgain()}>
          {words.talk.again}
        </button>
      )
  }
}
