/** Links by which people join a group: made with a code to scan, listed, taken back. Read when the part is opened. */
import { useSignal } from '@preact/signals'
import type { ChatID, GroupLink, GroupLinkID } from '../../protocol/wire.gen.ts'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { InvitationEntry } from '../parts/invitation-entry.tsx'
import { Problem } from '../parts/problem.tsx'
import { Choice, Made, periods, periodWord } from '../settings/invitations.tsx'
import '../settings/settings.css'

const crowds = [1, 5, 25, 100, 1024]
const WEEK = 7 * 24 * 3_600_000

export function GroupLinks({ chat }: { chat: ChatID }) {
  const { actions } = usePage()
  const links = useSignal<readonly GroupLink[] | null>(null)
  const url = useSignal('')
  const failure = useSignal<Failure | null>(null)
  const uses = useSignal(100)
  const period = useSignal(WEEK)
  const say = more.groupInfo
  const list = async () => {
    const result = await actions.tend('group.link_list', { chat })
    failure.value = result.ok ? null : result.failure
    if (result.ok) links.value = result.value.links
  }
  const make = async () => {
    const result = await actions.tend('group.link_create', { chat, max_uses: uses.value, expires_in_ms: period.value })
    failure.value = result.ok ? null : result.failure
    url.value = result.ok ? result.value.url : ''
    if (result.ok) links.value = [result.value.link, ...(links.peek() ?? [])]
  }
  const revoke = async (link: GroupLinkID) => {
    const result = await actions.tend('group.link_revoke', { chat, link })
    if (result.ok) {
      url.value = ''
      await list()
    } else failure.value = result.failure
  }
  return (
    <details class="group-part" onToggle={(event) => event.currentTarget.open && void list()}>
      <summary>{say.links}</summary>
      <p class="quiet">{say.linksText}</p>
      <form
        class="invite-form"
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <Choice label={more.house.invitations.uses} value={uses.value} options={crowds} shown={String} onPick={(value) => (uses.value = value)} />
        <Choice label={more.house.invitations.expiry} value={period.value} options={periods} shown={periodWord} onPick={(value) => (period.value = value)} />
        <button class="button">{say.makeLink}</button>
      </form>
      <Problem of={failure.value} />
      {url.value !== '' && <Made url={url.value} />}
      {links.value?.length === 0 && <p class="quiet">{say.noLinks}</p>}
      <ul class="invitations">
        {links.value?.map(({ id, created_at, expires_at, uses: used, max_uses }) => (
          <InvitationEntry
            key={id}
            one={{ id, createdAt: created_at, expiresAt: expires_at, uses: used, maxUses: max_uses, revoked: false }}
            onRevoke={() => void revoke(id)}
          />
        ))}
      </ul>
    </details>
  )
}
