/** Who could not be added to a group. Why is theirs to know. */
import type { PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { listOf } from '../../words/spoken.ts'
import { words } from '../../words/words.ts'

export function NotAdded({ people }: { people: readonly PersonView[] }) {
  return (
    <p class="not-added" role="status">
      {people.length > 0 &&
        more.group.notAdded(
          listOf(
            people.map(({ name }) => name),
            words.locale,
          ),
        )}
    </p>
  )
}
