/** Signs this device out; asks first when messages wait here that nobody else has. */
import { useSignal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { Ask } from '../ask/ask.tsx'
import { usePage } from '../page.ts'
import { Problem } from '../parts/problem.tsx'

export function SignOut() {
  const { views, actions } = usePage()
  const asking = useSignal(false)
  const problem = useSignal<Failure | null>(null)
  const say = more.house.settings
  const { unsent } = views.device.value
  const leave = async () => {
    const result = await actions.signOut()
    problem.value = result.ok ? null : result.failure
    return result
  }
  return (
    <section class="sheet">
      <h2>{say.leave}</h2>
      <p class="quiet">{say.signOutText}</p>
      <Problem of={problem.value} />
      <button class="button button-grave" onClick={() => (unsent > 0 ? (asking.value = true) : void leave())}>
        {say.signOut}
      </button>
      {asking.value && (
        <Ask title={say.signOut} yes={say.signOutAnyway} no={say.stay} onYes={leave} onClose={() => (asking.value = false)}>
          {say.unsent(unsent)}
        </Ask>
      )}
    </section>
  )
}
