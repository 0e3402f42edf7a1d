/** The dialog that adds people to a group. */
import { useSignal } from '@preact/signals'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { Failure, MembersView, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { PeopleFinder } from '../new-chat/people-finder.tsx'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'
import { Chosen, choose } from './chosen.tsx'

interface Props {
  readonly chat: ChatID
  readonly inside: MembersView['members']
  readonly onDone: (now: MembersView) => void
  readonly onClose: () => void
}

export function AddPeople({ chat, inside, onDone, onClose }: Props) {
  const { actions } = usePage()
  const people = useSignal<readonly PersonView[]>([])
  const busy = useSignal(false)
  const notFound = useSignal<Failure | null>(null)
  const failure = useSignal<Failure | null>(null)
  const isIn = ({ id }: PersonView) => inside.some(({ person }) => person.id === id)
  const add = async () => {
    if (busy.peek()) return
    busy.value = true
    const result = await actions.addMembers(chat, people.peek().map(({ id }) => id))
    busy.value = false
    failure.value = result.ok ? null : result.failure
    if (!result.ok) return
    onDone(result.value)
    onClose()
  }
  return (
    <Dialog title={more.group.add} look="dialog" onClose={onClose}>
      <Chosen people={people} />
      <PeopleFinder
        failure={notFound}
        about={(person) => (isIn(person) ? more.group.allIn : undefined)}
        onPick={(person) => (isIn(person) ? undefined : choose(people, person))}
      />
      <div class="dialog-foot">
        <Problem of={failure.value} />
        <button class="button button-wide" disabled={people.value.length === 0} aria-disabled={busy.value} onClick={() => void add()}>
          {people.value.length === 0 ? more.group.add : more.group.addThem(people.value.length)}
        </button>
      </div>
    </Dialog>
  )
}
