/** What is about to be sent as files, with words for them. Each is made ready while one looks; photos become smaller, or go as they are. */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Prepared } from '../../actions/attach.ts'
import type { ChatID } from '../../protocol/wire.gen.ts'
import { more } from '../../words/more.ts'
import { roomFor } from '../composer/limit.ts'
import { pressSends } from '../composer/press.ts'
import { onTouch, usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import './attach.css'

/** How many files one message has at most. */
const MOST = 10

interface Chosen {
  readonly from: File
  readonly ready: Prepared | null
  readonly failed?: boolean
}

export function Attach({ chat, files, onClose }: { chat: ChatID; files: readonly File[]; onClose: () => void }) {
  const { views, actions, list } = usePage()
  const say = more.files
  const chosen = useSignal<readonly Chosen[]>([])
  const asFiles = useSignal(false)
  const caption = useRef<HTMLTextAreaElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const tooLong = useSignal(false)
  const session = views.session.value
  const limits = session.state === 'signed-in' ? session.limits : undefined
  const most = limits?.file_bytes ?? 0

  const put = (from: File, change: Partial<Chosen>) => {
    chosen.value = chosen.peek().map((each) => (each.from === from ? { ...each, ...change } : each))
  }
  const prepare = async (from: File, plain: boolean) => {
    put(from, { ready: null, failed: false })
    const ready = await actions.prepare(from, plain).catch(() => null)
    if (asFiles.peek() === plain) put(from, { ready, failed: ready === null })
  }
  const add = (more: readonly File[]) => {
    const known = new Set(chosen.peek().map(({ from }) => from))
    const fresh = more.filter((each) => !known.has(each) && each.size > 0)
    chosen.value = [...chosen.peek(), ...fresh.map((from) => ({ from, ready: null }))]
    for (const from of fresh) void prepare(from, asFiles.peek())
  }
  useEffect(() => add(files), [])
  useEffect(() => caption.current?.focus(), [])

  const large = chosen.value.filter(({ ready }) => ready !== null && ready.bytes.size > most)
  const isReady = chosen.value.length > 0 && chosen.value.every(({ ready }) => ready !== null) && large.length === 0 && !tooLong.value
  const hasPhotos = chosen.value.some(({ from }) => from.type.startsWith('image/'))

  const send = () => {
    if (!isReady) return
    const all = chosen.peek().flatMap(({ ready }) => ready ?? [])
    const text = caption.current?.value.trim() ?? ''
    const sendAll = async () => {
      for (let i = 0; i < all.length; i += MOST) await actions.sendFiles(chat, all.slice(i, i + MOST), i === 0 ? text : '')
    }
    void sendAll().then(() => list.current?.toNewest())
    onClose()
  }

  return (
    <Dialog title={say.title(chosen.value.length)} look="dialog" onClose={onClose}>
      <ul class="chosen">
        {chosen.value.map(({ from, ready, failed }) => (
          <li key={`${from.name} ${from.size} ${from.lastModified}`}>
            {ready?.file.shape === 'picture' ? <img src={ready.url} alt="" /> : <span class="chosen-kind">{from.name.split('.').at(-1)?.slice(0, 4).toUpperCase()}</span>}
            <span class="chosen-name">
              <bdi>{from.name}</bdi>
              <span class="quiet">{failed === true ? say.unreadable(from.name) : ready === null ? say.preparing : say.size(ready.bytes.size)}</span>
            </span>
            <button type="button" class="icon-button" aria-label={say.remove(from.name)} onClick={() => (chosen.value = chosen.peek().filter((each) => each.from !== from))}>
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      {large.map(({ from }) => (
        <p key={from.name} class="problem" role="alert">
          {say.tooLarge(from.name, say.size(most))}
        </p>
      ))}
      <button type="button" class="link-button" onClick={() => input.current?.click()}>
        {say.addMore}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
      {hasPhotos && (
        <>
          <label class="as-files">
            <input
              type="checkbox"
              checked={asFiles.value}
              aria-describedby="as-files-hint"
              onChange={(event) => {
                asFiles.value = event.currentTarget.checked
                for (const { from } of chosen.peek()) if (from.type.startsWith('image/')) void prepare(from, asFiles.peek())
              }}
            />
            <span>{say.asFiles}</span>
          </label>
          {asFiles.value && (
            <p id="as-files-hint" class="quiet">
              {say.asFilesHint}
            </p>
          )}
        </>
      )}
      <textarea
        ref={caption}
        class="caption"
        rows={2}
        dir="auto"
        aria-label={say.caption}
        placeholder={say.caption}
        onInput={(event) => (tooLong.value = limits !== undefined && roomFor(event.currentTarget.value, limits).over > 0)}
        onKeyDown={(event) => {
          if (!pressSends(event, { enterSends: views.device.peek().enterSends, touch: onTouch() })) return
          event.preventDefault()
          send()
        }}
      />
      <div class="dialog-foot attach-foot">
        <button type="button" class="button primary" disabled={!isReady} onClick={send}>
          {say.send}
        </button>
      </div>
    </Dialog>
  )
}
