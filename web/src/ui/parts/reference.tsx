/** What leads an administrator from an error of the server to its line in the log (R12.4), to be copied. */
import { useSignal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { copyText } from './copy.ts'
import { referenceOf } from './failure.ts'

export function Reference({ of: failure }: { of: Failure }) {
  const reference = referenceOf(failure)
  const copied = useSignal(false)
  if (reference === undefined) return null
  return (
    <span class="reference">
      {more.notes.reference} <code>{reference}</code>
      <button type="button" class="link-button" aria-label={more.notes.copyReference} onClick={(event) => (copied.value = copyText(reference, event.currentTarget))}>
        {copied.value ? more.message.copied : more.message.copy}
      </button>
    </span>
  )
}
