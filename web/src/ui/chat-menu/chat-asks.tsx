/** Questions about one chat: for how long it is to be quiet, and what cannot be taken back. And what was refused. */
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { ChatItem, Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { Ask } from '../ask/ask.tsx'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'

export type About = 'mute' | 'timer' | 'clear' | 'block' | 'leave'

interface Props {
  readonly about: About
  readonly chat: ChatID
  readonly onClose: () => void
}

export function ChatAsk({ about, chat, onClose }: Props) {
  const { views } = usePage()
  const item = views.chats.value.find(({ id }) => id === chat)
  if (item === undefined) return null
  switch (about) {
    case 'mute':
      return <Mute item={item} onClose={onClose} />
    case 'timer':
      return <Timer item={item} onClose={onClose} />
    case 'clear':
      return <Clear item={item} onClose={onClose} />
    case 'block':
      return <Block item={item} onClose={onClose} />
    case 'leave':
      return <Leave item={item} onClose={onClose} />
  }
}

interface AskProps {
  readonly item: ChatItem
  readonly onClose: () => void
}

const times = ['hours', 'week', 'always'] as const

function Mute({ item, onClose }: AskProps) {
  const { actions, dialog } = usePage()
  const say = more.chatActs
  const mute = async (time: (typeof times)[number]) => {
    const result = await actions.setChat(item.id, { mute: time })
    if (result.ok) onClose()
    else dialog.value = { kind: 'refused', failure: result.failure }
  }
  return (
    <Dialog title={say.muteFor} look="dialog" onClose={onClose}>
      <p>{say.muteText}</p>
      <div class="dialog-actions dialog-choices">
        {times.map((time) => (
          <button key={time} class="button button-small" onClick={() => void mute(time)}>
            {say[time]}
          </button>
        ))}
      </div>
    </Dialog>
  )
}

const timers = [86400, 604800, 7776000, 0] as const

/** For how long messages stay that are written from now on. */
function Timer({ item, onClose }: AskProps) {
  const { actions, dialog } = usePage()
  const say = more.chatActs
  const set = async (seconds: number) => {
    const result = seconds === (item.timer ?? 0) ? { ok: true as const } : await actions.setTimer(item.id, seconds)
    if (result.ok) onClose()
    else dialog.value = { kind: 'refused', failure: result.failure }
  }
  return (
    <Dialog title={say.timer} look="dialog" onClose={onClose}>
      <p>{say.timerText}</p>
      <div class="dialog-actions dialog-choices">
        {timers.map((seconds) => (
          <button key={seconds} class="button button-small" aria-pressed={seconds === (item.timer ?? 0)} onClick={() => void set(seconds)}>
            {say.timers[seconds]}
          </button>
        ))}
      </div>
    </Dialog>
  )
}

function Clear({ item, onClose }: AskProps) {
  const { actions } = usePage()
  const say = more.chatActs
  return (
    <Ask title={say.clearTitle} yes={say.clearYes} no={say.keep} onYes={() => actions.clearChat(item.id)} onClose={onClose}>
      {say.clearText}
    </Ask>
  )
}

function Block({ item: { peer, title }, onClose }: AskProps) {
  const { actions } = usePage()
  const say = more.chatActs
  if (peer === undefined) return null
  return (
    <Ask title={say.blockTitle(title)} yes={say.blockYes} no={say.keep} onYes={() => actions.block(peer.id)} onClose={onClose}>
      {say.blockText(title)}
    </Ask>
  )
}

function Leave({ item, onClose }: AskProps) {
  const { actions } = usePage()
  const say = more.group
  return (
    <Ask title={say.leaveTitle} yes={say.leaveYes} no={say.stay} onYes={() => actions.leaveGroup(item.id)} onClose={onClose}>
      {say.leaveText}
    </Ask>
  )
}

/** The server did not do what was chosen in a menu. */
export function Refused({ failure, onClose }: { failure: Failure; onClose: () => void }) {
  const { views } = usePage()
  const session = views.session.value
  const most = session.state === 'signed-in' ? session.limits.pinned_chats : 0
  const isFull = failure.code === 'too_many_kept' && failure.field === 'pinned'
  return (
    <Dialog title={more.chatActs.refused} look="dialog" onClose={onClose}>
      {isFull ? <p role="alert">{more.chatActs.tooManyPinned(most)}</p> : <Problem of={failure} />}
      <div class="dialog-actions">
        <button class="button" onClick={onClose}>
          {words.talk.close}
        </button>
      </div>
    </Dialog>
  )
}
