/**
 * Who has one's own message and since when (R8.2), and which of one's own devices have it, in a drawer. Asked for anew whenever the message's status moves, so
 * that it is as live as the tick; in a group every two seconds besides, until all have read it; and now and then while a device
 * of one's own does not have it.
 */
import { useEffect } from 'preact/hooks'
import { useComputed, useSignal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { ChatItem, ChatView, MessageInfoView, MessageRow } from '../../state/views.ts'
import { moment, presence } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { listOf } from '../../words/spoken.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { deviceName } from '../parts/agent.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'
import { Tick, TickShape } from '../parts/tick.tsx'
import { Text } from '../message/text.tsx'
import './message-info.css'

type Receipt = MessageInfoView['receipts'][number]
type Device = MessageInfoView['devices'][number]

export function MessageInfo({ view, messageKey }: { view: ChatView; messageKey: string }) {
  const { actions, drawer } = usePage()
  const answer = useSignal<Result<MessageInfoView> | null>(null)
  const row = useComputed(() => view.rows.value.find((candidate) => candidate.key === messageKey)).value
  const message = row?.kind === 'message' ? row : undefined
  const { seq, status } = message ?? {}
  const { kind } = view.item.value
  useEffect(() => {
    if (seq === undefined) return
    let stale = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let end = () => {}
    let live = false
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), GATHER)
    }
    const ask = async () => {
      const result = await actions.messageInfo(view.id, seq)
      if (stale) return
      if (result.ok || answer.peek() === null) answer.value = result
      // In a group the tick does not move with every one of them; where nothing tells of each, it is asked again.
      const again = !live && kind === 'group' && status !== 'read' ? AGAIN : result.ok && result.value.devices.some(({ has }) => !has) ? DEVICES_AGAIN : 0
      if (again > 0) timer = setTimeout(() => void ask(), again)
    }
    void actions.watchInfo(view.id, seq, soon).then((watch) => {
      if (stale) return watch.end()
      ;({ live, end } = watch)
      void ask()
    })
    return () => {
      stale = true
      end()
      clearTimeout(timer)
    }
  }, [seq, status])
  if (message === undefined) return null
  return (
    <Dialog title={more.keepsakes.info} look="drawer" onClose={() => (drawer.value = null)}>
      <Quoted message={message} />
      <Problem of={answer.value?.ok === false ? answer.value.failure : null} />
      {answer.value?.ok === true && <Receipts receipts={answer.value.value.receipts} kind={kind} voice={answer.value.value.row.files?.[0]?.shape === 'voice'} />}
      <dl class="info-times">
        <div>
          <dt>{seq === undefined ? more.keepsakes.notStored : more.keepsakes.stored}</dt>
          {seq !== undefined && (
            <dd>
              <time>{exactly(message.at)}</time>
              <span class="info-place">{more.keepsakes.place(seq)}</span>
            </dd>
          )}
        </div>
      </dl>
      {answer.value?.ok === true && <Devices devices={answer.value.value.devices} />}
    </Dialog>
  )
}

/** To the second, since what is looked up here is often when exactly. */
function exactly(at: number): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(at)
}

/** ms between two looks at the receipts of a group, where the connection tells nothing of them. */
const AGAIN = 2_000
/** ms between two looks at one's own devices: what they have is told late, and by nobody. */
const DEVICES_AGAIN = 3_000
/** ms in which news of several members are gathered into one look. */
const GATHER = 150

function Quoted({ message }: { message: MessageRow }) {
  const { views } = usePage()
  return (
    <div class="bubble info-bubble">
      <p class="text" dir="auto">
        {message.text === null ? <i>{words.talk.deleted}</i> : <Text text={message.text} />}
        <span class="meta">
          <time dir={words.direction}>{moment(message.at, views.now.value)}</time>
          {message.status !== undefined && <Tick status={message.status} />}
        </span>
      </p>
    </div>
  )
}

