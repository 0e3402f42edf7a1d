/** Whether somebody is here, in words that stay true as time passes (R5.4, R5.5); the dot only repeats them. */
import type { PresenceView } from '../../state/views.ts'
import { presence as presenceWords } from '../../words/moments.ts'
import { usePage } from '../page.ts'

export function Presence({ of }: { of: PresenceView }) {
  const { views } = usePage()
  return (
    <span class={`presence presence-${of.state}`}>
      {of.state === 'online' && <i class="online-dot" aria-hidden="true" />}
      <span>{presenceWords(of, views.now.value)}</span>
    </span>
  )
}
