/** The password, one's data as a file, and the end of the account. */
import { useSignal, type Signal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { Failure } from '../../state/views.ts'
import { settings } from '../../words/settings.ts'
import { sentenceOf } from '../parts/failure.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useOwn } from './own-desk.ts'

const LEAST = 10

export function AccountPart() {
  const say = settings.account
  return (
    <>
      <ChangePassword />
      <section class="sheet">
        <h2>{say.data}</h2>
        <p class="quiet">{say.dataText}</p>
        <a class="button button-small" href="/api/export" download>
          {say.download}
        </a>
      </section>
      <DeleteAccount />
    </>
  )
}

/** Asks once at a time, and keeps why it failed. */
function useAsked<T>(ask: () => Promise<Result<T>>, then: () => void) {
  const busy = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy.peek()) return
    busy.value = true
    const result = await ask()
    busy.value = false
    failure.value = result.ok ? null : result.failure
    if (result.ok) then()
  }
  return { busy, failure, submit }
}

const isWrongPassword = (failure: Failure | null) => failure?.code === 'invalid_credentials'
const isAboutNew = (failure: Failure | null) => failure?.code.startsWith('password_') === true

function ChangePassword() {
  const own = useOwn()
  const { views } = usePage()
  const [old, fresh] = [useSignal(''), useSignal('')]
  const done = useSignal(false)
  const say = settings.account
  const { busy, failure, submit } = useAsked(
    () => own.changePassword(old.peek(), fresh.peek()),
    () => {
      old.value = fresh.value = ''
      done.value = true
    },
  )
  const session = views.session.value
  const why = failure.value
  return (
    <form class="sheet" onSubmit={(event) => void submit(event)} onInput={() => (done.value = false)} aria-busy={busy.value}>
      <h2>{say.password}</h2>
      <p class="quiet">{say.passwordText}</p>
      <input class="offstage" type="text" name="username" autocomplete="username" readOnly tabIndex={-1} aria-hidden="true" value={session.state === 'signed-in' ? session.me.handle : ''} />
      <Password label={say.old} name="old-password" value={old} problem={isWrongPassword(why) ? say.wrong : undefined} />
      <Password label={say.new} name="new-password" value={fresh} fresh hint={say.newHint(LEAST)} problem={why !== null && isAboutNew(why) ? sentenceOf(why) : undefined} />
      <Problem of={isWrongPassword(why) || isAboutNew(why) ? null : why} />
      <button class="button" disabled={old.value === '' || fresh.value === ''} aria-disabled={busy.value}>
        {say.change}
      </button>
      <p role="status">{done.value && <span class="saved">{say.changed}</span>}</p>
    </form>
  )
}

interface PasswordProps {
  readonly label: string
  readonly name: string
  readonly value: Signal<string>
  readonly fresh?: boolean
  readonly hint?: string
  readonly problem: string | undefined
}

function Password({ label, name, value, fresh, hint, problem }: PasswordProps) {
  return (
    <Field label={label} name={name} value={value} secret hint={hint} problem={problem} input={{ autocomplete: fresh === true ? 'new-password' : 'current-password', required: true }} />
  )
}

function DeleteAccount() {
  const asking = useSignal(false)
  const say = settings.account
  return (
    <section class="sheet">
      <h2>{say.end}</h2>
      <p class="quiet">{say.endText}</p>
      <button class="button button-grave" onClick={() => (asking.value = true)}>
        {say.endButton}
      </button>
      {asking.value && <ReallyDelete onClose={() => (asking.value = false)} />}
    </section>
  )
}

function ReallyDelete({ onClose }: { onClose: () => void }) {
  const { views, actions } = usePage()
  const [handle, password] = [useSignal(''), useSignal('')]
  const say = settings.account
  const { busy, failure, submit } = useAsked(
    () => actions.deleteAccount({ handle: handle.peek().trim().replace(/^@/, '').toLowerCase(), password: password.peek() }),
    () => undefined,
  )
  const session = views.session.value
  if (session.state !== 'signed-in') return null
  const why = failure.value
  const isWrongHandle = why?.field === 'handle'
  return (
    <Dialog title={say.endTitle} look="dialog" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} aria-busy={busy.value}>
        <p>{say.endText}</p>
        <Field
          label={say.endHandle(`@${session.me.handle}`)}
          name="own-handle"
          value={handle}
          prefix="@"
          problem={isWrongHandle ? say.endWrong : undefined}
          input={{ autocomplete: 'off', autocapitalize: 'none', spellcheck: false, required: true, autofocus: true }}
        />
        <Password label={say.old} name="own-password" value={password} problem={isWrongPassword(why) ? say.wrong : undefined} />
        <Problem of={isWrongHandle || isWrongPassword(why) ? null : why} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {say.keep}
          </button>
          <button class="button button-grave" disabled={handle.value === '' || password.value === ''} aria-disabled={busy.value}>
            {say.endButton}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
