/** Creates an account: the very first one, one by invitation, or any where the server is open. */
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Field } from '../parts/field.tsx'
import { Link } from '../parts/link.tsx'
import { Door } from './door.tsx'
import { useForm } from './form.ts'
import { FormProblem, HandleField, PasswordField, plainHandle, Submit } from './form-parts.tsx'

export function SignUp({ setUp }: { setUp?: string }) {
  const { views } = usePage()
  const session = views.session.value
  const say = more.doors
  if (session.state !== 'signed-out') return null
  if (setUp !== undefined) {
    return (
      <Door title={say.setUp.title} text={say.setUp.text}>
        <SignUpForm setUp={setUp} />
      </Door>
    )
  }
  const closed = whyClosed(session)
  if (closed !== undefined) return <Door title={say.signUp.title} text={closed} below={<ToSignIn />} />
  return (
    <Door
      title={session.setUp ? say.signUp.firstTitle : say.signUp.title}
      text={session.setUp ? say.signUp.firstText : undefined}
      below={session.setUp ? undefined : <ToSignIn />}
    >
      <SignUpForm />
    </Door>
  )
}

function whyClosed(session: { setUp: boolean; needsSetUpLink: boolean; registration: 'open' | 'invite' | 'closed' }): string | undefined {
  const say = more.doors.signUp
  if (session.needsSetUpLink) return say.needsLink
  if (session.setUp || session.registration === 'open') return undefined
  return session.registration === 'invite' ? say.byInvitation : say.closed
}

function ToSignIn() {
  return (
    <p>
      {more.doors.signUp.haveOne} <Link to="/sign-in">{more.doors.signUp.toSignIn}</Link>
    </p>
  )
}

export function SignUpForm({ invitation, setUp }: { invitation?: string; setUp?: string }) {
  const { actions } = usePage()
  const name = useSignal('')
  const handle = useSignal('')
  const password = useSignal('')
  const form = useForm(
    () =>
      actions.signUp({
        name: name.value.trim(),
        handle: plainHandle(handle.value),
        password: password.value,
        ...(invitation === undefined ? {} : { invitation }),
        ...(setUp === undefined ? {} : { setUp }),
      }),
    // Where it leads, to the inviter's chat or to where the person wanted to go, is the core's to know.
    () => undefined,
  )
  return (
    <form onSubmit={form.submit} aria-busy={form.busy.value}>
      <Field
        label={more.doors.name}
        name="name"
        value={name}
        hint={more.doors.nameHint}
        problem={form.problemOf('name')}
        input={{ autocomplete: 'name', required: true, maxLength: 80, dir: 'auto' }}
      />
      <HandleField form={form} value={handle} fresh />
      <PasswordField form={form} value={password} fresh />
      <FormProblem form={form} />
      <Submit form={form} label={more.doors.signUp.button} />
    </form>
  )
}
