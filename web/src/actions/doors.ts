/** Getting in: making an account, signing in, a new password. Fetched when somebody stands at a door. */
import type { Post } from '../net/http.ts'
import type { Memory } from '../state/memory.ts'
import type { Actions } from './actions.ts'
import { resultOf } from './result.ts'
import type { Session } from './session.ts'

type DoorActions = Pick<Actions, 'signUp' | 'signIn' | 'resetPassword'>

export function doorActions(post: Post, memory: Memory, session: Session): DoorActions {
  return {
    signUp: ({ setUp, ...form }) =>
      resultOf(
        post('account.create', setUp === undefined ? form : { ...form, set_up: setUp }).then(async (signedIn) => {
          await session.signedIn(signedIn, true)
          return signedIn.chat === undefined ? {} : { chat: signedIn.chat }
        }),
      ),
    signIn: (form) =>
      resultOf(
        post('session.create', form).then(async (signedIn) => {
          await session.signedIn(signedIn, memory.route.peek().page !== 'invite')
          return null
        }),
      ),
    resetPassword: (form) => resultOf(post('password.reset', form).then(() => null)),
  }
}
