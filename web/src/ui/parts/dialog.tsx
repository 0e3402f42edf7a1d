/**
 * A dialog on the browser's own <dialog>: it keeps the focus inside, closes with Esc or a click beside it, and gives the
 * focus back. A drawer stands beside the page where there is room for both, and is modal elsewhere. `onClose` must take
 * it off the page.
 */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { words } from '../../words/words.ts'
import { Icon } from './icon.tsx'

interface Props {
  readonly title: string
  readonly look: 'dialog' | 'drawer'
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** Gives the focus back, unless it has gone on already to what the dialog led to. */
export function giveBack(opener: Element | null, from: Element | null): void {
  const { activeElement } = document
  const isElsewhere = activeElement !== null && activeElement !== document.body && from?.contains(activeElement) !== true
  if (!isElsewhere && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
}

let made = 0

export function Dialog({ title, look, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleID = useRef(`dialog-${++made}`).current
  useLayoutEffect(() => {
    const opener = document.activeElement
    if (look === 'drawer' && window.matchMedia('(width >= 1200px)').matches) ref.current?.show()
    else ref.current?.showModal()
    return () => {
      giveBack(opener, ref.current)
    }
  }, [])
  return (
    <dialog
      ref={ref}
      class={look}
      aria-labelledby={titleID}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // Esc closes the innermost dialog only, and once.
        event.preventDefault()
        event.stopPropagation()
        ref.current?.close()
      }}
      onClick={(event) => {
        if (event.target === ref.current) ref.current?.close()
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={titleID}>{title}</h2>
          <button class="icon-button" aria-label={words.talk.close} onClick={() => ref.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  )
}
