/** What waits for this person (R1.3): chats with unread messages, and who came through one's invitations. Live. */
import type { MentionView, NotificationsView } from '../../state/views.ts'
import { brief } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { Requests } from '../group/requests.tsx'
import { meIn, usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'
import { Link } from '../parts/link.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { systemLine } from '../message/system-line.ts'
import './notifications.css'

export function Notifications() {
  const { views } = usePage()
  const { ready, mentions, unread, accepted } = views.notifications.value
  const say = more.house.notifications
  const asked = views.chats.value.filter(({ group }) => (group?.requests ?? 0) > 0)
  const none = mentions.length + unread.length + accepted.length + asked.length === 0
  return (
    <>
      <PageHead title={words.talk.notifications} />
      <div class="page-scroller">
        {!ready && none && <Skeleton kind="chats" />}
        {ready && none && <CaughtUp />}
        {asked.map(({ id, title, group }) => (
          <Requests key={id} chat={id} count={group?.requests ?? 0} title={title} />
        ))}
        {mentions.length > 0 && (
          <section class="sheet">
            <h2>{say.mentions}</h2>
            {/* Named as a list as well: whoever browses by lists hears which one it is. */}
            <ul aria-label={say.mentions}>
              {mentions.map((entry) => (
                <Mention key={`${entry.item.id}${entry.seq}`} entry={entry} />
              ))}
            </ul>
          </section>
        )}
        {unread.length > 0 && (
          <section class="sheet">
            <h2>{say.unread}</h2>
            <ul>
              {unread.map((entry) => (
                <Unread key={entry.item.id} entry={entry} />
              ))}
            </ul>
          </section>
        )}
        {accepted.length > 0 && (
          <section class="sheet">
            <h2>{say.accepted}</h2>
            <ul>
              {accepted.map((entry) => (
                <Accepted key={`${entry.person.id}${entry.at}`} entry={entry} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  )
}

function Mention({ entry: { item, sender, seq, text, at } }: { entry: MentionView }) {
  const { views } = usePage()
  return (
    <li>
      <Link class="notice" to={`/c/${item.id}?at=${seq}`}>
        <Avatar id={sender.id} name={sender.name} />
        <span class="notice-main">
          <b>{more.house.notifications.mentionIn(sender.name, item.title)}</b>
          <span class="notice-text">
            <bdi>{text}</bdi>
          </span>
        </span>
        <span class="notice-side">
          <time>{brief(at, views.now.value)}</time>
        </span>
      </Link>
    </li>
  )
}

function Unread({ entry: { item, firstUnread } }: { entry: NotificationsView['unread'][number] }) {
  const { views } = usePage()
  const { last } = item
  const said = last?.kind === 'message' ? (last.text ?? words.talk.deleted) : last === undefined ? '' : systemLine(last, { me: meIn(views), group: item.kind === 'group' })
  return (
    <li>
      <Link class="notice" to={`/c/${item.id}?at=${firstUnread}`}>
        <Avatar id={item.peer?.id ?? item.id} name={item.title} presence={item.presence} />
        <span class="notice-main">
          <b>
            <bdi>{item.title}</bdi>
          </b>
          <span class="notice-text">{said}</span>
        </span>
        <span class="notice-side">
          <time>{brief(item.at, views.now.value)}</time>
          <span class="badge">
            <span aria-hidden="true">{words.talk.badge(item.unread)}</span>
            <span class="offstage">{words.talk.unread(item.unread)}</span>
          </span>
        </span>
      </Link>
    </li>
  )
}

function Accepted({ entry: { person, chat, at } }: { entry: NotificationsView['accepted'][number] }) {
  const { views } = usePage()
  return (
    <li>
      <Link class="notice" to={`/c/${chat}`}>
        <Avatar id={person.id} name={person.name} />
        <span class="notice-main">
          <b>{more.house.notifications.acceptedLine(person.name)}</b>
          <bdi class="notice-text">@{person.handle}</bdi>
        </span>
        <span class="notice-side">
          <time>{brief(at, views.now.value)}</time>
        </span>
      </Link>
    </li>
  )
}

function CaughtUp() {
  return (
    <div class="centered">
      <span class="round-icon">
        <Icon name="bell" />
      </span>
      <h2>{more.house.notifications.empty}</h2>
      <p class="quiet">{more.house.notifications.emptyText}</p>
    </div>
  )
}
