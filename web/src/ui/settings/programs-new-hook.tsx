/** The dialog that makes a hook: the name that its messages come from, then its address, once. */
import { useSignal } from '@preact/signals'
import type { ChatID } from '../../protocol/wire.gen.ts'
import { programs as say } from '../../words/programs.ts'
import { FormProblem, Submit } from '../doors/form-parts.tsx'
import { useForm } from '../doors/form.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { usePrograms } from './programs-desk.ts'
import { Once } from './programs-once.tsx'

interface Props {
  readonly chat: ChatID
  /** What the chat is called. */
  readonly title: string
  readonly onClose: () => void
}

export function NewHook({ chat, title, onClose }: Props) {
  const programs = usePrograms()
  const name = useSignal('')
  const url = useSignal('')
  const form = useForm(
    () => programs.createHook(chat, name.peek().trim()),
    (made) => (url.value = made.url),
  )
  const { made, label, once, make, nameHint, tryIt, hello } = say.newHook
  if (url.value !== '') {
    return (
      <Dialog key="made" title={made} look="dialog" onClose={onClose}>
        <Once label={label} secret={url.value} note={once} onDone={onClose}>
          <p class="quiet">{tryIt}</p>
          <code class="program-example" dir="ltr">{`curl -d '${hello}' -H 'Content-Type: text/plain' ${url.value}`}</code>
        </Once>
      </Dialog>
    )
  }
  return (
    <Dialog key="form" title={say.newHook.title(title)} look="dialog" onClose={onClose}>
      <form onSubmit={form.submit}>
        <Field
          label={say.name}
          name="hook-name"
          value={name}
          hint={nameHint}
          problem={form.problemOf('name')}
          input={{ autocomplete: 'off', autofocus: true, required: true, maxLength: 50, dir: 'auto' }}
        />
        <FormProblem form={form} />
        <Submit form={form} label={make} />
      </form>
    </Dialog>
  )
}
