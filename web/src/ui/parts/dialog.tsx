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

export function Dialog({ title, look, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const opener = document.activeElement
    if (look === 'drawer' && window.matchMedia('(width >= 1200px)').matches) ref.current?.show()
    else ref.current?.showModal()
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog
      ref={ref}
      class={look}
      aria-labelledby="dialog-title"
      onClose={onClose}
      onKeyDown={(event) => event.key === 'Escape' && ref.current?.close()}
      onClick={(event) => {
        if (event.target === ref.current) ref.current?.close()
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id="dialog-title">{title}</h2>
          <button class="icon-button" aria-label={words.talk.close} onClick={() => ref.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  )
}
