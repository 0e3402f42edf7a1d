/** Who may create an account: one of three, and the way back to what the settings of the server say. */
import { useSignal } from '@preact/signals'
import type { Registration, RegistrationView } from '../../actions/administration.ts'
import type { Failure } from '../../state/views.ts'
import { admin } from '../../words/admin.ts'
import { Ask } from '../ask/ask.tsx'
import { useDesk } from './desk.ts'
import { Trouble } from './trouble.tsx'

const modes: readonly Registration[] = ['open', 'invite', 'closed']

export function RegistrationSheet({ now }: { now: RegistrationView }) {
  const desk = useDesk()
  const asking = useSignal(false)
  const problem = useSignal<Failure | null>(null)
  const say = admin.registration
  const choose = async (mode: Registration | 'setting') => {
    const result = await desk.server.register(mode)
    problem.value = result.ok ? null : result.failure
    desk.changes.value++
    return result
  }
  return (
    <section class="sheet">
      <fieldset class="choices">
        <legend>{say.title}</legend>
        {modes.map((mode) => (
          <label key={mode}>
            <input
              type="radio"
              name="registration"
              checked={now.mode === mode}
              onChange={(event) => {
                // It shows what is so; the answer moves it.
                event.currentTarget.checked = now.mode === mode
                if (mode === 'open') asking.value = true
                else void choose(mode)
              }}
            />
            <span>
              <b>{say[mode]}</b>
              <span class="quiet">{say[`${mode}Hint`]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="quiet">
        {now.changed ? say.chosen(say[now.setting]) : say.isSetting}
        {now.changed && (
          <button class="link-button" onClick={() => void choose('setting')}>
            {say.asSetting}
          </button>
        )}
      </p>
      <Trouble of={problem.value} />
      {asking.value && (
        <Ask title={say.askOpen} yes={say.askOpenYes} no={admin.acts.cancel} onYes={() => choose('open')} onClose={() => (asking.value = false)}>
          {say.askOpenText}
        </Ask>
      )}
    </section>
  )
}
