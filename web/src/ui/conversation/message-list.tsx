/**
 * The scrolling list of a conversation: real rows, at most 120 of them, older ones added above without a jump (R10.3).
 *
 * The range in the document is state (slice.ts); it changes when rows change and when an edge comes near, never while
 * painting. Before every change the rows in view are remembered, after it they are put back, unless the reader is at the
 * end: then the end stays. Seen messages are reported by sight.ts. It fetches nothing itself; it asks for older rows.
 */
import { Component, createRef } from 'preact'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { ChatView, MessageRow, PersonView, Row, Target } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import type { NoteActs } from '../message/message-note.tsx'
import type { RowHost } from '../message/message.tsx'
import { wantsStillness, type Page } from '../page.ts'
import { hold, take, type Anchor } from './anchor.ts'
import { DayStretch } from './day-stretch.tsx'
import { layOut } from './layout.ts'
import { focusRow, moveThroughRows, settleTabStop } from './row-keys.ts'
import { Sight } from './sight.ts'
import type { Swipe } from '../swipe/swipe.ts'
import { arrivedAfter, follow, growDown, growUp, FIRST, indexOfSeq, newestSeq, openAround, openAtEnd, type Slice } from './slice.ts'
import { ToNewest } from './to-newest.tsx'
import { TypingRow } from './typing-row.tsx'
import { Edge } from './edge.tsx'

export interface ListProps {
  /** Where the list that is on the screen can be reached from. */
  readonly handle: Page['list']
  readonly view: ChatView
  readonly rows: readonly Row[]
  readonly older: 'none' | 'some' | 'loading' | 'failed'
  readonly newer: 'none' | 'some' | 'loading' | 'failed'
  readonly divider: { readonly seq: number; readonly count: number } | null
  /** The row to bring into view. */
  readonly target: Target | null
  readonly onOlder: () => void
  readonly onNewer: () => void
  readonly onSeen: (seq: number) => void
  readonly onNewest: () => void
  readonly onMenu: (row: MessageRow, at: Element) => void
  /** Who is signed in. */
  readonly me: PersonView | undefined
  readonly act: NoteActs
  readonly onAnswer: (seq: number) => void
  readonly onJump: (seq: number) => void
  readonly onTakeBack: (seq: number) => void
  readonly onWhoReacted: (seq: number) => void
  /** The time and tick of one's own message were pressed. */
  readonly onTick: (row: MessageRow) => void
  readonly selecting: boolean
  /** Adds a row to the selection, or takes it out; false: nothing is being selected. */
  readonly onPick: (row: MessageRow) => boolean
}

interface State {
  readonly rows: readonly Row[]
  readonly slice: Slice
  /** How many rows the view needs at the end. */
  readonly enough: number
  /** The reader is at the end and stays there. */
  readonly stick: boolean
  /** The end is out of sight. */
  readonly away: boolean
  /** The newest seq when the reader was last at the end. */
  readonly known: number
  /** These rows came with a message of one's own: the end is shown wherever the reader was. */
  readonly own: boolean
}

/** px: closer than EDGE to what is painted grows it; within NEAR of the end counts as at the end; AWAY shows the button. */
const EDGE = 600
const NEAR = 100
const AWAY = 300

/** Where each chat was left, for as long as this page lives: the first row in view; none where that was the end. */
const left = new Map<ChatID, { readonly key: string | undefined; readonly top: number } | undefined>()

export class MessageList extends Component<ListProps, State> {
  override state: State = { rows: [], slice: { from: 0, to: 0 }, enough: FIRST, stick: true, away: false, known: 0, own: false }
  private readonly scroller = createRef<HTMLDivElement>()
  private readonly content = createRef<HTMLDivElement>()
  private sight: Sight | undefined
  private resized: ResizeObserver | undefined
  private touching = false
  private growing: 'up' | 'down' | undefined
  /** scrollTop where the end was last shown. */
  private endTop = 0
  /** What the position was last made for; undefined until the first rows are placed. */
  private placedFor: Target | 'opened' | undefined

