/** Why there is no live connection, and what one can do about it (R12.1). */
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import './why-slow.css'

export function WhySlow({ onClose }: { onClose: () => void }) {
  const { actions } = usePage()
  const say = more.trouble
  return (
    <Dialog title={say.slowTitle} look="dialog" onClose={onClose}>
      <div class="why">
        <p>{say.slowText}</p>
        <p>{say.slowCauses}</p>
        <ul>
          <li>{say.slowProxy}</li>
          <li>{say.slowServer}</li>
          <li>{say.slowExtension}</li>
        </ul>
        <p>{say.slowAgain}</p>
      </div>
      <div class="dialog-actions">
        <button
          class="button"
          onClick={() => {
            actions.tryAgain()
            onClose()
          }}
        >
          {words.talk.again}
        </button>
      </div>
    </Dialog>
  )
}
