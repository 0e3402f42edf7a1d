/** The connection as a dot and text, always visible (R6.5). */
import type { ConnectionView } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'

export function ConnectionState() {
  const { views } = usePage()
  const connection = views.connection.value
  return (
    <p class={`connection connection-${connection.state}`} role="status">
      <i class="dot" aria-hidden="true" />
      {connectionWord(connection)}
    </p>
  )
}

function connectionWord(connection: ConnectionView): string {
  const say = words.connection
  switch (connection.state) {
    case 'connecting':
      return say.connecting
    case 'connected':
      return say.connected
    case 'reconnecting':
      return say.reconnecting(connection.attempt, connection.of)
    case 'offline':
      return say.offline
    case 'slow':
      return say.slow
    case 'signed-out':
      return say.signedOut
    case 'outdated':
      return say.outdated
  }
}
