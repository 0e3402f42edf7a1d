/** A question before something that cannot be taken back. It stays open until that is done, and says why when it is not. */
import type { ComponentChildren } from 'preact'
import { useSignal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { Failure } from '../../state/views.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'

interface Props {
  readonly title: string
  readonly children: ComponentChildren
  readonly yes: string
  readonly no: string
  readonly onYes: () => Promise<Result<unknown>>
  readonly onClose: () => void
}

export function Ask({ title, children, yes, no, onYes, onClose }: Props) {
  const busy = useSignal(false)
  const problem = useSignal<Failure | null>(null)
  const go = async () => {
    if (busy.peek()) return
    busy.value = true
    const result = await onYes()
    busy.value = false
    problem.value = result.ok ? null : result.failure
    if (result.ok) onClose()
  }
  return (
    <Dialog title={title} look="dialog" onClose={onClose}>
      <p>{children}</p>
      <Problem of={problem.value} />
      <div class="dialog-actions">
        <button class="button" onClick={onClose}>
          {no}
        </button>
        <button class="button button-grave" aria-disabled={busy.value} onClick={() => void go()}>
          {yes}
        </button>
      </div>
    </Dialog>
  )
}
