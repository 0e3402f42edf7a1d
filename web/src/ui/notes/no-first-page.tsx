/** Where a chat's messages would stand: that they could not be read, why, and the way on (R12.4). */
import type { ChatView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Problem } from '../parts/problem.tsx'

export function NoFirstPage({ view }: { view: ChatView }) {
  const { actions } = usePage()
  return (
    <>
      <p>{more.notes.firstPage}</p>
      <Problem of={view.failure.value} />
      <button class="button" onClick={() => actions.loadOlder(view.id)}>
        {words.talk.again}
      </button>
    </>
  )
}
