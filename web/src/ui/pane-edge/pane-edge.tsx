/**
 * The edge between the chat list and the page: dragged with a pointer or moved with the arrow keys, and kept on this
 * device. Without it the list has the width that the style sheet gives it.
 */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import './pane-edge.css'

const LEAST = 320
const MOST = 380
const STEP = 10

export function PaneEdge() {
  const { views, actions } = usePage()
  const edge = useRef<HTMLDivElement>(null)
  const dragged = useSignal<number | null>(null)
  const given = useSignal(LEAST)
  const pane = () => edge.current?.parentElement?.getBoundingClientRect()
  // Measured once: to ask for it at every painting of the list would lay the page out each time.
  useEffect(() => void (given.value = pane()?.width ?? LEAST), [])
  const width = dragged.value ?? views.device.value.listWidth ?? given.value
  const keep = (px: number) => actions.setDevice({ listWidth: within(px) })

  const drag = (event: PointerEvent) => {
    const rect = pane()
    if (rect === undefined || dragged.peek() === null) return
    const reached = document.documentElement.dir === 'rtl' ? rect.right - event.clientX : event.clientX - rect.left
    dragged.value = within(reached)
    document.documentElement.style.setProperty('--list-width', `${dragged.peek()}px`)
  }
  const drop = () => {
    const reached = dragged.peek()
    dragged.value = null
    if (reached !== null) keep(reached)
  }

  return (
    <div
      ref={edge}
      class="pane-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={more.help.listWidth}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={within(width)}
      tabIndex={0}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        dragged.value = within(width)
      }}
      onPointerMove={drag}
      onPointerUp={drop}
      onPointerCancel={drop}
      onKeyDown={(event) => {
        const next = widthAfter(event.key, width, document.documentElement.dir === 'rtl')
        if (next === undefined) return
        event.preventDefault()
        keep(next)
      }}
    />
  )
}

function within(px: number): number {
  return Math.round(Math.min(MOST, Math.max(LEAST, px)))
}

/** The arrows point where the edge goes. */
function widthAfter(key: string, width: number, rightToLeft: boolean): number | undefined {
  switch (key) {
    case 'Home':
      return LEAST
    case 'End':
      return MOST
    case 'ArrowLeft':
      return rightToLeft ? width + STEP : width - STEP
    case 'ArrowRight':
      return rightToLeft ? width - STEP : width + STEP
    default:
      return undefined
  }
}