  static override getDerivedStateFromProps(props: ListProps, state: State): State | null {
    const { rows, target, divider } = props
    if (rows === state.rows) return null
    if (state.rows.length === 0) return opening(rows, target?.seq ?? divider?.seq, left.get(props.view.id)?.key)
    const own = wroteAnother(state.rows, rows)
    const stick = state.stick || own
    const slice = follow(state.slice, state.rows, rows, stick, state.enough)
    return { ...state, rows, slice, stick, away: state.away && !own, known: stick ? newestSeq(rows) : state.known, own }
  }

  override componentDidMount(): void {
    const scroller = this.scroller.current
    this.props.handle.current = this
    if (scroller === null || this.content.current === null) return
    this.resized = new ResizeObserver(() => this.state.stick && this.placedFor !== undefined && this.stayAtEnd())
    this.resized.observe(scroller)
    this.resized.observe(this.content.current)
    this.arrange(null)
  }

  override componentWillUnmount(): void {
    if (this.props.handle.current === this) this.props.handle.current = null
    this.remember()
    this.sight?.stop()
    this.resized?.disconnect()
  }

  private remember(): void {
    const scroller = this.scroller.current
    const [first] = scroller === null || this.state.stick ? [] : take(scroller)
    left.set(this.props.view.id, first && { key: first.element.dataset['key'], top: first.top })
  }

  override getSnapshotBeforeUpdate(): Anchor | null {
    return this.state.stick || this.scroller.current === null ? null : take(this.scroller.current)
  }

  override componentDidUpdate(_: ListProps, before: State, anchor: Anchor | null): void {
    this.arrange(anchor, this.state.own && before.rows !== this.state.rows)
  }

  private arrange(anchor: Anchor | null, wrote = false): void {
    const scroller = this.scroller.current
    if (scroller === null || this.state.rows.length === 0) return
    if (!this.openedNow(scroller)) {
      if (wrote) this.toEnd()
      else if (this.state.stick) this.stayAtEnd()
      else if (anchor !== null) hold(scroller, anchor)
    }
    settleTabStop(scroller)
    const direction = this.growing
    this.growing = undefined
    this.nearEdges(direction)
  }

  /** Where a chat opens: at the message asked for, at the first unread a quarter down, where it was left, else at the end. */
  private openedNow(scroller: HTMLElement): boolean {
    const { target, divider } = this.props
    const { rows, slice } = this.state
    if (target !== null && target !== this.placedFor && covers(rows, target.seq)) {
      const index = indexOfSeq(rows, target.seq)
      const row = elementOf(scroller, rows[index]?.key)
      if (row === undefined) {
        this.setState({ slice: openAround(index, rows.length), stick: false })
        return true
      }
      this.pointAt(scroller, row, this.placedFor !== undefined)
      this.placedFor = target
    } else if (this.placedFor === undefined) {
      this.placedFor = 'opened'
      const line = scroller.querySelector('.divider')
      const place = left.get(this.props.view.id)
      const row = place && elementOf(scroller, place.key)
      if (line !== null) showAt(scroller, line, 0.25)
      else if (row !== undefined && place !== undefined) hold(scroller, [{ element: row, top: place.top }])
      else if (divider === null || slice.to === rows.length) this.toEnd()
    } else {
      return false
    }
    this.noteScroll()
    return true
  }

  /** `asked`: in a chat that is open already; then the keyboard goes there too. */
  private pointAt(scroller: HTMLElement, row: HTMLElement, asked: boolean): void {
    showAt(scroller, row, 0.4)
    scroller.querySelector('.pointed-at')?.classList.remove('pointed-at')
    // Read, so that the same row can be pointed at twice.
    void row.offsetHeight
    row.classList.add('pointed-at')
    this.setState({ stick: false })
    if (asked) focusRow(row, scroller)
  }

  private toEnd(): void {
    const scroller = this.scroller.current
    if (scroller === null) return
    scroller.scrollTop = scroller.scrollHeight
    this.endTop = scroller.scrollTop
  }

  /** The end, unless the reader has left it and the event that tells so has not come yet: then they are not pulled back. */
  private stayAtEnd(): void {
    const scroller = this.scroller.current
    if (scroller === null) return
    const top = scroller.scrollTop
    const most = scroller.scrollHeight - scroller.clientHeight
    if (top < this.endTop - 1 && top < most - NEAR) this.noteScroll()
    else this.toEnd()
  }

