/** The people chosen so far, each a button that takes them out again. */
import type { Signal } from '@preact/signals'
import type { PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'

export function Chosen({ people }: { people: Signal<readonly PersonView[]> }) {
  if (people.value.length === 0) return null
  return (
    <ul class="chosen" aria-label={more.group.chosen(people.value.length)}>
      {people.value.map((person) => (
        <li key={person.id}>
          <button type="button" class="chip" aria-label={more.group.unchoose(person.name)} onClick={() => choose(people, person)}>
            <Avatar id={person.id} name={person.name} />
            <bdi>{person.name}</bdi>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** In, or out again. */
export function choose(people: Signal<readonly PersonView[]>, person: PersonView): void {
  const rest = people.peek().filter(({ id }) => id !== person.id)
  people.value = rest.length < people.peek().length ? rest : [...rest, person]
}
