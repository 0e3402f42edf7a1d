/** The dialog that makes a group: its name, and who is in it from the start. */
import { useSignal } from '@preact/signals'
import type { Failure, MembersView, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { PeopleFinder } from '../new-chat/people-finder.tsx'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { Chosen, choose } from './chosen.tsx'
import { NotAdded } from './not-added.tsx'
import './group.css'

/** What is told before the group is opened. */
type Made = Pick<MembersView, 'chat' | 'notAdded'>

/** Characters before the end from which the limit is told. */
const CLOSE = 20

export function NewGroup({ onClose }: { onClose: () => void }) {
  const { views, actions } = usePage()
  const name = useSignal('')
  const people = useSignal<readonly PersonView[]>([])
  const busy = useSignal(false)
  const notFound = useSignal<Failure | null>(null)
  const failure = useSignal<Failure | null>(null)
  const made = useSignal<Made | null>(null)
  const session = views.session.value
  if (session.state !== 'signed-in') return null
  const { group_name: longest, group_members: most } = session.limits
  const isFull = people.value.length >= most - 1

  const create = async () => {
    if (busy.peek()) return
    busy.value = true
    const result = await actions.createGroup({ name: name.peek().trim(), users: people.peek().map(({ id }) => id) })
    busy.value = false
    failure.value = result.ok ? null : result.failure
    if (!result.ok) return
    if (result.value.notAdded.length > 0) made.value = result.value
    else open(result.value)
  }
  const open = ({ chat }: Made) => {
    onClose()
    actions.go(`/c/${chat}`)
  }
  const lacking = made.value
  if (lacking !== null) {
    return (
      <Dialog title={more.group.newGroup} look="dialog" onClose={() => open(lacking)}>
        <NotAdded people={lacking.notAdded} />
        <div class="dialog-foot">
          <button class="button button-wide" autofocus onClick={() => open(lacking)}>
            {more.group.open}
          </button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={more.group.newGroup} look="dialog" onClose={onClose}>
      <Field
        label={more.group.name}
        name="group-name"
        value={name}
        hint={[...name.value].length > longest - CLOSE ? more.group.nameLeft(longest) : undefined}
        input={{ autocomplete: 'off', autofocus: true, required: true, maxLength: longest, dir: 'auto' }}
      />
      <Chosen people={people} />
      <PeopleFinder
        autofocus={false}
        failure={notFound}
        about={(person) => (people.value.some(({ id }) => id === person.id) ? more.group.isChosen : undefined)}
        onPick={(person) => (isFull ? undefined : choose(people, person))}
      />
      {isFull && <p class="quiet">{more.group.full(most)}</p>}
      <div class="dialog-foot">
        <Problem of={failure.value} />
        <button class="button button-wide" disabled={name.value.trim() === ''} aria-disabled={busy.value} onClick={() => void create()}>
          {more.group.create}
        </button>
      </div>
    </Dialog>
  )
}
