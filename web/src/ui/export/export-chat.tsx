/** Saves a chat as a file of one's own: a text, or a page with its pictures. */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { WholeRow } from '../../actions/whole-chat.ts'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { fetchRareLines } from '../message/system-line.ts'
import { meIn, usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'
import { asPage, asText } from './written.ts'
import './export.css'

const shapes = ['text', 'page', 'pictures'] as const
/** Bytes of films that are not put into a page. */
const LARGE = 8_000_000

export function ExportChat({ chat, onClose }: { chat: ChatID; onClose: () => void }) {
  const { views, actions } = usePage()
  const say = more.gallery.save
  const shape = useSignal<(typeof shapes)[number]>('text')
  const count = useSignal<number | null>(null)
  const failure = useSignal<Failure | null>(null)
  const isOpen = useRef(true)
  useEffect(() => () => void (isOpen.current = false), [])
  const item = views.chats.value.find(({ id }) => id === chat)
  if (item === undefined) return null
  const title = item.kind === 'self' ? words.talk.yourself : item.title

  const save = async () => {
    count.value = 0
    failure.value = null
    const [result] = await Promise.all([actions.readWhole(chat, (read) => ((count.value = read), isOpen.current)), fetchRareLines()])
    if (!isOpen.current) return
    if (!result.ok) {
      count.value = null
      failure.value = result.failure
      return
    }
    const whose = { title, me: meIn(views), group: item.kind === 'group' }
    const name = title.replace(/[\\/:*?"<>|]/g, '_')
    if (shape.peek() === 'text') actions.save(`${name}.txt`, 'text/plain;charset=utf-8', [asText(result.value, whose)])
    else {
      const data = shape.peek() === 'pictures' ? await dataOf(result.value) : new Map<string, string>()
      if (!isOpen.current) return
      actions.save(`${name}.html`, 'text/html;charset=utf-8', asPage(result.value, whose, data))
    }
    onClose()
  }
  const dataOf = async (rows: readonly WholeRow[]): Promise<ReadonlyMap<string, string>> => {
    const data = new Map<string, string>()
    for (const row of rows) {
      for (const { path, shape: of, size = 0 } of (row.kind === 'message' && row.files) || []) {
        if (path === undefined || of === 'file' || (of === 'video' && size > LARGE) || !isOpen.current) continue
        const read = await actions.fileData(path, of === 'picture')
        if (read !== null) data.set(path, read)
      }
    }
    return data
  }
  const busy = count.value !== null
  return (
    <Dialog title={say.title} look="dialog" onClose={onClose}>
      <p class="quiet">{say.text}</p>
      <fieldset class="export-shapes" disabled={busy}>
        <legend class="offstage">{say.title}</legend>
        {shapes.map((each) => (
          <label key={each}>
            <input type="radio" name="export-shape" checked={shape.value === each} onChange={() => (shape.value = each)} />
            <span>{say.shapes[each]}</span>
          </label>
        ))}
      </fieldset>
      <Problem of={failure.value} />
      <p class="quiet" role="status">
        {count.value === null ? '' : say.read(count.value)}
      </p>
      <div class="dialog-actions">
        <button type="button" class="button primary" disabled={busy} onClick={() => void save()}>
          {say.save}
        </button>
      </div>
    </Dialog>
  )
}
