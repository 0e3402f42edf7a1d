/** What a group is, in a drawer: its name and description, who is in it and what one may do about that, settings and links. */
import { useSignal } from '@preact/signals'
import type { ChatView, MembersView, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { Ask } from '../ask/ask.tsx'
import { meIn, usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu, type Choice } from '../parts/menu.tsx'
import { Presence } from '../parts/presence.tsx'
import { Problem } from '../parts/problem.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { AddPeople } from './add-people.tsx'
import { GroupLinks } from './group-links.tsx'
import { GroupSettings } from './group-settings.tsx'
import { GroupText } from './group-text.tsx'
import { NotAdded } from './not-added.tsx'
import { Requests } from './requests.tsx'
import { useMembers, type Who } from './who.ts'
import './group.css'

type Member = MembersView['members'][number]

type Asking = { readonly kind: 'leave' | 'add' } | { readonly kind: 'remove'; readonly person: PersonView } | null

/** From so many members on, one looks for somebody by typing. */
const MANY = 12

export function Members({ view }: { view: ChatView }) {
  const { views, actions, dialog, drawer } = usePage()
  const who = useMembers(view)
  const asking = useSignal<Asking>(null)
  const sought = useSignal('')
  const refused = useSignal<readonly PersonView[]>([])
  const { former, role, members: count, group } = view.item.value
  const close = () => (asking.value = null)
  const added = ({ members, notAdded }: MembersView) => {
    who.members.value = members
    refused.value = notAdded
  }
  const listed = who.members.value
  const administers = role === 'administrator' && !former
  const mayAdd = administers || (group?.settings?.add === 'all' && !group.settings.approval)
  const me = meIn(views)
  const isLast = administers && count > 1 && listed?.some(({ person, administrator }) => administrator && person.id !== me) !== true
  const found = listed?.filter(({ person }) => matches(person, sought.value))
  const asked = asking.value
  return (
    <Dialog title={words.talk.membersTitle} look="drawer" onClose={() => (drawer.value = null)}>
      {former ? <p class="quiet">{words.talk.former}</p> : <GroupText view={view} />}
      {administers && <Requests chat={view.id} count={group?.requests ?? 0} />}
      <p class="quiet">{!former && words.talk.members(count)}</p>
      <Problem of={who.failure.value} />
      {mayAdd && (
        <button class="person" onClick={() => (asking.value = { kind: 'add' })}>
          <span class="round-icon">
            <Icon name="invite" />
          </span>
          <span class="person-name">{more.group.add}</span>
        </button>
      )}
      <button class="person" onClick={() => ((drawer.value = null), (dialog.value = { kind: 'stars', chat: view.id }))}>
        <span class="round-icon">
          <Icon name="star" />
        </span>
        <span class="person-name">{more.keepsakes.starred}</span>
      </button>
      <NotAdded people={refused.value} />
      {listed === null && !former && who.failure.value === null && <Skeleton kind="chats" />}
      {(listed?.length ?? 0) > MANY && <Field label={more.groupInfo.find} name="find-member" value={sought} input={{ autocomplete: 'off', dir: 'auto' }} />}
      {found?.length === 0 && <p class="quiet">{more.groupInfo.nobodyFound}</p>}
      <ul class="members">
        {found?.map((member) => (
          <Entry key={member.person.id} view={view} member={member} administers={administers} who={who} onRemove={(person) => (asking.value = { kind: 'remove', person })} />
        ))}
      </ul>
      {administers && <GroupSettings view={view} />}
      {administers && <GroupLinks chat={view.id} />}
      {!former && (
        <button class="button button-grave button-wide" onClick={() => (asking.value = { kind: 'leave' })}>
          {more.group.leave}
        </button>
      )}
      {asked?.kind === 'add' && <AddPeople chat={view.id} inside={listed ?? []} onDone={added} onClose={close} />}
      {asked?.kind === 'leave' && (
        <Ask title={more.group.leaveTitle} yes={more.group.leaveYes} no={more.group.stay} onYes={() => actions.leaveGroup(view.id)} onClose={close}>
          {more.group.leaveText} {isLast && more.groupInfo.lastLeaves}
        </Ask>
      )}
      {asked?.kind === 'remove' && <RemoveMember view={view} person={asked.person} onDone={(now) => (who.members.value = now)} onClose={close} />}
    </Dialog>
  )
}

function matches({ name, handle }: PersonView, sought: string): boolean {
  const word = sought.trim().replace(/^@/, '').toLocaleLowerCase()
  return word === '' || handle.includes(word) || name.toLocaleLowerCase().includes(word)
}

interface EntryProps {
  readonly view: ChatView
  readonly member: Member
  readonly administers: boolean
  readonly who: Who
  readonly onRemove: (person: PersonView) => void
}

function Entry({ view, member: { person, presence, administrator }, administers, who, onRemove }: EntryProps) {
  const { views, actions } = usePage()
  const near = useSignal<DOMRect | null>(null)
  const isMe = person.id === meIn(views)
  const live = views.presenceOf(person.id)
  const say = more.groupInfo
  const setRole = async (role: 'administrator' | 'member') => {
    const result = await actions.tend('group.role', { chat: view.id, user: person.id, role })
    who.failure.value = result.ok ? null : result.failure
    const now = result.ok ? await actions.listMembers(view.id) : null
    if (now?.ok === true) who.members.value = now.value.members
  }
  const choices: Choice[] = [
    administrator
      ? { label: isMe ? say.stepDown : say.demote(person.name), icon: 'down', act: () => void setRole('member') }
      : { label: say.promote(person.name), icon: 'check', act: () => void setRole('administrator') },
    ...(isMe ? [] : [{ label: more.group.remove(person.name), icon: 'close', grave: true, act: () => onRemove(person) } as const]),
  ]
  return (
    <li class="member">
      <Avatar id={person.id} name={person.name} />
      <span class="person-name">
        <bdi>{isMe ? words.talk.you : person.name}</bdi> <bdi class="person-handle">@{person.handle}</bdi>
      </span>
      <span class="person-about">
        {administrator && <span class="role">{more.group.administrator}</span>}
        {!isMe && <Presence of={live.state === 'unknown' ? presence : live} />}
      </span>
      {administers && (
        <button
          class="icon-button"
          aria-label={say.actsOn(isMe ? words.talk.you : person.name)}
          aria-haspopup="menu"
          onClick={(event) => (near.value = event.currentTarget.getBoundingClientRect())}
        >
          <Icon name="more" />
        </button>
      )}
      {near.value !== null && <Menu label={say.actsOn(person.name)} choices={choices} near={near.value} onClose={() => (near.value = null)} />}
    </li>
  )
}

interface RemoveProps {
  readonly view: ChatView
  readonly person: PersonView
  readonly onDone: (now: readonly Member[]) => void
  readonly onClose: () => void
}

function RemoveMember({ view, person, onDone, onClose }: RemoveProps) {
  const { actions } = usePage()
  const say = more.group
  const remove = async () => {
    const result = await actions.removeMember(view.id, person.id)
    if (result.ok) onDone(result.value.members)
    return result
  }
  return (
    <Ask title={say.removeTitle(person.name)} yes={say.removeYes} no={more.notes.cancel} onYes={remove} onClose={onClose}>
      {say.removeText(person.name)}
    </Ask>
  )
}
