/** The page of a group's link: which group, how many are in it, and the way in. Who is not signed in does that first. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { GroupJoined, GroupLinkFound } from '../../protocol/wire.gen.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { sentenceOf } from '../parts/failure.ts'
import { Late } from '../parts/late.tsx'
import { Link } from '../parts/link.tsx'
import { Door } from './door.tsx'
import { useForm } from './form.ts'
import { FormProblem, Submit } from './form-parts.tsx'
import { SignInForm } from './sign-in.tsx'
import { SignUpForm } from './sign-up.tsx'

export function Join({ token }: { token: string }) {
  const { views } = usePage()
  const session = views.session.value
  if (session.state === 'signed-in') return <Found token={token} />
  return <Stranger mayMake={session.state === 'signed-out' && session.registration === 'open'} />
}

function Found({ token }: { token: string }) {
  const { actions } = usePage()
  const found = useSignal<Result<GroupLinkFound> | null>(null)
  const asked = useSignal(false)
  const say = more.groupInfo.joining
  useEffect(
    () =>
      void actions.tend('group.link_look_up', { token }).then((result) => {
        if (result.ok && result.value.chat !== undefined) actions.go(`/c/${result.value.chat}`, true)
        else found.value = result
      }),
    [token],
  )
  const form = useForm<GroupJoined>(
    () => actions.tend('group.join', { token }),
    ({ chat }) => (chat === undefined ? void (asked.value = true) : actions.go(`/c/${chat}`, true)),
  )
  const home = <Link to="/">{say.home}</Link>
  if (found.value === null) {
    return (
      <Late>
        <Door title={say.looking} />
      </Late>
    )
  }
  if (!found.value.ok) return <Door title={say.bad} text={sentenceOf(found.value.failure)} below={home} />
  const { name, members, state } = found.value.value
  if (asked.value || state === 'asked') return <Door title={say.asked} text={say.askedText(name)} below={home} />
  const asks = state === 'ask'
  return (
    <Door title={asks ? say.askTitle(name) : say.title(name)} text={say.members(members)} below={<Link to="/">{say.notNow}</Link>}>
      <form onSubmit={form.submit}>
        {asks && <p class="quiet">{say.askText}</p>}
        <FormProblem form={form} />
        <Submit form={form} label={asks ? say.ask : say.join} />
      </form>
    </Door>
  )
}

/** Signing in leads back here, and then to the group. Where accounts are made by invitation, a link makes none. */
function Stranger({ mayMake }: { mayMake: boolean }) {
  const fresh = useSignal(false)
  const { signUp, signIn } = more.doors
  const say = more.groupInfo.joining
  return (
    <Door title={say.door} text={say.doorText}>
      {fresh.value ? <SignUpForm /> : <SignInForm />}
      {mayMake && (
        <p class="door-switch">
          {fresh.value ? signUp.haveOne : signIn.noAccount}{' '}
          <button class="link-button" onClick={() => (fresh.value = !fresh.value)}>
            {fresh.value ? signUp.toSignIn : signIn.toSignUp}
          </button>
        </p>
      )}
    </Door>
  )
}
