/** What went wrong with something that one asked for, as an alert: the sentence, and for the server's errors a reference. */
import type { Failure } from '../../state/views.ts'
import { sentenceOf } from './failure.ts'
import { Reference } from './reference.tsx'

export function Problem({ of: failure }: { of: Failure | null | undefined }) {
  return (
    <div role="alert">
      {failure != null && (
        <p class="problem">
          {sentenceOf(failure)} <Reference of={failure} />
        </p>
      )}
    </div>
  )
}
