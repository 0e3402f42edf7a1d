/** Who sees when one is here, whether reading is shown, and who may add one to groups: the same on all one's devices. */
import { useSignal, type Signal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { settings as say } from '../../words/settings.ts'
import { Link } from '../parts/link.tsx'
import { Problem } from '../parts/problem.tsx'
import { Switch, useChoice, type Name } from './choice.tsx'

interface Option {
  readonly value: string
  readonly label: string
}

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
      <section class="sheet">
        <h2>{words.receipts}</h2>
        <Switch name="privacy.read_receipts" label={words.receiptsLabel} hint={words.receiptsHint} failure={failure} />
      </section>
    </>
  )
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