  private readonly noteScroll = (): void => {
    const scroller = this.scroller.current
    if (scroller === null || this.placedFor === undefined) return
    const { rows, slice, stick, away, known } = this.state
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
    const reachesEnd = slice.to === rows.length && this.props.newer === 'none'
    const next = { stick: reachesEnd && below <= NEAR, away: !reachesEnd || below >= AWAY }
    if (next.stick !== stick || next.away !== away) this.setState({ ...next, known: next.stick ? newestSeq(rows) : known })
    this.nearEdges()
  }

  /** Grows towards an edge that is near. After a growth only on in the same direction, so that two edges never fight. */
  private nearEdges(only?: 'up' | 'down'): void {
    const scroller = this.scroller.current
    if (scroller === null || this.touching || this.placedFor === undefined) return
    const { rows, slice } = this.state
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
    if (only !== 'down' && scroller.scrollTop < EDGE) {
      if (slice.from > 0) this.grow('up', growUp(slice))
      else if (this.props.older === 'some') this.props.onOlder()
    } else if (only !== 'up' && below < EDGE) {
      if (slice.to < rows.length) this.grow('down', growDown(slice, rows.length))
      else if (this.props.newer === 'some') this.props.onNewer()
    }
  }

  private grow(direction: 'up' | 'down', slice: Slice): void {
    const { rows, stick, enough } = this.state
    this.growing = direction
    const atEnd = stick && slice.to === rows.length
    this.setState({ slice, stick: atEnd, enough: atEnd ? Math.max(enough, slice.to - slice.from) : enough })
  }

  readonly toNewest = (): void => {
    const scroller = this.scroller.current
    const { rows, slice } = this.state
    if (this.props.newer !== 'none') {
      this.endTop = 0
      this.setState({ stick: true, away: false })
      return this.props.onNewest()
    }
    if (slice.to === rows.length && !wantsStillness()) {
      scroller?.scrollTo({ top: scroller.scrollHeight, behavior: 'smooth' })
      return
    }
    // Being far from the end is not having left it: the end was asked for.
    this.endTop = 0
    this.setState({ slice: openAtEnd(rows.length), stick: true, away: false, known: newestSeq(rows) })
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const scroller = this.scroller.current
    if (scroller === null || event.altKey || event.ctrlKey || event.metaKey) return
    const focused = this.rowOf(document.activeElement)
    if (focused !== undefined && (event.key === ' ' || event.key === 'Enter') && this.props.onPick(focused)) return event.preventDefault()
    if (focused?.seq !== undefined && event.key === 'r') {
      event.preventDefault()
      return this.props.onAnswer(focused.seq)
    }
    const row = moveThroughRows(event, scroller)
    if (row === 'end') this.toNewest()
    else if (row === 'actions') this.openMenuOfFocused()
  }

  private openMenuOfFocused(): void {
    const row = this.rowOf(document.activeElement)
    const bubble = document.activeElement?.querySelector('.bubble')
    if (row !== undefined && bubble != null) this.props.onMenu(row, bubble)
  }

  /** The message whose row this is, or is in. */
  private rowOf(element: EventTarget | null): MessageRow | undefined {
    const article = element instanceof Element ? element.closest('article') : null
    const row = this.state.rows.find(({ key }) => key === article?.dataset['key'])
    return row?.kind === 'message' ? row : undefined
  }

  /** While messages are selected, a press anywhere on one selects it; else the tick opens. */
  private readonly pick = (event: Event): void => {
    const row = this.rowOf(event.target)
    if (row === undefined) return
    if (this.props.onPick(row)) {
      event.preventDefault()
      event.stopPropagation()
    } else if (row.mine && (event.target as Element).closest('.meta') !== null) this.props.onTick(row)
  }

  /** The gesture comes with the first touch. */
  private swipe: Swipe | undefined
  private fetched: Promise<void> | undefined
  private fetchSwipe(): void {
    this.fetched ??= import('../swipe/swipe.ts').then(
      ({ Swipe }) => {
        this.swipe = new Swipe((element) => {
          const row = this.rowOf(element)
          if (row?.seq !== undefined && row.text !== null) this.props.onAnswer(row.seq)
        })
      },
      () => (this.fetched = undefined),
    )
  }

