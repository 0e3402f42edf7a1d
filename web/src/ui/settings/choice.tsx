/** What one chooses for all one's devices: a choice shows at once, and what the server refused goes back. */
import { useSignal, type Signal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { usePage } from '../page.ts'
import { useOwn } from './own-desk.ts'

/** What stands until something is chosen: the first values of the server's table. */
const first = {
  'privacy.last_seen': 'contacts',
  'privacy.online': 'last_seen',
  'privacy.groups': 'everyone',
  'privacy.read_receipts': 'on',
  'chats.keep_archived': 'on',
  'notify.mentions': 'on',
} as const
export type Name = keyof typeof first

export function useChoice(name: Name, failure: Signal<Failure | null>) {
  const { views } = usePage()
  const own = useOwn()
  const wanted = useSignal<string | null>(null)
  const stands = views.settings.value[name] ?? first[name]
  const choose = async (value: string) => {
    wanted.value = value
    const result = await own.choose(name, value)
    failure.value = result.ok ? null : result.failure
    if (wanted.peek() === value && !result.ok) wanted.value = null
  }
  // What was wanted stands now, or was changed elsewhere since.
  if (wanted.value === stands) wanted.value = null
  return { value: wanted.value ?? stands, choose }
}

interface SwitchProps {
  readonly name: Name
  readonly label: string
  readonly hint: string
  readonly failure: Signal<Failure | null>
}

export function Switch({ name, label, hint, failure }: SwitchProps) {
  const { value, choose } = useChoice(name, failure)
  const note = `${name}-note`
  return (
    <>
      <label class="switch">
        <input type="checkbox" checked={value === 'on'} aria-describedby={note} onChange={(event) => void choose(event.currentTarget.checked ? 'on' : 'off')} />
        <span>{label}</span>
      </label>
      <p id={note} class="quiet">
        {hint}
      </p>
    </>
  )
}
