/** A labelled text field with a hint, and the sentence that says what is wrong with it. */
import { useSignal, type Signal } from '@preact/signals'
import { more } from '../../words/more.ts'

interface Props {
  readonly label: string
  readonly name: string
  readonly value: Signal<string>
  readonly hint?: string | undefined
  readonly problem?: string | undefined
  readonly secret?: boolean
  readonly prefix?: string
  readonly input?: Traits
}

/** What the browser should know of the field. */
interface Traits {
  readonly autocomplete?: AutoFill
  readonly autocapitalize?: 'none'
  readonly spellcheck?: boolean
  readonly autofocus?: boolean
  readonly required?: boolean
  readonly maxLength?: number
  readonly dir?: 'auto'
}

export function Field({ label, name, value, hint, problem, secret, prefix, input }: Props) {
  const shown = useSignal(false)
  const id = `field-${name}`
  const note = problem ?? hint
  return (
    <div class={problem === undefined ? 'field' : 'field field-wrong'}>
      <label for={id}>{label}</label>
      {/* What follows an "@" is Latin, and stands behind it in every language. */}
      <div class="field-box" dir={prefix === undefined ? undefined : 'ltr'}>
        {prefix !== undefined && (
          <span class="field-prefix" aria-hidden="true">
            {prefix}
          </span>
        )}
        <input
          {...input}
          id={id}
          name={name}
          {...(secret === true && !shown.value ? { type: 'password' } : { type: 'text' })}
          value={value.value}
          onInput={(event) => (value.value = event.currentTarget.value)}
          aria-invalid={problem !== undefined}
          {...(note === undefined ? {} : { 'aria-describedby': `${id}-note` })}
        />
        {secret === true && (
          <button type="button" class="field-show" aria-pressed={shown.value} onClick={() => (shown.value = !shown.value)}>
            {shown.value ? more.doors.hide : more.doors.show}
          </button>
        )}
      </div>
      {note !== undefined && (
        <p id={`${id}-note`} class="field-note">
          {note}
        </p>
      )}
    </div>
  )
}
