/**
 * One row of the conversation. It is painted again only when its own row, or its being first or last of a group, changed:
 * one new message paints itself and at most the row before it (R10.2). The style sheet asks nothing of a row's neighbours:
 * it would be asked of every row with every message.
 */
import { Component, createRef } from 'preact'
import { clock } from '../../words/moments.ts'
import { words } from '../../words/words.ts'
import type { UserID } from '../../protocol/wire.gen.ts'
import type { MessageRow, SystemRow } from '../../state/views.ts'
import type { Placed } from '../conversation/layout.ts'
import { hueOf } from '../parts/avatar.tsx'
import { FilesPlace } from '../files/place.tsx'
import { LinkPlace } from '../link/place.tsx'
import { BotMark } from '../parts/bot-mark.tsx'
import { Icon } from '../parts/icon.tsx'
import { Tick } from '../parts/tick.tsx'
import { Quoted } from '../quote/quoted.tsx'
import { Chips } from '../reactions/chips.tsx'
import { Picked } from '../selection/picked.tsx'
import { ExpiredPlace, MessageNote, type NoteActs } from './message-note.tsx'
import { systemLine } from './system-line.ts'
import { Text } from './text.tsx'
import { isOnlyEmoji } from './tokens.ts'

/** What a row asks of its list; the same object for the life of the list. */
export interface RowHost {
  /** Who is signed in, and whether this is a group: there names stand above what others wrote. */
  readonly me: UserID
  readonly group: boolean
  /** Their handle: in a group, who writes it calls them. */
  readonly called: string | undefined
  watch(element: Element, row: MessageRow): void
  unwatch(element: Element): void
  openMenu(row: MessageRow, at: Element): void
  /** Shows the message that a reply answers. */
  jump(seq: number): void
  takeBack(seq: number): void
  whoReacted(seq: number): void
  act: NoteActs
}

interface Props {
  readonly placed: Placed
  /** Of its group. */
  readonly last: boolean
  readonly host: RowHost
}

/** Of its own, so that it is painted again when the words of a rare line have come. */
function SystemPlace({ row, host }: { readonly row: SystemRow; readonly host: RowHost }) {
  return <p class="pill system-line">{systemLine(row, host)}</p>
}

export class Message extends Component<Props> {
  private element = createRef<HTMLElement>()

  override shouldComponentUpdate(next: Props): boolean {
    return next.placed !== this.props.placed || next.last !== this.props.last
  }

  override componentDidMount(): void {
    this.watch()
  }

  override componentDidUpdate(): void {
    this.watch()
  }

  override componentWillUnmount(): void {
    if (this.element.current !== null) this.props.host.unwatch(this.element.current)
  }

  /** Only what others wrote can be read. */
  private watch(): void {
    const { placed, host } = this.props
    if (this.element.current !== null && placed.row.kind === 'message' && !placed.row.mine) host.watch(this.element.current, placed.row)
  }

  override render({ placed, last, host }: Props) {
    const { row, first } = placed
    if (row.kind === 'system') return <SystemPlace row={row} host={host} />
    if (row.kind === 'expired') return <ExpiredPlace row={row} act={host.act} />
    const side = row.mine ? 'mine' : 'theirs'
    return (
      <article
        ref={this.element}
        class={`message ${side}${first ? ' first' : ''}${last ? ' last' : ''}`}
        data-key={row.key}
        tabIndex={-1}
        aria-label={nameOf(row)}
      >
        <Bubble row={row} host={host} named={first && (host.group || row.sender.bot === true) && !row.mine} />
        {row.seq !== undefined && <Chips row={row} onTakeBack={() => row.seq !== undefined && host.takeBack(row.seq)} onWho={() => row.seq !== undefined && host.whoReacted(row.seq)} />}
        <MessageNote row={row} act={host.act} />
        <Picked of={row.key} />
      </article>
    )
  }
}

function Bubble({ row, host, named }: { row: MessageRow; host: RowHost; named: boolean }) {
  const bubble = createRef<HTMLDivElement>()
  const large = row.text !== null && row.unknown !== true && row.quote === undefined && row.forwarded !== true && row.files === undefined && isOnlyEmoji(row.text)
  const openMenu = () => bubble.current !== null && host.openMenu(row, bubble.current)
  const openFromButton = () => {
    // The button is there only while it is pointed at: what has the focus back afterwards is the row.
    bubble.current?.closest('article')?.focus({ preventScroll: true })
    openMenu()
  }
  return (
    <div
      ref={bubble}
      class={large ? 'bubble large' : row.text === '' && row.files?.every(({ shape }) => shape === 'picture') === true ? 'bubble bare' : 'bubble'}
      onContextMenu={(event) => {
        // A long press. A mouse keeps the browser's own menu.
        if (!(event instanceof PointerEvent) || event.pointerType === 'mouse') return
        event.preventDefault()
        openMenu()
      }}
    >
      {named && (
        // The article's own name says it already.
        <p class={`sender hue-${hueOf(row.sender.id)}`} aria-hidden="true">
          <bdi>{row.sender.name}</bdi>
          <BotMark of={row.sender} />
        </p>
      )}
      {row.forwarded === true && row.text !== null && (
        <p class="forwarded">
          <Icon name="forward" />
          {words.talk.forwarded}
        </p>
      )}
      {row.quote !== undefined && row.text !== null && <Quoted quote={row.quote} onClick={() => row.quote !== undefined && host.jump(row.quote.seq)} />}
      {row.files !== undefined && row.text !== null && <FilesPlace row={row} files={row.files} />}
      {row.link && <LinkPlace link={row.link} />}
      <p class="text" dir="auto">
        <Said row={row} host={host} />
        <span class="meta">
          {row.starred === true && (
            <span role="img" aria-label={words.talk.starred}>
              <Icon name="star" />
            </span>
          )}
          {row.edited && <span>{words.talk.edited} </span>}
          <time>{clock(row.at)}</time>
          {row.status !== undefined && <Tick status={row.status} />}
        </span>
      </p>
      <button class="message-more" tabIndex={-1} aria-label={words.talk.actions} aria-haspopup="menu" onClick={openFromButton}>
        <Icon name="more" />
      </button>
    </div>
  )
}

function Said({ row, host }: { row: MessageRow; host: RowHost }) {
  if (row.text === null) return <i class="gone">{words.talk.deleted}</i>
  if (row.unknown === true) return <i class="gone">{words.talk.unknownKind}</i>
  return <Text text={row.text} called={host.group ? host.called : undefined} />
}

/** "You, 14:05, Read": what a screen reader says before the text. */
function nameOf(row: MessageRow): string {
  const who = row.mine ? words.talk.you : row.sender.bot === true ? `${row.sender.name} (${words.talk.bot})` : row.sender.name
  const status = row.status === undefined ? '' : `, ${words.talk.status[row.status]}`
  return `${who}, ${clock(row.at)}${status}`
}
