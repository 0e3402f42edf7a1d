/** One part of the settings, at an address of its own: fetched when the first of them is opened. */
import { useMemo } from 'preact/hooks'
import { own } from '../../actions/own.ts'
import type { SettingsSection } from '../../state/views.ts'
import { settings } from '../../words/settings.ts'
import { usePage } from '../page.ts'
import { PageHead } from '../parts/page-head.tsx'
import { AccountPart } from './account-part.tsx'
import { ChatsPart } from './chats-part.tsx'
import { Devices } from './devices.tsx'
import { OwnProvider } from './own-desk.ts'
import { Privacy } from './privacy.tsx'
import { Profile } from './profile.tsx'
import { WhoSees } from './who-sees.tsx'
import './section.css'

export function Section({ section }: { section: SettingsSection }) {
  const { actions } = usePage()
  const asked = useMemo(() => own(actions.decide), [])
  const say = settings.ways
  const back = section === 'who-sees' ? { to: '/settings/privacy', label: say.privacy } : { to: '/settings', label: say.back }
  return (
    <OwnProvider value={asked}>
      <PageHead title={section === 'who-sees' ? say.whoSees : say[section]} back={back} />
      <div class="page-scroller">
        <Part section={section} />
      </div>
    </OwnProvider>
  )
}

function Part({ section }: { section: SettingsSection }) {
  switch (section) {
    case 'profile':
      return <Profile />
    case 'privacy':
      return <Privacy />
    case 'who-sees':
      return <WhoSees />
    case 'chats':
      return <ChatsPart />
    case 'devices':
      return <Devices />
    case 'account':
      return <AccountPart />
  }
}
