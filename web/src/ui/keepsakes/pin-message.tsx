/** Asks for how long a message is pinned for everybody. */
import { useSignal } from '@preact/signals'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'

const DAY = 86_400_000

export function PinMessage({ chat, seq, onClose }: { chat: ChatID; seq: number; onClose: () => void }) {
  const { actions } = usePage()
  const problem = useSignal<Failure | null>(null)
  const say = more.keepsakes
  const pin = async (days: number) => {
    const result = await actions.pinMessage(chat, seq, days * DAY)
    if (result.ok) onClose()
    else problem.value = result.failure
  }
  return (
    <Dialog title={say.pinTitle} look="dialog" onClose={onClose}>
      <p>{say.pinText}</p>
      <Problem of={problem.value} />
      <div class="dialog-actions">
        {([[1, say.pinFor.day], [7, say.pinFor.week], [30, say.pinFor.month]] as const).map(([days, label]) => (
          <button key={days} class="button" onClick={() => void pin(days)}>
            {label}
          </button>
        ))}
      </div>
    </Dialog>
  )
}
