/**
 * The message list as one tab stop: arrows go from message to message, Home to the first that is painted, End to the
 * newest, Enter opens a message's actions. The tab stop is an attribute on the element, not state: moving it paints
 * nothing.
 */
export function moveThroughRows(event: KeyboardEvent, scroller: Element): 'end' | 'actions' | null {
  const rows = [...scroller.getElementsByTagName('article')]
  const at = rows.findIndex((row) => row === document.activeElement)
  switch (event.key) {
    case 'ArrowUp':
    case 'ArrowDown': {
      if (at === -1) return null
      const next = rows[at + (event.key === 'ArrowUp' ? -1 : 1)]
      event.preventDefault()
      if (next !== undefined) focusRow(next, scroller)
      return null
    }
    case 'Home':
      if (at !== -1 && rows[0] !== undefined) focusRow(rows[0], scroller)
      return null
    case 'End': {
      const last = rows[rows.length - 1]
      if (at !== -1 && last !== undefined) focusRow(last, scroller)
      event.preventDefault()
      return 'end'
    }
    case 'Enter':
      if (at === -1) return null
      event.preventDefault()
      return 'actions'
    default:
      return null
  }
}

/** Exactly one message can be reached by Tab: the one last visited while it is there, else the newest. */
export function settleTabStop(scroller: Element): void {
  const rows = scroller.getElementsByTagName('article')
  if (scroller.querySelector('article[tabindex="0"]') === null) rows[rows.length - 1]?.setAttribute('tabindex', '0')
}

export function focusRow(row: HTMLElement, scroller: Element): void {
  for (const other of scroller.querySelectorAll('article[tabindex="0"]')) other.setAttribute('tabindex', '-1')
  row.setAttribute('tabindex', '0')
  row.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'nearest' })
}
