/** The dialog that makes a token: a name and what it may do, then the secret, once. */
import { useSignal } from '@preact/signals'
import { scopes, type Scope } from '../../actions/programs.ts'
import type { PersonView } from '../../state/views.ts'
import { programs as say } from '../../words/programs.ts'
import { FormProblem, Submit } from '../doors/form-parts.tsx'
import { useForm } from '../doors/form.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { usePrograms } from './programs-desk.ts'
import { Once } from './programs-once.tsx'

export function NewToken({ bot, onClose }: { bot?: PersonView; onClose: () => void }) {
  const programs = usePrograms()
  const name = useSignal('')
  const chosen = useSignal<readonly Scope[]>(['send'])
  const lacksScope = useSignal(false)
  const secret = useSignal('')
  const form = useForm(
    () => programs.createToken(name.peek().trim(), chosen.peek(), bot?.id),
    (made) => (secret.value = made.secret),
  )
  const submit = (event: Event) => {
    event.preventDefault()
    lacksScope.value = chosen.peek().length === 0
    if (!lacksScope.peek()) form.submit(event)
  }
  const { title, titleOfBot, made, label, once, make, nameHint } = say.newToken
  if (secret.value !== '') {
    return (
      <Dialog key="made" title={made} look="dialog" onClose={onClose}>
        <Once label={label} secret={secret.value} note={once} onDone={onClose} />
      </Dialog>
    )
  }
  return (
    <Dialog key="form" title={bot === undefined ? title : titleOfBot(bot.name)} look="dialog" onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={say.name}
          name="token-name"
          value={name}
          hint={nameHint}
          problem={form.problemOf('name')}
          input={{ autocomplete: 'off', autofocus: true, required: true, maxLength: 50, dir: 'auto' }}
        />
        <Scopes chosen={chosen.value} problem={lacksScope.value ? say.newToken.noScope : undefined} onChoose={(now) => (chosen.value = now)} />
        <FormProblem form={form} />
        <Submit form={form} label={make} />
      </form>
    </Dialog>
  )
}

interface ScopesProps {
  readonly chosen: readonly Scope[]
  readonly problem: string | undefined
  readonly onChoose: (now: readonly Scope[]) => void
}

function Scopes({ chosen, problem, onChoose }: ScopesProps) {
  return (
    <fieldset class="scopes">
      <legend>{say.newToken.may}</legend>
      {scopes.map((scope) => (
        <label key={scope}>
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={(event) => onChoose(event.currentTarget.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
          />
          <span>
            {say.newToken.scopes[scope].title}
            <span class="quiet">{say.newToken.scopes[scope].text}</span>
          </span>
        </label>
      ))}
      <div role="alert">{problem !== undefined && <p class="problem">{problem}</p>}</div>
    </fieldset>
  )
}
