/** One's starred messages, those starred last first: of all chats, or of one. Choosing one leads to it. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { Failure, StarView } from '../../state/views.ts'
import { moment } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'
import './keepsakes.css'

export function Stars({ chat, onClose }: { chat: ChatID | undefined; onClose: () => void }) {
  const { actions, views } = usePage()
  const stars = useSignal<readonly StarView[] | null>(null)
  const next = useSignal<number | undefined>(undefined)
  const problem = useSignal<Failure | null>(null)
  const say = more.keepsakes
  const load = async (before?: number) => {
    const page = await actions.listStars(chat, before)
    if (!page.ok) {
      problem.value = page.failure
      return
    }
    problem.value = null
    stars.value = [...(before === undefined ? [] : (stars.peek() ?? [])), ...page.value.stars]
    next.value = page.value.next
  }
  useEffect(() => void load(), [chat])
  return (
    <Dialog title={say.starred} look="dialog" onClose={onClose}>
      <Problem of={problem.value} />
      {stars.value?.length === 0 && <p class="quiet">{say.noStars}</p>}
      <ul class="stars" aria-label={say.starred}>
        {stars.value?.map(({ chat: of, title, row }) => (
          <li key={`${of} ${row.seq ?? 0}`}>
            <button
              class="star-entry"
              onClick={() => {
                onClose()
                actions.go(`/c/${of}?at=${row.seq ?? ''}`)
              }}
            >
              <span class="star-head">
                <bdi>{row.mine ? words.talk.you : row.sender.name}</bdi>
                {title !== row.sender.name && <bdi class="quiet">{title}</bdi>}
                <time>{moment(row.at, views.now.value)}</time>
              </span>
              <span class="star-text" dir="auto">
                {row.text}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {next.value !== undefined && (
        <button class="button" onClick={() => void load(next.peek())}>
          {say.more}
        </button>
      )}
    </Dialog>
  )
}
