/** Asks for whom a message is deleted: for oneself, or for everyone where that is allowed. */
import { useSignal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'

interface Props {
  readonly chat: ChatID
  readonly seq: number
  readonly forAll: boolean
  readonly onClose: () => void
}

export function DeleteMessage({ chat, seq, forAll, onClose }: Props) {
  const { actions } = usePage()
  const problem = useSignal<Failure | null>(null)
  const busy = useSignal(false)
  const say = more.keepsakes
  const go = async (act: () => Promise<Result<null>>) => {
    if (busy.peek()) return
    busy.value = true
    const result = await act()
    busy.value = false
    if (result.ok) onClose()
    else problem.value = result.failure
  }
  return (
    <Dialog title={say.deleteTitle} look="dialog" onClose={onClose}>
      <p>{forAll ? say.deleteText : say.deleteMineText}</p>
      <Problem of={problem.value} />
      <div class="dialog-actions">
        <button class="button" onClick={onClose}>
          {say.cancel}
        </button>
        <button class="button button-grave" aria-disabled={busy.value} onClick={() => void go(() => actions.hideMessage(chat, seq))}>
          {say.deleteForMe}
        </button>
        {forAll && (
          <button class="button button-grave" aria-disabled={busy.value} onClick={() => void go(() => actions.deleteMessage(chat, seq))}>
            {say.deleteForAll}
          </button>
        )}
      </div>
    </Dialog>
  )
}
