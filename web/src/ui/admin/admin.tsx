/**
 * The page of administrators: how the server is, who has an account, who may make one, and what happened lately. For
 * everybody else its address leads nowhere. Every act is asked of the server, which decides; what may have changed by it
 * is read again.
 */
import { useMemo } from 'preact/hooks'
import { signal } from '@preact/signals'
import { administration } from '../../actions/administration.ts'
import { admin } from '../../words/admin.ts'
import { usePage } from '../page.ts'
import { PageHead } from '../parts/page-head.tsx'
import { NotFound } from '../welcome/lazily.ts'
import { Audit } from './audit.tsx'
import { Check } from './check.tsx'
import { EverybodysInvitations } from './everybodys-invitations.tsx'
import { DeskProvider } from './desk.ts'
import { People } from './people.tsx'
import { ServerSheets } from './server.tsx'
import '../settings/settings.css'
import './admin.css'

export function Admin() {
  const { views } = usePage()
  const session = views.session.value
  if (session.state !== 'signed-in') return null
  return session.administrator ? <Desk /> : <NotFound />
}

function Desk() {
  const { actions } = usePage()
  const desk = useMemo(() => ({ server: administration(actions.administer), changes: signal(0) }), [])
  return (
    <DeskProvider value={desk}>
      <PageHead title={admin.title} />
      <div class="page-scroller admin">
        <ServerSheets />
        <People />
        <EverybodysInvitations />
        <Check />
        <Audit />
      </div>
    </DeskProvider>
  )
}
