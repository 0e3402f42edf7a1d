/** In place of the composer while messages are selected: how many, what can be done with them, and the way out. Esc leaves. */
import { useEffect } from 'preact/hooks'
import type { ChatView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { actionsFor, selectedIn } from './selection-actions.ts'
import './selection.css'

export function SelectionBar({ view, keys }: { view: ChatView; keys: ReadonlySet<string> }) {
  const page = usePage()
  const leave = () => (page.selection.value = null)
  const selected = selectedIn(view.rows.value, keys)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && page.dialog.peek() === null) leave()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div class="selection-bar" role="toolbar" aria-label={more.message.selection}>
      <button class="icon-button" aria-label={more.message.leaveSelection} onClick={leave}>
        <Icon name="close" />
      </button>
      <span role="status">{more.message.selected(selected.length)}</span>
      {actionsFor(selected, view.id, page, leave).map(({ label, icon, grave, act }) => (
        <button key={icon} class={grave === true ? 'icon-button grave' : 'icon-button'} aria-label={label} title={label} onClick={(event) => act(event.currentTarget)}>
          <Icon name={icon} />
        </button>
      ))}
    </div>
  )
}
