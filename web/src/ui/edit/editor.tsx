/**
 * In place of the composer while a message is edited: its text, Save and Cancel. It stays until the server has said yes,
 * and says why when it says no. Esc leaves the message as it is.
 */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { ChatView, Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { Counter, fitHeight } from '../composer/field.tsx'
import { roomFor, type Room } from '../composer/limit.ts'
import { pressSends } from '../composer/press.ts'
import { onTouch, usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { Problem } from '../parts/problem.tsx'
import './editor.css'

export function Editor({ view, messageKey }: { view: ChatView; messageKey: string }) {
  const { views, actions, editing } = usePage()
  const field = useRef<HTMLTextAreaElement>(null)
  const room = useSignal<Room>({ over: 0 })
  const empty = useSignal(false)
  const busy = useSignal(false)
  const problem = useSignal<Failure | null>(null)
  const row = view.rows.value.find((candidate) => candidate.key === messageKey)
  const message = row?.kind === 'message' ? row : undefined
  const close = () => (editing.value = null)

  const measure = () => {
    const text = field.current?.value ?? ''
    const session = views.session.peek()
    empty.value = text.trim() === '' && message?.files === undefined
    if (session.state === 'signed-in') room.value = roomFor(text, session.limits)
    if (field.current !== null) fitHeight(field.current)
  }
  const save = async () => {
    const text = field.current?.value.trim() ?? ''
    if (message?.seq === undefined || text === message.text) {
      close()
      return
    }
    if (busy.peek() || empty.peek() || room.peek().over > 0) return
    busy.value = true
    const result = await actions.editMessage(view.id, message.seq, text)
    busy.value = false
    problem.value = result.ok ? null : result.failure
    if (result.ok) close()
  }
  useLayoutEffect(() => {
    if (field.current === null) return
    field.current.value = message?.text ?? ''
    field.current.focus({ preventScroll: true })
    measure()
  }, [])

  return (
    <form
      class="composer editor"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        close()
      }}
    >
      <div class="editor-head">
        <Icon name="edit" />
        <b>{more.notes.edit}</b>
        <button type="button" class="link-button" onClick={close}>
          {more.notes.cancel}
        </button>
      </div>
      <Problem of={problem.value} />
      <Counter room={room.value} />
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        aria-label={words.talk.compose}
        aria-describedby="composer-counter"
        onInput={measure}
        onKeyDown={(event) => {
          if (!pressSends(event, { enterSends: views.device.peek().enterSends, touch: onTouch() })) return
          event.preventDefault()
          void save()
        }}
      />
      <button class="send" aria-label={more.notes.save} disabled={empty.value || room.value.over > 0} aria-busy={busy.value}>
        <Icon name="check" />
      </button>
    </form>
  )
}
