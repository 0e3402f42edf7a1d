/** One invitation in a list: when it was made, how far it is used up, and the way to take it back. Styled in settings.css. */
import type { InvitationView } from '../../state/views.ts'
import { moment } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'

interface Props {
  readonly one: InvitationView
  /** Who made it, where that is not oneself. */
  readonly by?: string
  readonly onRevoke: () => void
}

export function InvitationEntry({ one, by, onRevoke }: Props) {
  const { views } = usePage()
  const say = more.house.invitations
  const now = views.now.value
  const ended = one.revoked ? say.revoked : one.uses >= one.maxUses ? say.spent : one.expiresAt <= now ? say.expired : undefined
  return (
    <li class={ended === undefined ? 'invitation' : 'invitation ended'}>
      <span>
        <b>
          {say.made(moment(one.createdAt, now))} {by !== undefined && <bdi>{by}</bdi>}
        </b>
        <span class="quiet">
          {say.used(one.uses, one.maxUses)} · {ended ?? say.until(moment(one.expiresAt, now))}
        </span>
      </span>
      {ended === undefined && (
        <button class="link-button grave" onClick={onRevoke}>
          {say.revoke}
        </button>
      )}
    </li>
  )
}