/** One's own devices, this one first, and whether each has it. */
function Devices({ devices }: { devices: readonly Device[] }) {
  const { views } = usePage()
  const say = more.keepsakes
  if (devices.length === 0) return null
  const ordered = devices.toSorted((a, b) => Number(b.current) - Number(a.current))
  return (
    <section class="info-group info-devices">
      <h3>{say.ownDevices}</h3>
      <ul>
        {ordered.map(({ id, name, has, current, usedAt }) => (
          <li key={id}>
            <TickShape status={has ? 'delivered' : 'sent'} />
            <bdi>{deviceName(name)}</bdi>
            <span class="quiet">{current ? say.onThis : has ? say.onIt : say.notOnIt(moment(usedAt, views.now.value))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Receipts({ receipts, kind, voice }: { receipts: readonly Receipt[]; kind: ChatItem['kind']; voice: boolean }) {
  const [single] = receipts
  const say = more.group
  if (single === undefined) return <p class="quiet">{kind === 'self' ? more.keepsakes.noteRead : say.nobodyLeft}</p>
  if (kind === 'direct') return <Both receipt={single} voice={voice} />
  const counting = receipts.filter((receipt) => !receipt.left)
  const counts = [
    more.keepsakes.counts(counting.filter((receipt) => receipt.delivered).length, counting.length),
    ...[counting.filter((receipt) => !receipt.delivered && !receipt.expired).length].filter(Boolean).map(more.keepsakes.waiting),
    ...[counting.filter((receipt) => receipt.expired).length].filter(Boolean).map(more.keepsakes.expired),
  ]
  const read = receipts.filter((receipt) => receipt.read)
  const delivered = receipts.filter((receipt) => receipt.delivered && !receipt.read && !receipt.expired)
  const expired = receipts.filter((receipt) => receipt.expired && !receipt.read)
  const waiting = receipts.filter((receipt) => !receipt.delivered && !receipt.expired)
  return (
    <>
      <p class="quiet" role="status">
        {listOf(counts, words.locale)}
      </p>
      {voice && <Group title={more.keepsakes.playedBy} status="read" receipts={receipts.filter((receipt) => receipt.playedAt !== undefined)} time={(receipt) => receipt.playedAt} />}
      <Group title={say.readBy} status="read" receipts={read} time={(receipt) => receipt.readAt} />
      <Group title={say.deliveredTo} status="delivered" receipts={delivered} time={(receipt) => receipt.deliveredAt} />
      <Group title={say.waitingFor} status="sent" receipts={waiting} time={() => undefined} />
      <Group title={say.expiredFor} status="expired" receipts={expired} time={() => undefined} />
    </>
  )
}

/** One other person: both times, and what is waited for. */
function Both({ receipt, voice }: { receipt: Receipt; voice: boolean }) {
  const { views } = usePage()
  const peer = views.chat.value?.item.value.presence
  const { name } = receipt.person
  const why = receipt.read || receipt.expired ? undefined : receipt.delivered ? more.keepsakes.notSeen(name) : more.keepsakes.waitsForDevice(name)
  const seen = peer === undefined || receipt.delivered || peer.state === 'online' ? '' : presence(peer, views.now.value)
  return (
    <>
      <Times receipt={receipt} voice={voice} />
      {why !== undefined && <p class="quiet info-why">{[why, seen].filter(Boolean).join(' ')}</p>}
    </>
  )
}

function Times({ receipt, voice }: { receipt: Receipt; voice: boolean }) {
  return (
    <dl class="info-times">
      {voice && <Line status="read" title={more.keepsakes.played} done={receipt.playedAt !== undefined} at={receipt.playedAt} />}
      <Line status="read" title={words.talk.status.read} done={receipt.read} at={receipt.readAt} />
      {receipt.expired ? (
        <Line status="expired" title={words.talk.status.expired} done at={undefined} />
      ) : (
        <Line status="delivered" title={words.talk.status.delivered} done={receipt.delivered} at={receipt.deliveredAt} />
      )}
    </dl>
  )
}

function Line({ status, title, done, at }: { status: 'read' | 'delivered' | 'expired'; title: string; done: boolean; at: number | undefined }) {
  const { views } = usePage()
  const time = !done ? more.keepsakes.noInfo : at === undefined ? '' : moment(at, views.now.value)
  return (
    <div>
      <dt>
        <TickShape status={status} />
        {title}
      </dt>
      <dd>{time}</dd>
    </div>
  )
}

interface GroupProps {
  readonly title: string
  readonly status: 'read' | 'delivered' | 'sent' | 'expired'
  readonly receipts: readonly Receipt[]
  readonly time: (receipt: Receipt) => number | undefined
}

function Group({ title, status, receipts, time }: GroupProps) {
  const { views } = usePage()
  if (receipts.length === 0) return null
  return (
    <section class="info-group">
      <h3>
        <TickShape status={status} />
        {title}
      </h3>
      <ul>
        {receipts.map((receipt) => {
          const at = time(receipt)
          return (
            <li key={receipt.person.id}>
              <Avatar id={receipt.person.id} name={receipt.person.name} />
              <bdi>{receipt.person.name}</bdi>
              {receipt.left && <span class="quiet">{more.keepsakes.left}</span>}
              {at !== undefined && <time>{moment(at, views.now.value)}</time>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
