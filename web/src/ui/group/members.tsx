/** Who is in the group, in a drawer: presence and role, and what one may do about it. */
import { useSignal } from '@preact/signals'
import type { ChatView, MembersView, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { Ask } from '../ask/ask.tsx'
import { meIn, usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { Presence } from '../parts/presence.tsx'
import { Problem } from '../parts/problem.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { AddPeople } from './add-people.tsx'
import { useMembers } from './who.ts'
import './group.css'

type Member = MembersView['members'][number]

export function Members({ view }: { view: ChatView }) {
  const { views, actions, drawer } = usePage()
  const who = useMembers(view)
  const asking = useSignal<'leave' | 'add' | PersonView | null>(null)
  const { former, role, members: count } = view.item.value
  const close = () => (asking.value = null)
  const listed = who.members.value
  return (
    <Dialog title={words.talk.membersTitle} look="drawer" onClose={() => (drawer.value = null)}>
      <p class="quiet">{former ? words.talk.former : words.talk.members(count)}</p>
      <Problem of={who.failure.value} />
      {!former && (
        <button class="person" onClick={() => (asking.value = 'add')}>
          <span class="round-icon">
            <Icon name="invite" />
          </span>
          <span class="person-name">{more.group.add}</span>
        </button>
      )}
      {listed === null && !former && who.failure.value === null && <Skeleton kind="chats" />}
      <ul class="members">
        {listed?.map((member) => (
          <Entry
            key={member.person.id}
            member={member}
            {...(role === 'administrator' && member.person.id !== meIn(views) ? { onRemove: () => (asking.value = member.person) } : {})}
          />
        ))}
      </ul>
      {!former && (
        <button class="button button-grave button-wide" onClick={() => (asking.value = 'leave')}>
          {more.group.leave}
        </button>
      )}
      {asking.value === 'add' && <AddPeople chat={view.id} inside={listed ?? []} onDone={(now) => (who.members.value = now)} onClose={close} />}
      {asking.value === 'leave' && (
        <Ask title={more.group.leaveTitle} yes={more.group.leaveYes} no={more.group.stay} onYes={() => actions.leaveGroup(view.id)} onClose={close}>
          {more.group.leaveText}
        </Ask>
      )}
      {typeof asking.value === 'object' && asking.value !== null && (
        <RemoveMember view={view} person={asking.value} onDone={(now) => (who.members.value = now)} onClose={close} />
      )}
    </Dialog>
  )
}

function Entry({ member: { person, presence, administrator }, onRemove }: { member: Member; onRemove?: () => void }) {
  const { views } = usePage()
  const isMe = person.id === meIn(views)
  const live = views.presenceOf(person.id)
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
      {onRemove !== undefined && (
        <button class="icon-button" aria-label={more.group.remove(person.name)} onClick={onRemove}>
          <Icon name="close" />
        </button>
      )}
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
