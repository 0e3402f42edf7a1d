/**
 * The page when no chat is open: for a new account the three ways to begin and what the ticks mean, else the keys that
 * are worth knowing.
 */
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import type { Status } from '../../state/views.ts'
import { usePage } from '../page.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { Keys, modifier } from '../parts/keys.tsx'
import { Mark } from '../parts/mark.tsx'
import { TickShape } from '../parts/tick.tsx'
import './welcome.css'

export { NotFound } from './not-found.tsx'

export function Welcome() {
  const { views } = usePage()
  const session = views.session.value
  if (session.state !== 'signed-in' || !views.chatsLoaded.value) return null
  return <div class="page-scroller welcome">{views.chats.value.length === 0 ? <FirstScreen /> : <NoneChosen />}</div>
}

function FirstScreen() {
  const { views, actions, dialog } = usePage()
  const session = views.session.value
  if (session.state !== 'signed-in') return null
  const say = more.house.first
  const noteToSelf = () => {
    void actions.openChat(session.me.id).then((result) => result.ok && actions.go(`/c/${result.value.chat}`))
  }
  return (
    <div class="first-screen">
      <Mark />
      <h2>{say.title(session.me.name)}</h2>
      <p class="quiet">{say.text}</p>
      <div class="ways">
        {session.administrator && <Way icon="invite" title={say.invite} text={say.inviteText} onClick={() => actions.go('/settings')} />}
        <Way icon="search" title={say.find} text={say.findText} onClick={() => (dialog.value = { kind: 'new-chat' })} />
        <Way icon="note" title={say.note} text={say.noteText} onClick={noteToSelf} />
      </div>
      <section class="ticks-told">
        <h3>{say.ticks}</h3>
        <TickLine status="sent" text={say.sent} />
        <TickLine status="delivered" text={say.delivered} />
        <TickLine status="read" text={say.read} />
      </section>
    </div>
  )
}

function Way({ icon, title, text, onClick }: { icon: IconName; title: string; text: string; onClick: () => void }) {
  return (
    <button class="way" onClick={onClick}>
      <span class="round-icon">
        <Icon name={icon} />
      </span>
      <span>
        <b>{title}</b>
        <span class="way-text">{text}</span>
      </span>
    </button>
  )
}

function TickLine({ status, text }: { status: Extract<Status, 'sent' | 'delivered' | 'read'>; text: string }) {
  return (
    <p class="tick-line">
      <TickShape status={status} />
      <b>{words.talk.status[status]}</b>
      <span>{text}</span>
    </p>
  )
}

function NoneChosen() {
  const say = more.house.none
  return (
    <div class="first-screen">
      <Mark />
      <h2>{say.title}</h2>
      <p class="quiet">{say.text}</p>
      <dl class="keys">
        <Keys keys={[modifier, 'K']} what={say.keyNew} />
        <Keys keys={['Alt', '↓', '↑']} what={say.keyNext} />
        <Keys keys={['Enter']} what={say.keySend} />
        <Keys keys={['Shift', 'Enter']} what={say.keyLine} />
        <Keys keys={[modifier, '/']} what={say.keyHelp} />
      </dl>
    </div>
  )
}
