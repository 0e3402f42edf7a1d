/** The pieces that the door forms share. */
import type { Signal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import type { Form } from './form.ts'

/** What belongs to no field. */
export function FormProblem({ form }: { form: Form }) {
  return <Problem of={form.general()} />
}

export function Submit({ form, label }: { form: Form; label: string }) {
  return (
    <button class="button button-wide" aria-disabled={form.busy.value}>
      {form.busy.value ? more.doors.working : label}
    </button>
  )
}

export function HandleField({ form, value, fresh }: { form: Form; value: Signal<string>; fresh: boolean }) {
  return (
    <Field
      label={more.doors.handle}
      name="handle"
      value={value}
      prefix="@"
      hint={fresh ? more.doors.handleHint : undefined}
      problem={form.problemOf('handle')}
      input={{ autocomplete: 'username', autocapitalize: 'none', spellcheck: false, required: true, maxLength: 40 }}
    />
  )
}

const LEAST = 10

export function PasswordField({ form, value, fresh, label }: { form: Form; value: Signal<string>; fresh: boolean; label?: string }) {
  return (
    <Field
      label={label ?? more.doors.password}
      name="password"
      value={value}
      secret
      hint={fresh ? more.doors.passwordHint(LEAST) : undefined}
      problem={form.problemOf('password')}
      input={{ autocomplete: fresh ? 'new-password' : 'current-password', required: true }}
    />
  )
}

/** What a person types as a handle: with or without the @, in any case. */
export function plainHandle(text: string): string {
  return text.trim().replace(/^@/, '').toLowerCase()
}
