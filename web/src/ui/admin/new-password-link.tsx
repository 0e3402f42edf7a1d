/** A one-time link for somebody's new password, shown this once: the server keeps only its hash. */
import { useSignal } from '@preact/signals'
import { admin } from '../../words/admin.ts'
import { moment } from '../../words/moments.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { copyText } from '../parts/copy.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'

interface Props {
  readonly name: string
  readonly link: { readonly url: string; readonly expiresAt: number }
  readonly onClose: () => void
}

export function NewPasswordLink({ name, link, onClose }: Props) {
  const { views } = usePage()
  const copied = useSignal(false)
  const say = admin.acts.link
  return (
    <Dialog title={say.title(name)} look="dialog" onClose={onClose}>
      <p>{say.text(name, moment(link.expiresAt, views.now.value))}</p>
      <div class="made-link password-link">
        <label>
          <span>{say.label}</span>
          <input readOnly value={link.url} onFocus={(event) => event.currentTarget.select()} />
        </label>
        <button class="button" onClick={(event) => (copied.value = copyText(link.url, event.currentTarget))}>
          <Icon name="copy" />
          {copied.value ? more.message.copied : more.message.copy}
        </button>
      </div>
    </Dialog>
  )
}
