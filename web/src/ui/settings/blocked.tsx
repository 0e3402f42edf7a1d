/** Whom one blocks, and the way to end that. Asked for when the part is opened. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Failure, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Problem } from '../parts/problem.tsx'

export function Blocked() {
  const { actions } = usePage()
  const people = useSignal<readonly PersonView[] | null>(null)
  const problem = useSignal<Failure | null>(null)
  const say = more.chatActs
  useEffect(() => {
    void actions.listBlocked().then((result) => {
      if (result.ok) people.value = result.value
      else problem.value = result.failure
    })
  }, [])
  const unblock = async ({ id }: PersonView) => {
    const result = await actions.unblock(id)
    problem.value = result.ok ? null : result.failure
    if (result.ok) people.value = people.peek()?.filter((person) => person.id !== id) ?? null
  }
  return (
    <>
      <Problem of={problem.value} />
      {people.value?.length === 0 && <p class="quiet">{say.nobodyBlocked}</p>}
      <ul aria-label={say.blockedPeople}>
        {people.value?.map((person) => (
          <li key={person.id} class="member">
            <Avatar id={person.id} name={person.name} />
            <span class="person-name">
              <bdi>{person.name}</bdi> <span class="person-handle">@{person.handle}</span>
            </span>
            <button class="button button-small" aria-label={say.unblockPerson(person.name)} onClick={() => void unblock(person)}>
              {say.unblock}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
