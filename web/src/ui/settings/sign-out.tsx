/** Signs this device out; asks first when messages wait here that nobody else has. */
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { sentenceOf } from '../parts/failure.ts'

export function SignOut() {
  const { views, actions } = usePage()
  const asking = useSignal(false)
  const problem = useSignal('')
  const say = more.house.settings
  const { waiting } = views.device.value
  const leave = () => {
    asking.value = false
    void actions.signOut().then((result) => (problem.value = result.ok ? '' : sentenceOf(result.failure)))
  }
  return (
    <section class="sheet">
      <h2>{say.leave}</h2>
      <p class="quiet">{say.signOutText}</p>
      {problem.value !== '' && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <button class="button button-grave" onClick={() => (waiting > 0 ? (asking.value = true) : leave())}>
        {say.signOut}
      </button>
      {asking.value && (
        <Dialog title={say.signOut} look="dialog" onClose={() => (asking.value = false)}>
          <p>{say.unsent(waiting)}</p>
          <div class="dialog-actions">
            <button class="button" onClick={() => (asking.value = false)}>
              {say.stay}
            </button>
            <button class="button button-grave" onClick={leave}>
              {say.signOutAnyway}
            </button>
          </div>
        </Dialog>
      )}
    </section>
  )
}
