/** The dialog that starts a chat with a person, or leads on to a new group. */
import { useSignal } from '@preact/signals'
import type { Failure, PersonView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { PeopleFinder } from './people-finder.tsx'

export function NewChat({ onClose }: { onClose: () => void }) {
  const { actions, dialog } = usePage()
  const failure = useSignal<Failure | null>(null)
  const open = (person: PersonView) => {
    void actions.openChat(person.id).then((result) => {
      failure.value = result.ok ? null : result.failure
      if (!result.ok) return
      onClose()
      actions.go(`/c/${result.value.chat}`)
    })
  }
  return (
    <Dialog title={words.talk.newChat} look="dialog" onClose={onClose}>
      <button class="person new-group" onClick={() => (dialog.value = { kind: 'new-group' })}>
        <span class="round-icon">
          <Icon name="people" />
        </span>
        <span class="person-name">{more.group.newGroup}</span>
      </button>
      <PeopleFinder self failure={failure} onPick={open} />
    </Dialog>
  )
}
