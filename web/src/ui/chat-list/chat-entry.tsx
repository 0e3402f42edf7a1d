/** One chat in the list: who, the last message with its tick, what is unread. The link's name begins with the person's. */
import { brief } from '../../words/moments.ts'
import { words } from '../../words/words.ts'
import type { ChatItem } from '../../state/views.ts'
import { inShort } from '../files/brief.ts'
import { meIn, usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { BotMark } from '../parts/bot-mark.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import { Link } from '../parts/link.tsx'
import { Tick, TickShape } from '../parts/tick.tsx'
import { systemLine } from '../message/system-line.ts'

interface Props {
  readonly item: ChatItem
  readonly open: boolean
  /** The entry that Tab stops at. */
  readonly stop: boolean
}

export function ChatEntry({ item, open, stop }: Props) {
  const { views } = usePage()
  const { title, unread, mentioned, muted, pinned, at } = item
  const marked = item.markedUnread && unread === 0 && !open
  return (
    <li data-chat={item.id}>
      <Link class="chat-entry" to={`/c/${item.id}`} tabIndex={stop ? 0 : -1} {...(open ? { 'aria-current': 'page' } : {})}>
        <Avatar id={item.peer?.id ?? item.id} name={title} presence={item.presence} note={item.kind === 'self'} />
        <span class="entry-name">
          <bdi>{title}</bdi>
          <BotMark of={item.peer} />
          {item.kind === 'self' && <span class="entry-note"> {words.talk.yourself}</span>}
          {item.presence?.state === 'online' && <span class="offstage"> {words.talk.online}</span>}
        </span>
        {at > 0 && <time class="entry-time">{brief(at, views.now.value)}</time>}
        <span class="entry-last">
          <Last item={item} open={open} />
        </span>
        <Waiting item={item} />
        {(unread > 0 || marked || muted || pinned) && (
          <span class={muted ? 'entry-badges quiet-badges' : 'entry-badges'}>
            {muted && <Sign name="mute" says={words.chats.muted} />}
            {pinned && <Sign name="pin" says={words.chats.pinned} />}
            {marked && (
              <span class="badge badge-dot">
                <span class="offstage">{words.chats.marked}</span>
              </span>
            )}
            {unread > 0 && mentioned && (
              <span class="badge">
                <span aria-hidden="true">@</span>
                <span class="offstage">{words.talk.mentioned}</span>
              </span>
            )}
            {unread > 0 && (
              <span class="badge">
                <span aria-hidden="true">{words.talk.badge(unread)}</span>
                <span class="offstage">{words.talk.unread(unread)}</span>
              </span>
            )}
          </span>
        )}
      </Link>
    </li>
  )
}

/** A small drawing that says how the chat stands. */
function Sign({ name, says }: { name: IconName; says: string }) {
  return (
    <span class="entry-sign">
      <Icon name={name} />
      <span class="offstage">{says}</span>
    </span>
  )
}

/** How many messages are still on this device only, while there is no connection to take them. */
function Waiting({ item: { waiting } }: { item: ChatItem }) {
  const { views } = usePage()
  if (waiting === 0 || views.connection.value.state === 'connected') return null
  return (
    <span class="entry-waiting">
      <TickShape status="waiting" />
      <span aria-hidden="true">{words.talk.badge(waiting)}</span>
      <span class="offstage">{words.talk.waitingHere(waiting)}</span>
    </span>
  )
}

/** What stands under the name: who types, what was begun, what failed, or the last message. */
function Last({ item, open }: { item: ChatItem; open: boolean }) {
  const { views } = usePage()
  const { typing, draft, last, failed, kind } = item
  const group = kind === 'group'
  if (typing.count > 0) return <span class="entry-typing">{words.talk.typing(typing.names, typing.count)}</span>
  // What is being written is in sight already.
  if (draft !== '' && !open) {
    return (
      <>
        <b class="entry-draft">{words.talk.draft}</b> <bdi>{preview(draft)}</bdi>
      </>
    )
  }
  if (last === undefined) return <i>{words.talk.noMessages}</i>
  if (last.kind === 'system') return <>{systemLine(last, { me: meIn(views), group })}</>
  const failedMark = failed && last.status !== 'failed'
  return (
    <>
      {failedMark && <Tick status="failed" />}
      {last.status !== undefined && <Tick status={last.status} />}
      {/* The space keeps a tick's name and the text apart for whoever hears them. */}{' '}
      {group && !last.mine && <bdi>{words.talk.saidBy(last.sender.name)} </bdi>}
      {last.unknown === true || last.text === null ? <i>{inShort(last)}</i> : <bdi>{preview(inShort(last))}</bdi>}
    </>
  )
}

const PREVIEW = 160

function preview(text: string): string {
  return text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text
}
