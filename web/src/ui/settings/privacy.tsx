/** Who sees when one is here, whether reading is shown, and who may add one to groups: the same on all one's devices. */
import { useSignal, type Signal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { settings as say } from '../../words/settings.ts'
import { usePage } from '../page.ts'
import { Link } from '../parts/link.tsx'
import { Problem } from '../parts/problem.tsx'
import { useOwn } from './own-desk.ts'

interface Option {
  readonly value: string
  readonly label: string
}

/** What stands until something is chosen: the first values of the server's table. */
const first = { 'privacy.last_seen': 'contacts', 'privacy.online': 'last_seen', 'privacy.groups': 'everyone', 'privacy.read_receipts': 'on' } as const
type Name = keyof typeof first

export function Privacy() {
  const words = say.privacy
  const failure = useSignal<Failure | null>(null)
  const audiences: readonly Option[] = [
    { value: 'everyone', label: words.everyone },
    { value: 'contacts', label: words.contacts },
    { value: 'nobody', label: words.nobody },
  ]
  return (
    <>
      <section class="sheet">
        <p class="quiet">{words.text}</p>
        <Link class="link-button inline-way" to="/settings/who-sees">
          {words.whoSees}
        </Link>
        <Problem of={failure.value} />
        <Options name="privacy.last_seen" legend={words.lastSeen} options={audiences} failure={failure} />
        <Options
          name="privacy.online"
          legend={words.online}
          options={[{ value: 'last_seen', label: words.sameAsLastSeen }, ...audiences]}
          hint={words.onlineHint}
          failure={failure}
        />
        <Options name="privacy.groups" legend={words.groups} options={audiences} hint={words.groupsHint} failure={failure} />
      </section>
      <Receipts failure={failure} />
    </>
  )
}

/** A choice shows at once; what the server refused goes back. */
function useChoice(name: Name, failure: Signal<Failure | null>) {
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

interface OptionsProps {
  readonly name: Name
  readonly legend: string
  readonly options: readonly Option[]
  readonly hint?: string
  readonly failure: Signal<Failure | null>
}

function Options({ name, legend, options, hint, failure }: OptionsProps) {
  const { value, choose } = useChoice(name, failure)
  const note = `${name}-note`
  return (
    <fieldset class="options" {...(hint === undefined ? {} : { 'aria-describedby': note })}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={value === option.value} onChange={() => void choose(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
      {hint !== undefined && (
        <p id={note} class="quiet">
          {hint}
        </p>
      )}
    </fieldset>
  )
}

function Receipts({ failure }: { failure: Signal<Failure | null> }) {
  const { value, choose } = useChoice('privacy.read_receipts', failure)
  const words = say.privacy
  return (
    <section class="sheet">
      <h2>{words.receipts}</h2>
      <label class="switch">
        <input type="checkbox" checked={value === 'on'} aria-describedby="receipts-hint" onChange={(event) => void choose(event.currentTarget.checked ? 'on' : 'off')} />
        <span>{words.receiptsLabel}</span>
      </label>
      <p id="receipts-hint" class="quiet">
        {words.receiptsHint}
      </p>
    </section>
  )
}
