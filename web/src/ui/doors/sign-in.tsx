/** Signs this device in. On any page but the doors it stays there, and so leads where the address meant. */
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Link } from '../parts/link.tsx'
import { Door } from './door.tsx'
import { useForm } from './form.ts'
import { FormProblem, HandleField, PasswordField, plainHandle, Submit } from './form-parts.tsx'
import { Unsent } from './unsent.tsx'

export function SignIn() {
  const { views } = usePage()
  const session = views.session.value
  const say = more.doors.signIn
  const open = session.state === 'signed-out' && (session.registration === 'open' || session.setUp)
  const ended = session.state === 'signed-out' && session.ended
  return (
    <Door
      title={say.title}
      text={ended ? say.again : undefined}
      below={
        <>
          {open && (
            <p>
              {say.noAccount} <Link to="/sign-up">{say.toSignUp}</Link>
            </p>
          )}
          <p class="quiet">{say.forgotten}</p>
        </>
      }
    >
      <Unsent />
      <SignInForm />
    </Door>
  )
}

export function SignInForm() {
  const { actions } = usePage()
  const handle = useSignal('')
  const password = useSignal('')
  const form = useForm(
    () => actions.signIn({ handle: plainHandle(handle.value), password: password.value }),
    () => undefined,
  )
  return (
    <form onSubmit={form.submit} aria-busy={form.busy.value}>
      <HandleField form={form} value={handle} fresh={false} />
      <PasswordField form={form} value={password} fresh={false} />
      <FormProblem form={form} />
      <Submit form={form} label={more.doors.signIn.button} />
    </form>
  )
}
