/** How chats behave that were put away or made quiet: the same on all one's devices. */
import { useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { settings as say } from '../../words/settings.ts'
import { usePage } from '../page.ts'
import { Problem } from '../parts/problem.tsx'
import { Switch } from './choice.tsx'

export function ChatsPart() {
  const words = say.chats
  const failure = useSignal<Failure | null>(null)
  return (
    <>
      <section class="sheet">
        <p class="quiet">{words.text}</p>
        <Problem of={failure.value} />
        <Switch name="chats.keep_archived" label={words.keepArchived} hint={words.keepArchivedHint} failure={failure} />
        <Switch name="notify.mentions" label={words.mentions} hint={words.mentionsHint} failure={failure} />
      </section>
      <Imports />
    </>
  )
}

/** The way to bring chats along from another messenger. */
function Imports() {
  const { dialog } = usePage()
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <section class="sheet">
      <h2>{more.imports.title}</h2>
      <p class="quiet">{more.imports.text}</p>
      <button class="button button-small" onClick={() => chooser.current?.click()}>
        {more.imports.choose}
      </button>
      <input
        ref={chooser}
        type="file"
        accept=".zip,.txt,application/zip,text/plain"
        hidden
        aria-label={more.imports.choose}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file !== undefined) dialog.value = { kind: 'import', file }
        }}
      />
    </section>
  )
}
