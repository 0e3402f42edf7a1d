/** One account: who it is, when it was last in use, and a menu of what can be done about it. */
import { useSignal } from '@preact/signals'
import type { AccountChange, AccountView } from '../../actions/administration.ts'
import type { Failure } from '../../state/views.ts'
import { admin } from '../../words/admin.ts'
import { moment } from '../../words/moments.ts'
import { meIn, usePage } from '../page.ts'
import { Ask } from '../ask/ask.tsx'
import { Avatar } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu, type Choice } from '../parts/menu.tsx'
import { useDesk } from './desk.ts'
import { NewPasswordLink } from './new-password-link.tsx'
import { Trouble } from './trouble.tsx'

interface Props {
  readonly account: AccountView
  readonly onChanged: (account: AccountView) => void
}

/** What is asked about before it is done. */
type Grave = 'disable' | 'makeAdministrator' | 'makeMember' | 'signOut'

const wordOf: Readonly<Record<Grave, AccountChange>> = {
  disable: 'disable', makeAdministrator: 'make_administrator', makeMember: 'make_member', signOut: 'sign_out',
}

export function AccountEntry({ account, onChanged }: Props) {
  const desk = useDesk()
  const near = useSignal<DOMRect | null>(null)
  const asking = useSignal<Grave | null>(null)
  const link = useSignal<{ url: string; expiresAt: number } | null>(null)
  const problem = useSignal<Failure | null>(null)
  const { person } = account

  const change = async (what: AccountChange) => {
    const result = await desk.server.changeAccount(person.id, what)
    problem.value = result.ok ? null : result.failure
    if (result.ok) onChanged(result.value)
    return result
  }
  const makeLink = async () => {
    const result = await desk.server.resetLink(person.id)
    problem.value = result.ok ? null : result.failure
    if (!result.ok) return
    link.value = result.value
    desk.changes.value++
  }
  const grave = asking.value
  const say = admin.acts
  return (
    <li class={account.disabledAt === undefined ? 'account-entry' : 'account-entry ended'}>
      <Avatar id={person.id} name={person.name} />
      <AccountWords account={account} />
      <button class="icon-button" aria-haspopup="menu" aria-label={admin.people.menu(person.name)} onClick={(event) => (near.value = event.currentTarget.getBoundingClientRect())}>
        <Icon name="more" />
      </button>
      <Trouble of={problem.value} />
      {near.value !== null && (
        <Menu
          label={admin.people.menu(person.name)}
          near={near.value}
          choices={choicesFor(account, useIsMe(account), {
            ask: (what) => (asking.value = what),
            enable: () => void change('enable'),
            link: () => void makeLink(),
          })}
          onClose={() => (near.value = null)}
        />
      )}
      {grave !== null && (
        <Ask {...say.ask[grave](person.name)} no={say.cancel} onYes={() => change(wordOf[grave])} onClose={() => (asking.value = null)}>
          {say.ask[grave](person.name).text}
        </Ask>
      )}
      {link.value !== null && <NewPasswordLink name={person.name} link={link.value} onClose={() => (link.value = null)} />}
    </li>
  )
}

function useIsMe(account: AccountView): boolean {
  return meIn(usePage().views) === account.person.id
}

function AccountWords({ account }: { account: AccountView }) {
  const { views } = usePage()
  const say = admin.people
  const { person, activeAt } = account
  const active = activeAt === undefined ? say.never : say.active(moment(activeAt, views.now.value))
  return (
    <div class="account-words">
      <p>
        <b>
          <bdi>{person.name}</bdi>
        </b>
        {useIsMe(account) && <span class="tag">{say.you}</span>}
        {account.administrator && <span class="tag">{say.administrator}</span>}
        {account.bot && <span class="tag">{say.bot}</span>}
        {account.disabledAt !== undefined && <span class="tag tag-grave">{say.disabled}</span>}
      </p>
      <p class="quiet">
        <bdi>@{person.handle}</bdi> · {active}
        {!account.bot && ` · ${say.devices(account.devices)}`}
      </p>
    </div>
  )
}

interface Acts {
  readonly ask: (what: Grave) => void
  readonly enable: () => void
  readonly link: () => void
}

/** Nobody shuts themselves out here, and a bot has neither password nor rights to give. */
function choicesFor({ administrator, bot, disabledAt }: AccountView, isMe: boolean, { ask, enable, link }: Acts): readonly Choice[] {
  const say = admin.acts
  const signOut: Choice = { label: say.signOut, icon: 'back', act: () => ask('signOut') }
  if (disabledAt !== undefined) return [{ label: say.enable, icon: 'check', act: enable }]
  const choices: Choice[] = [signOut]
  if (!bot) {
    choices.unshift({ label: say.resetLink, icon: 'copy', act: link })
    if (administrator) choices.push({ label: say.makeMember, icon: 'down', act: () => ask('makeMember') })
    else choices.push({ label: say.makeAdministrator, icon: 'people', act: () => ask('makeAdministrator') })
  }
  if (!isMe) choices.push({ label: say.disable, icon: 'close', grave: true, act: () => ask('disable') })
  return choices
}
