/** How much the server keeps, when it was last backed up, and who may create an account. */
import type { ServerView } from '../../actions/administration.ts'
import { admin } from '../../words/admin.ts'
import { moment } from '../../words/moments.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Skeleton } from '../parts/skeleton.tsx'
import { useDesk, useLoaded } from './desk.ts'
import { RegistrationSheet } from './registration.tsx'
import { sizeWord } from './size.ts'
import { Trouble } from './trouble.tsx'

export function ServerSheets() {
  const desk = useDesk()
  const { value, problem, again } = useLoaded(() => desk.server.server())
  const server = value.value
  return (
    <>
      <section class="sheet">
        <h2>{admin.server.title}</h2>
        <Trouble of={problem.value} onAgain={() => void again()} />
        {server === null ? problem.value === null && <Skeleton kind="chats" /> : <Figures server={server} />}
      </section>
      {server !== null && <RegistrationSheet now={server.registration} />}
    </>
  )
}

function Figures({ server }: { server: ServerView }) {
  const { views } = usePage()
  const say = admin.server
  const number = new Intl.NumberFormat(words.locale)
  const { backup } = server
  const when = backup === undefined ? '' : moment(backup.at, views.now.value)
  const failed = backup?.failed ?? ''
  return (
    <>
      <dl class="figures">
        <Figure name={say.people} value={number.format(server.people)} />
        <Figure name={say.chats} value={number.format(server.chats)} />
        <Figure name={say.messages} value={number.format(server.messages)} />
        <Figure name={say.size} value={sizeWord(server.bytes)} />
      </dl>
      <p class={failed === '' ? 'figure-line' : 'figure-line problem'}>
        <b>{say.backup}</b> {backup === undefined ? say.noBackup : failed === '' ? when : say.backupFailed(when, failed)}
        {backup?.bytes !== undefined && failed === '' && ` · ${sizeWord(backup.bytes)}`}
      </p>
      {server.version !== 'unknown' && <p class="quiet">{say.version(server.version)}</p>}
    </>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
