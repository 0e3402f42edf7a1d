/** A secret, shown this once: the server keeps only its hash. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { programs as say } from '../../words/programs.ts'
import { more } from '../../words/more.ts'
import { copyText } from '../parts/copy.ts'
import { Icon } from '../parts/icon.tsx'

interface Props {
  readonly label: string
  readonly secret: string
  readonly note: string
  readonly onDone: () => void
  readonly children?: ComponentChildren
}

export function Once({ label, secret, note, onDone, children }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const copied = useSignal(false)
  // The form that had the focus is gone; the secret is what comes next.
  useEffect(() => field.current?.focus(), [])
  return (
    <div class="made-link">
      <label>
        <span>{label}</span>
        <input ref={field} class="program-secret" readOnly value={secret} aria-describedby="program-once" onFocus={(event) => event.currentTarget.select()} />
      </label>
      <p id="program-once">{note}</p>
      {children}
      <div class="dialog-actions">
        <button class="button" onClick={(event) => (copied.value = copyText(secret, event.currentTarget))}>
          <Icon name="copy" />
          {copied.value ? more.message.copied : more.message.copy}
        </button>
        <button class="button button-small" onClick={onDone}>
          {say.done}
        </button>
      </div>
    </div>
  )
}
