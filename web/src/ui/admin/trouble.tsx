/** Why something could not be read or done here, and the way to try it again. */
import type { Failure } from '../../state/views.ts'
import { admin } from '../../words/admin.ts'
import { sentenceOf } from '../parts/failure.ts'
import { Reference } from '../parts/reference.tsx'

export function Trouble({ of: failure, onAgain }: { of: Failure | null; onAgain?: () => void }) {
  return (
    <div role="alert">
      {failure !== null && (
        <p class="problem">
          {admin.refusals[failure.code] ?? sentenceOf(failure)} <Reference of={failure} />
          {onAgain !== undefined && (
            <button class="link-button" onClick={onAgain}>
              {admin.again}
            </button>
          )}
        </p>
      )}
    </div>
  )
}
