/** Sets a new password by a one-time link. */
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Link } from '../parts/link.tsx'
import { Door } from './door.tsx'
import { useForm } from './form.ts'
import { FormProblem, PasswordField, Submit } from './form-parts.tsx'

export function Reset({ token }: { token: string }) {
  const { actions } = usePage()
  const password = useSignal('')
  const done = useSignal(false)
  const form = useForm<null>(
    () => actions.resetPassword({ token, password: password.value }),
    () => (done.value = true),
  )
  const say = more.doors.reset
  if (done.value) {
    return (
      <Door title={say.done} text={say.text}>
        <Link class="button button-wide" to="/sign-in">
          {say.toSignIn}
        </Link>
      </Door>
    )
  }
  return (
    <Door title={say.title} text={say.text}>
      <form onSubmit={form.submit} aria-busy={form.busy.value}>
        <PasswordField form={form} value={password} fresh label={say.field} />
        <FormProblem form={form} />
        <Submit form={form} label={say.button} />
      </form>
    </Door>
  )
}
