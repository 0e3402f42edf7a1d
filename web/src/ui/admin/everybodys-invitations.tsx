/** Everybody's invitations, the newest first, each with the way to take it back. */
import { useSignal } from '@preact/signals'
import type { InvitationsPage } from '../../actions/administration.ts'
import type { Failure } from '../../state/views.ts'
import { admin } from '../../words/admin.ts'
import { Ask } from '../ask/ask.tsx'
import { InvitationEntry } from '../parts/invitation-entry.tsx'
import { useDesk, useLoaded } from './desk.ts'
import { Trouble } from './trouble.tsx'

type Entry = InvitationsPage['invitations'][number]

export function EverybodysInvitations() {
  const desk = useDesk()
  const { value, problem, again } = useLoaded(() => desk.server.invitations())
  /** What [Show more] brought, behind the first page; it goes when that is read again. */
  const further = useSignal<{ readonly behind: InvitationsPage; readonly page: InvitationsPage } | null>(null)
  const refused = useSignal<Failure | null>(null)
  const asking = useSignal<Entry | null>(null)
  const say = admin.invitations
  const first = value.value
  const pages = first === null ? [] : further.value?.behind === first ? [first, further.value.page] : [first]
  const next = pages.at(-1)?.next

  const showMore = async () => {
    if (first === null || next === undefined) return
    const result = await desk.server.invitations(next)
    refused.value = result.ok ? null : result.failure
    if (!result.ok) return
    const before = pages.slice(1).flatMap((page) => page.invitations)
    further.value = { behind: first, page: { ...result.value, invitations: [...before, ...result.value.invitations] } }
  }
  const revoke = async (entry: Entry) => {
    const result = await desk.server.revokeInvitation(entry.invitation.id)
    if (result.ok) desk.changes.value++
    return result
  }
  const asked = asking.value
  return (
    <section class="sheet">
      <h2>{say.title}</h2>
      <Trouble of={problem.value ?? refused.value} onAgain={() => void again()} />
      {first?.invitations.length === 0 && <p class="quiet">{say.none}</p>}
      <ul>
        {pages
          .flatMap((page) => page.invitations)
          .map((entry) => (
            <InvitationEntry key={entry.invitation.id} one={entry.invitation} by={say.by(entry.inviter.name)} onRevoke={() => (asking.value = entry)} />
          ))}
      </ul>
      {next !== undefined && (
        <button class="button button-small" onClick={() => void showMore()}>
          {say.more}
        </button>
      )}
      {asked !== null && (
        <Ask title={say.askTitle} yes={say.yes} no={admin.acts.cancel} onYes={() => revoke(asked)} onClose={() => (asking.value = null)}>
          {say.ask(asked.inviter.name)}
        </Ask>
      )}
    </section>
  )
}
