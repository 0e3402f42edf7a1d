/** One chat in the list: who, the last message with its tick, what is unread. The link's name begins with the person's. */
import { brief } from '../../words/moments.ts'
import { words } from '../../words/words.ts'
import type { ChatItem } from '../../state/views.ts'
import { usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Link } from '../parts/link.tsx'
import { Tick } from '../parts/tick.tsx'
import { systemLine } from '../message/system-line.ts'

interface Props {
  readonly item: ChatItem
  readonly open: boolean
  /** The entry that Tab stops at. */
  readonly stop: boolean
}

export function ChatEntry({ item, open, stop }: Props) {
  const { views } = usePage()
  const { title, unread, at } = item
  return (
    <li>
      <Link class="chat-entry" to={`/c/${item.id}`} tabIndex={stop ? 0 : -1} {...(open ? { 'aria-current': 'page' } : {})}>
        <Avatar id={item.peer?.id ?? item.id} name={title} presence={item.presence} note={item.kind === 'self'} />
        <span class="entry-name">
          <bdi>{title}</bdi>
          {item.kind === 'self' && <span class="entry-note"> {words.talk.yourself}</span>}
          {item.presence?.state === 'online' && <span class="offstage"> {words.talk.online}</span>}
        </span>
        {at > 0 && <time class="entry-time">{brief(at, views.now.value)}</time>}
        <span class="entry-last">
          <Last item={item} open={open} />
        </span>
        {unread > 0 && (
          <span class="badge">
            <span aria-hidden="true">{words.talk.badge(unread)}</span>
            <span class="offstage">{words.talk.unread(unread)}</span>
          </span>
        )}
      </Link>
    </li>
  )
}

/** What stands under the name: who types, what was begun, what failed, or the last message. */
function Last({ item, open }: { item: ChatItem; open: boolean }) {
  const { typing, draft, last, failed } = item
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
  if (last.kind === 'system') return <>{systemLine(last)}</>
  const failedMark = failed && last.status !== 'failed'
  return (
    <>
      {failedMark && <Tick status="failed" />}
      {last.status !== undefined && <Tick status={last.status} />}
      {last.unknown === true || last.text === null ? <i>{last.text === null ? words.talk.deleted : words.talk.unknownKind}</i> : <bdi>{preview(last.text)}</bdi>}
    </>
  )
}

const PREVIEW = 160

function preview(text: string): string {
  return text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text
}
