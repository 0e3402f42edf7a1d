/** A form that asks the server once at a time, and puts what it answers beside the right field. */
import { useSignal, type ReadonlySignal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { Failure } from '../../state/views.ts'
import { sentenceOf } from '../parts/failure.ts'

export interface Form {
  readonly busy: ReadonlySignal<boolean>
  readonly failure: ReadonlySignal<Failure | null>
  submit(event: Event): void
  /** The sentence for this field, if the failure is about it. */
  problemOf(field: FieldName): string | undefined
  /** The failure, if it belongs to no field. */
  general(): Failure | null
}

type FieldName = 'name' | 'handle' | 'password'

export function useForm<T>(ask: () => Promise<Result<T>>, then: (value: T) => void): Form {
  const busy = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  const submit = (event: Event) => {
    event.preventDefault()
    if (busy.peek()) return
    busy.value = true
    void ask().then((result) => {
      busy.value = false
      failure.value = result.ok ? null : result.failure
      if (result.ok) then(result.value)
    })
  }
  return {
    busy,
    failure,
    submit,
    problemOf: (field) => (failure.value !== null && fieldOf(failure.value) === field ? sentenceOf(failure.value) : undefined),
    general: () => (failure.value !== null && fieldOf(failure.value) === undefined ? failure.value : null),
  }
}

function fieldOf({ code, field }: Failure): FieldName | undefined {
  if (code.startsWith('handle_')) return 'handle'
  if (code.startsWith('password_')) return 'password'
  if (code.startsWith('name_')) return 'name'
  return code !== 'bad_field' && (field === 'name' || field === 'handle' || field === 'password') ? field : undefined
}
