/** Stands in place of messages that expired while this person was away, and brings them back (C27). */
import { useSignal } from '@preact/signals'
import type { ExpiredRow, Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import type { NoteActs } from '../message/message-note.tsx'
import { sentenceOf } from '../parts/failure.ts'

export function ExpiredLine({ row, act }: { row: ExpiredRow; act: NoteActs }) {
  const busy = useSignal(false)
  const problem = useSignal<Failure | undefined>(undefined)
  const show = async () => {
    if (busy.peek()) return
    busy.value = true
    problem.value = await act.showExpired(row)
    busy.value = false
  }
  return (
    <p class="pill expired-line">
      {problem.value === undefined ? more.notes.expiredAway(row.count) : <span role="alert">{sentenceOf(problem.value)}</span>}
      <span aria-hidden="true"> · </span>
      <button class="link-button" aria-disabled={busy.value} onClick={() => void show()}>
        {more.notes.show}
      </button>
    </p>
  )
}
