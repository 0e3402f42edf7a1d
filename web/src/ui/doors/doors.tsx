/**
 * The pages in front of the door: sign-up, sign-in, invitation, set-up, new password. Whoever comes to any other page
 * while signed out signs in right there, and the address still leads where it was meant to.
 * Somebody who is signed in has nothing to do at a stranger's door; the core leads on.
 */
import { usePage } from '../page.ts'
import { Invite } from './invite.tsx'
import { Join } from './join.tsx'
import { Reset } from './reset.tsx'
import { SignIn } from './sign-in.tsx'
import { SignUp } from './sign-up.tsx'
import './doors.css'

export function Doors() {
  const { views } = usePage()
  const session = views.session.value
  const route = views.route.value
  switch (route.page) {
    case 'invite':
      return <Invite key={route.token} token={route.token} />
    case 'join':
      return <Join key={route.token} token={route.token} />
    case 'reset':
      return <Reset token={route.token} />
    case 'set-up':
      return session.state === 'signed-in' ? null : <SignUp setUp={route.token} />
    case 'sign-up':
      return session.state === 'signed-in' ? null : <SignUp />
    case 'sign-in':
      return session.state === 'signed-in' ? null : <SignIn />
    default:
      return session.state === 'signed-out' && (session.setUp || session.needsSetUpLink) ? <SignUp /> : <SignIn />
  }
}
