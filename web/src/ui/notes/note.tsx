/**
 * What is wrong with one's own message, and what one can do about it: not sent, not taken by the server yet, too old to be
 * sent unasked, expired.
 */
import type { Failure, MessageRow } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import type { NoteActs } from '../message/message-note.tsx'
import { usePage } from '../page.ts'
import { Reference } from '../parts/reference.tsx'
import { untilOf } from '../parts/failure.ts'

const DAY = 24 * 3_600_000
const USUAL_DAYS = 7

interface Props {
  readonly row: MessageRow
  readonly act: NoteActs
}

export function Note({ row, act }: Props) {
  if (row.status === 'expired') return <Expired row={row} act={act} />
  if (row.status === 'waiting' && row.failure !== undefined) return <p class="message-note">{more.waitsFor(row.failure.code, untilOf(row.failure))}</p>
  if (row.failure?.code === 'too_old') return <TooOld row={row} act={act} />
  return <NotSent failure={row.failure} onRetry={() => act.retry(row)} />
}

function NotSent({ failure, onRetry }: { failure: Failure | undefined; onRetry: () => void }) {
  return (
    <div class="message-note failed">
      <span>{failure === undefined ? `${more.notes.notSent}.` : more.notSent(failure.code, untilOf(failure))}</span>
      {failure !== undefined && <Reference of={failure} />}
      <button class="link-button grave" onClick={onRetry}>
        {more.notes.retry}
      </button>
    </div>
  )
}

/** Written more than 7 days ago and never sent: the person says whether it still should be (C28). */
function TooOld({ row, act }: Props) {
  return (
    <div class="message-note">
      <span>{more.notes.tooOld}</span>
      <button class="link-button" onClick={() => act.retry(row)}>
        {more.notes.sendNow}
      </button>
      <button class="link-button grave" onClick={() => act.discard(row)}>
        {words.talk.remove}
      </button>
    </div>
  )
}

/** Nobody got it within the days that the server keeps it for them (C26). */
function Expired({ row, act }: Props) {
  const { views } = usePage()
  const session = views.session.value
  const days = session.state === 'signed-in' ? Math.round(session.limits.queue_ms / DAY) : USUAL_DAYS
  return (
    <div class="message-note">
      <span>{row.sentAgain === true ? more.notes.sentAgain(days) : more.notes.expired(days)}</span>
      {row.sentAgain !== true && row.text !== null && (
        <button class="link-button" onClick={() => act.sendAgain(row)}>
          {more.notes.sendAgain}
        </button>
      )}
    </div>
  )
}
