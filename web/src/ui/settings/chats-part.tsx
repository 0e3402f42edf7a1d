/** How chats behave that were put away or made quiet: the same on all one's devices. */
import { useSignal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { settings as say } from '../../words/settings.ts'
import { Problem } from '../parts/problem.tsx'
import { Switch } from './choice.tsx'

export function ChatsPart() {
  const words = say.chats
  const failure = useSignal<Failure | null>(null)
  return (
    <section class="sheet">
      <p class="quiet">{words.text}</p>
      <Problem of={failure.value} />
      <Switch name="chats.keep_archived" label={words.keepArchived} hint={words.keepArchivedHint} failure={failure} />
      <Switch name="notify.mentions" label={words.mentions} hint={words.mentionsHint} failure={failure} />
    </section>
  )
}
