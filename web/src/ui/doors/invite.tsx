/** An invitation's page: who invites, and the way into a chat with them, with a new account or the one already there. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { PersonView, SessionView } from '../../state/views.ts'
import { moment } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { sentenceOf } from '../parts/failure.ts'
import { Late } from '../parts/late.tsx'
import { Link } from '../parts/link.tsx'
import { Door } from './door.tsx'
import { useForm } from './form.ts'
import { FormProblem, Submit } from './form-parts.tsx'
import { SignInForm } from './sign-in.tsx'
import { SignUpForm } from './sign-up.tsx'

type Found = Result<{ inviter: PersonView; expiresAt: number }>

export function Invite({ token }: { token: string }) {
  const { views, actions } = usePage()
  const found = useSignal<Found | null>(null)
  useEffect(() => void actions.lookUpInvitation(token).then((result) => (found.value = result)), [token])
  const say = more.doors.invite
  const session = views.session.value
  if (found.value === null) {
    return (
      <Late>
        <Door title={say.looking} />
      </Late>
    )
  }
  if (!found.value.ok) {
    return <Door title={say.bad} text={sentenceOf(found.value.failure)} below={<Link to="/">{say.home}</Link>} />
  }
  const { inviter, expiresAt } = found.value.value
  return (
    <Door title={say.title(inviter.name)} text={signedInLine(session) ?? say.text}>
      <div class="inviter">
        <Avatar id={inviter.id} name={inviter.name} />
        <p class="quiet">
          <bdi>@{inviter.handle}</bdi>
          <br />
          {say.expires(moment(expiresAt, views.now.value))}
        </p>
      </div>
      {session.state === 'signed-in' ? <Accept token={token} inviter={inviter} /> : <SignUpOrIn token={token} />}
    </Door>
  )
}

function signedInLine(session: SessionView): string | undefined {
  return session.state === 'signed-in' ? more.doors.invite.signedInText(session.me.name) : undefined
}

function Accept({ token, inviter }: { token: string; inviter: PersonView }) {
  const { actions } = usePage()
  const form = useForm<{ chat: ChatID }>(
    () => actions.acceptInvitation(token),
    ({ chat }) => actions.go(`/c/${chat}`, true),
  )
  return (
    <form onSubmit={form.submit}>
      <FormProblem form={form} />
      <Submit form={form} label={more.doors.invite.accept(inviter.name)} />
    </form>
  )
}

function SignUpOrIn({ token }: { token: string }) {
  const known = useSignal(false)
  const { signUp, signIn } = more.doors
  return (
    <>
      {known.value ? <SignInForm /> : <SignUpForm invitation={token} />}
      <p class="door-switch">
        {known.value ? signIn.noAccount : signUp.haveOne}{' '}
        <button class="link-button" onClick={() => (known.value = !known.value)}>
          {known.value ? signIn.toSignUp : signUp.toSignIn}
        </button>
      </p>
    </>
  )
}
