/** The dialog that makes a bot: a name and a handle. Its tokens are made afterwards. */
import { useSignal } from '@preact/signals'
import { programs as say } from '../../words/programs.ts'
import { FormProblem, plainHandle, Submit } from '../doors/form-parts.tsx'
import { useForm } from '../doors/form.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { usePrograms } from './programs-desk.ts'

export function NewBot({ onClose }: { onClose: () => void }) {
  const programs = usePrograms()
  const name = useSignal('')
  const handle = useSignal('')
  const form = useForm(() => programs.createBot(name.peek().trim(), plainHandle(handle.peek())), onClose)
  const { title, nameHint, handleHint, make } = say.newBot
  return (
    <Dialog title={title} look="dialog" onClose={onClose}>
      <form onSubmit={form.submit}>
        <Field
          label={say.name}
          name="bot-name"
          value={name}
          hint={nameHint}
          problem={form.problemOf('name')}
          input={{ autocomplete: 'off', autofocus: true, required: true, maxLength: 50, dir: 'auto' }}
        />
        <Field
          label={say.newBot.handle}
          name="bot-handle"
          value={handle}
          prefix="@"
          hint={handleHint}
          problem={form.problemOf('handle')}
          input={{ autocomplete: 'off', autocapitalize: 'none', spellcheck: false, required: true, maxLength: 40 }}
        />
        <FormProblem form={form} />
        <Submit form={form} label={make} />
      </form>
    </Dialog>
  )
}
