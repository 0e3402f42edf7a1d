/**
 * Where one writes. The field itself holds the text (painting never waits for a letter); the core is told of every change
 * for draft and typing. A draft from another tab is taken over only while this field is not being written in.
 */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { effect, useSignal } from '@preact/signals'
import type { ChatView } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { lazy } from '../lazy.tsx'
import { onTouch, usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { Counter, fitHeight } from './field.tsx'
import { roomFor, type Room } from './limit.ts'
import { pressSends } from './press.ts'

const ReplyBar = lazy(async () => (await import('../quote/reply-bar.tsx')).ReplyBar, true)
const MentionList = lazy(async () => (await import('../mention/mention-list.tsx')).MentionList, true)
const LinkBar = lazy(async () => (await import('../link/link-bar.tsx')).LinkBar, true)
const VoiceRecorder = lazy(async () => (await import('../files/voice-recorder.tsx')).VoiceRecorder)
const EmojiPanel = lazy(async () => (await import('../emoji/emoji-panel.tsx')).EmojiPanel)

export function Composer({ chat, onEditLast }: { chat: ChatView; onEditLast: () => void }) {
  const { views, actions, dialog } = usePage()
  const chooser = useRef<HTMLInputElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const empty = useSignal(true)
  const room = useSignal<Room>({ over: 0 })
  const emoji = useSignal(false)
  const recording = useSignal(false)
  const reply = chat.reply.value

  const measure = () => {
    const text = field.current?.value ?? ''
    const session = views.session.peek()
    empty.value = text.trim() === ''
    if (session.state === 'signed-in') room.value = roomFor(text, session.limits)
    if (field.current !== null) fitHeight(field.current)
  }
  const fill = (text: string) => {
    if (field.current === null) return
    field.current.value = text
    measure()
  }
  const send = () => {
    const text = field.current?.value.trim() ?? ''
    if (text === '' || room.peek().over > 0) return
    actions.send(chat.id, text)
    fill('')
  }

  useLayoutEffect(() => fill(chat.draft.peek()), [chat.id])
  useEffect(() => {
    if (!onTouch()) field.current?.focus({ preventScroll: true })
  }, [chat.id])
  useEffect(
    () =>
      effect(() => {
        const draft = chat.draft.value
        const writing = field.current?.value !== '' && document.activeElement === field.current && document.hasFocus()
        if (!writing && draft !== field.current?.value) fill(draft)
      }),
    [chat],
  )

  const session = views.session.value
  const takesFiles = session.state === 'signed-in' && (session.limits.file_bytes ?? 0) > 0
  const attach = (files: FileList | null | undefined): boolean => {
    if (!takesFiles || files == null || files.length === 0) return false
    dialog.value = { kind: 'attach', chat: chat.id, files: [...files] }
    return true
  }
  // A file that is let go anywhere on the page is for this chat; the browser would leave the page for it.
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      over(event)
      attach(event.dataTransfer?.files)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
    }
  }, [chat.id, takesFiles])
  const leaveReply = () => {
    actions.replyTo(chat.id, null)
    field.current?.focus({ preventScroll: true })
  }
  useEffect(() => {
    if (reply !== null) field.current?.focus({ preventScroll: true })
  }, [reply?.seq])
  /** Where the caret is, as if it had been typed. */
  const insert = (text: string) => {
    const at = field.current
    if (at === null) return
    at.setRangeText(text, at.selectionStart, at.selectionEnd, 'end')
    actions.typed(chat.id, at.value)
    measure()
    if (!onTouch()) at.focus({ preventScroll: true })
  }

  // Nothing is written: one can speak.
  const speaks = takesFiles && empty.value && 'MediaRecorder' in window && window.isSecureContext
  if (recording.value) return <VoiceRecorder chat={chat.id} onClose={() => (recording.value = false)} />
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {reply !== null && <ReplyBar quote={reply} onLeave={leaveReply} />}
      {emoji.value && (
        <EmojiPanel
          onPick={insert}
          onClose={() => {
            emoji.value = false
            field.current?.focus({ preventScroll: true })
          }}
        />
      )}
      {chat.item.value.kind === 'group' && <MentionList key={chat.id} chat={chat} field={field} />}
      <LinkBar key={chat.id} chat={chat} field={field} />
      <Counter room={room.value} />
      <textarea
        ref={field}
        rows={1}
        // An empty field stands as the page does.
        dir={empty.value ? undefined : 'auto'}
        aria-label={words.talk.compose}
        aria-describedby="composer-counter"
        placeholder={words.talk.compose}
        enterkeyhint={onTouch() ? 'enter' : 'send'}
        onInput={(event) => {
          actions.typed(chat.id, event.currentTarget.value)
          measure()
        }}
        onBlur={() => actions.stoppedTyping(chat.id)}
        onPaste={(event) => {
          // What can be pasted as words is.
          if (event.clipboardData?.types.includes('text/plain') !== true && attach(event.clipboardData?.files)) event.preventDefault()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && reply !== null) return leaveReply()
          if (event.key === 'ArrowUp' && event.currentTarget.value === '') onEditLast()
          if (!pressSends(event, { enterSends: views.device.peek().enterSends, touch: onTouch() })) return
          event.preventDefault()
          send()
        }}
      />
      <button type="button" class="icon-button open-emoji" aria-label={words.talk.emoji} aria-expanded={emoji.value} onClick={() => (emoji.value = !emoji.value)}>
        <Icon name="emoji" />
      </button>
      {takesFiles && (
        <button type="button" class="icon-button attach" aria-label={words.talk.attach} onClick={() => chooser.current?.click()}>
          <Icon name="attach" />
        </button>
      )}
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          attach(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
      <button
        class="send"
        {...(speaks ? { type: 'button', onClick: () => (recording.value = true) } : {})}
        aria-label={speaks ? words.talk.record : words.talk.send}
        disabled={(empty.value && !speaks) || room.value.over > 0}
        // Keeps the focus, and with it the keyboard of a phone, in the field.
        onPointerDown={(event) => event.preventDefault()}
        onMouseDown={(event) => event.preventDefault()}
      >
        <Icon name={speaks ? 'mic' : 'send'} />
      </button>
    </form>
  )
}