  private readonly touch = (event: TouchEvent): void => {
    this.fetchSwipe()
    if (event.type === 'touchstart') this.swipe?.begin(event)
    else this.swipe?.end()
    this.touching = event.touches.length > 0
    // Rows added under a finger would end the fling on some phones; they come when it lifts.
    if (!this.touching) this.nearEdges()
  }

  private readonly host: RowHost = {
    watch: (element, row) => this.eyes()?.watch(element, row),
    unwatch: (element) => this.sight?.unwatch(element),
    openMenu: (row, at) => this.props.onMenu(row, at),
    jump: (seq) => this.props.onJump(seq),
    takeBack: (seq) => this.props.onTakeBack(seq),
    whoReacted: (seq) => this.props.onWhoReacted(seq),
    act: this.props.act,
    me: this.props.me?.id ?? '',
    group: this.props.view.item.peek().kind === 'group',
    called: this.props.me?.handle,
  }

  /** Rows mount before their list does. */
  private eyes(): Sight | undefined {
    if (this.sight === undefined && this.scroller.current !== null) this.sight = new Sight(this.scroller.current, (seq) => this.props.onSeen(seq))
    return this.sight
  }

  override render({ view, rows, older, divider, newer, selecting }: ListProps, { slice, away, known }: State) {
    const days = layOut(rows, slice.from, slice.to)
    return (
      <div class="messages">
        <div
          ref={this.scroller}
          class={selecting ? 'message-scroller selecting' : 'message-scroller'}
          role="group"
          aria-label={words.talk.messages}
          aria-busy={older === 'loading'}
          onScroll={this.noteScroll}
          onKeyDown={this.onKeyDown}
          onClickCapture={this.pick}
          onTouchStart={this.touch}
          onTouchMove={(event) => this.swipe?.move(event)}
          onTouchEnd={this.touch}
          onTouchCancel={this.touch}
        >
          <div ref={this.content} class="message-column">
            <Edge more={slice.from > 0 ? 'some' : older} failed={words.talk.older} onMore={this.props.onOlder} />
            {days.map((day) => (
              <DayStretch key={day.day} day={day} divider={divider} host={this.host} />
            ))}
            {newer === 'none' ? <TypingRow item={view.item} /> : <Edge more={newer} failed={words.talk.newer} onMore={this.props.onNewer} />}
          </div>
        </div>
        {(away || newer !== 'none') && <ToNewest arrived={arrivedAfter(rows, known)} onClick={this.toNewest} />}
      </div>
    )
  }
}

function opening(rows: readonly Row[], seq: number | undefined, key: string | undefined): State {
  const index = seq === undefined ? rows.findIndex((row) => row.key === key) : indexOfSeq(rows, seq)
  const slice = index === -1 ? openAtEnd(rows.length) : openAround(index, rows.length)
  return { rows, slice, enough: FIRST, stick: index === -1, away: false, known: newestSeq(rows), own: false }
}

/** The newest row is one that this person just wrote here. */
function wroteAnother(before: readonly Row[], after: readonly Row[]): boolean {
  const last = after[after.length - 1]
  if (last?.kind !== 'message' || !last.mine || last.seq !== undefined) return false
  return before[before.length - 1]?.key !== last.key && !before.some((row) => row.key === last.key)
}

/** The rows reach back to this seq. */
function covers(rows: readonly Row[], seq: number): boolean {
  const oldest = rows.find((row) => row.seq !== undefined)?.seq
  return oldest !== undefined && oldest <= seq && indexOfSeq(rows, seq) !== -1
}

function elementOf(scroller: Element, key: string | undefined): HTMLElement | undefined {
  return [...scroller.getElementsByTagName('article')].find((element) => element.dataset['key'] === key)
}

/** Scrolls so that the element begins at this part of the view's height. */
function showAt(scroller: Element, element: Element, part: number): void {
  const offset = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top
  scroller.scrollTop += offset - scroller.clientHeight * part
}
