/** Who asks to join a group, for those who decide: let in, or decline. Read again whenever their number is another. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { ChatID, GroupRequestList, UserID } from '../../protocol/wire.gen.ts'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Problem } from '../parts/problem.tsx'
import './group.css'

interface Props {
  readonly chat: ChatID
  readonly count: number
  /** What stands above them; where there are several groups, which one it is. */
  readonly title?: string
}

export function Requests({ chat, count, title }: Props) {
  const { actions } = usePage()
  const list = useSignal<GroupRequestList | null>(null)
  const failure = useSignal<Failure | null>(null)
  const say = more.groupInfo
  useEffect(() => {
    if (count === 0) return
    let stale = false
    void actions.tend('group.requests', { chat }).then((result) => {
      if (stale) return
      if (result.ok) list.value = result.value
      failure.value = result.ok ? null : result.failure
    })
    return () => (stale = true)
  }, [chat, count])
  const answer = async (user: UserID, accept: boolean) => {
    const result = await actions.tend('group.answer', { chat, user, accept })
    failure.value = result.ok ? null : result.failure
    if (result.ok && list.peek() !== null) list.value = { ...list.peek()!, requests: list.peek()!.requests.filter((one) => one.user !== user) }
  }
  const people = list.value?.requests.flatMap(({ user }) => list.value?.people.find(({ id }) => id === user) ?? []) ?? []
  if (count === 0 || people.length === 0) return <Problem of={failure.value} />
  return (
    <section class="sheet">
      <h2>{title === undefined ? say.requests : say.requestsOf(title)}</h2>
      <Problem of={failure.value} />
      <ul>
        {people.map(({ id, name, handle }) => (
          <li key={id} class="member">
            <Avatar id={id} name={name} />
            <span class="person-name">
              <bdi>{name}</bdi> <bdi class="person-handle">@{handle}</bdi>
            </span>
            <span class="request-acts">
              <button class="button" aria-label={say.letIn(name)} onClick={() => void answer(id, true)}>
                {say.yes}
              </button>
              <button class="button" aria-label={say.decline(name)} onClick={() => void answer(id, false)}>
                {say.no}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
