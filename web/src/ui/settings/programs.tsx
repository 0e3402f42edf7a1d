/**
 * What programs may do here: one's tokens, the hooks of the chats that one decides about, and for administrators the bots.
 * Fetched when this part of the settings is opened. The server decides each time; every list is read again after an act.
 */
import { useMemo } from 'preact/hooks'
import { programs } from '../../actions/programs.ts'
import { programs as say } from '../../words/programs.ts'
import { usePage } from '../page.ts'
import { Bots } from './programs-bots.tsx'
import { ProgramsProvider } from './programs-desk.ts'
import { Hooks } from './programs-hooks.tsx'
import { Tokens } from './programs-tokens.tsx'
import './programs.css'

export function Programs() {
  const { views, actions } = usePage()
  const asked = useMemo(() => programs(actions.arrange), [])
  const session = views.session.value
  if (session.state !== 'signed-in') return null
  return (
    <ProgramsProvider value={asked}>
      <p class="programs-docs">
        <a href="/api/docs" target="_blank" rel="noreferrer">
          {say.docs}
        </a>
      </p>
      <section class="programs-part">
        <h3>{say.tokens.title}</h3>
        <Tokens />
      </section>
      <Hooks />
      {session.administrator && <Bots />}
    </ProgramsProvider>
  )
}
