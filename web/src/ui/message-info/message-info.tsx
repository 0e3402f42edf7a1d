/**
 * Who has one's own message and since when (R8.2), in a drawer. Asked for anew whenever the message's status moves, so
 * that it is as live as the tick.
 */
import { useEffect } from 'preact/hooks'
import { useComputed, useSignal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { ChatView, MessageInfoView, MessageRow } from '../../state/views.ts'
import { moment } from '../../words/moments.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { sentenceOf } from '../parts/failure.ts'
import { Tick, TickShape } from '../parts/tick.tsx'
import { Text } from '../message/text.tsx'
import './message-info.css'

type Receipt = MessageInfoView['receipts'][number]

export function MessageInfo({ view, messageKey }: { view: ChatView; messageKey: string }) {
  const { actions, infoOf } = usePage()
  const answer = useSignal<Result<MessageInfoView> | null>(null)
  const row = useComputed(() => view.rows.value.find((candidate) => candidate.key === messageKey)).value
  const message = row?.kind === 'message' ? row : undefined
  const { seq, status } = message ?? {}
  useEffect(() => {
    if (seq === undefined) return
    let stale = false
    void actions.messageInfo(view.id, seq).then((result) => {
      if (!stale) answer.value = result
    })
    return () => (stale = true)
  }, [seq, status])
  // The drawer belongs to this chat; leaving the chat closes it.
  useEffect(() => () => void (infoOf.value = null), [])
  if (message === undefined) return null
  return (
    <Dialog title={words.talk.info} look="drawer" onClose={() => (infoOf.value = null)}>
      <Quoted message={message} />
      {answer.value?.ok === false && <p role="alert">{sentenceOf(answer.value.failure)}</p>}
      {answer.value?.ok === true && <Receipts receipts={answer.value.value.receipts} alone={view.item.value.kind === 'self'} />}
    </Dialog>
  )
}

function Quoted({ message }: { message: MessageRow }) {
  const { views } = usePage()
  return (
    <div class="bubble info-bubble">
      <p class="text" dir="auto">
        {message.text === null ? <i>{words.talk.deleted}</i> : <Text text={message.text} />}
        <span class="meta">
          <time>{moment(message.at, views.now.value)}</time>
          {message.status !== undefined && <Tick status={message.status} />}
        </span>
      </p>
    </div>
  )
}

function Receipts({ receipts, alone }: { receipts: readonly Receipt[]; alone: boolean }) {
  const [single] = receipts
  if (single === undefined) return alone ? <p class="quiet">{words.talk.noteRead}</p> : null
  if (receipts.length === 1) return <Both receipt={single} />
  const read = receipts.filter((receipt) => receipt.read)
  const delivered = receipts.filter((receipt) => receipt.delivered && !receipt.read)
  const remaining = receipts.filter((receipt) => !receipt.delivered)
  return (
    <>
      <Group title={words.talk.status.read} status="read" receipts={read} time={(receipt) => receipt.readAt} />
      <Group title={words.talk.status.delivered} status="delivered" receipts={delivered} time={(receipt) => receipt.deliveredAt} />
      <Group title={words.talk.status.sent} status="sent" receipts={remaining} time={() => undefined} />
    </>
  )
}

/** One other person: both times. */
function Both({ receipt }: { receipt: Receipt }) {
  return (
    <dl class="info-times">
      <Line status="read" title={words.talk.status.read} done={receipt.read} at={receipt.readAt} />
      <Line status="delivered" title={words.talk.status.delivered} done={receipt.delivered} at={receipt.deliveredAt} />
    </dl>
  )
}

function Line({ status, title, done, at }: { status: 'read' | 'delivered'; title: string; done: boolean; at: number | undefined }) {
  const { views } = usePage()
  const time = !done ? words.talk.noInfo : at === undefined ? '' : moment(at, views.now.value)
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
  readonly status: 'read' | 'delivered' | 'sent'
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
              {at !== undefined && <time>{moment(at, views.now.value)}</time>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
