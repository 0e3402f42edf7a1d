/**
 * A menu of actions beside what it is about; on a narrow screen a sheet at the bottom. Arrows move, Enter acts, Esc or a
 * click beside it closes, and the focus goes back where it was.
 */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { giveBack } from './dialog.tsx'
import { Icon, type IconName } from './icon.tsx'

export interface Choice {
  readonly label: string
  readonly icon: IconName
  readonly grave?: boolean
  readonly act: (from: Element) => void
}

interface Props {
  readonly label: string
  readonly choices: readonly Choice[]
  /** A row of buttons above them, without words. */
  readonly head?: ComponentChildren
  /** Where it opens, in the window's coordinates. */
  readonly near: DOMRect
  readonly onClose: () => void
}

export function Menu({ label, choices, head, near, onClose }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = ref.current
    const opener = document.activeElement
    if (dialog === null) return
    dialog.showModal()
    placeBeside(dialog, near)
    dialog.querySelector('button')?.focus()
    return () => {
      giveBack(opener, ref.current)
    }
  }, [])
  const close = () => ref.current?.close()
  return (
    <dialog ref={ref} class="menu" aria-label={label} onClose={onClose} onClick={(event) => event.target === ref.current && close()}>
      <div role="menu" aria-label={label} onKeyDown={(event) => moveInMenu(event, event.currentTarget)}>
        {head}
        {choices.map((choice) => (
          <button
            key={choice.label}
            role="menuitem"
            class={choice.grave === true ? 'menu-item grave' : 'menu-item'}
            onClick={(event) => {
              choice.act(event.currentTarget)
              close()
            }}
          >
            <Icon name={choice.icon} />
            {choice.label}
          </button>
        ))}
      </div>
    </dialog>
  )
}

function moveInMenu(event: KeyboardEvent, menu: Element): void {
  const items = [...menu.querySelectorAll('button')]
  const at = items.findIndex((item) => item === document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  items.at(to % items.length)?.focus()
}

const GAP = 6

/** Below what it belongs to, above where there is no room; a narrow screen ignores this in the style sheet. */
function placeBeside(dialog: HTMLElement, near: DOMRect): void {
  const { clientWidth, clientHeight } = document.documentElement
  const { width, height } = dialog.getBoundingClientRect()
  const below = near.bottom + GAP
  const top = below + height > clientHeight - GAP ? Math.max(GAP, near.top - height - GAP) : below
  // Its end is at the end of what it belongs to.
  const end = document.documentElement.dir === 'rtl' ? near.left : near.right - width
  const left = Math.min(Math.max(GAP, end), clientWidth - width - GAP)
  dialog.style.setProperty('--top', `${top}px`)
  dialog.style.setProperty('--left', `${left}px`)
}
