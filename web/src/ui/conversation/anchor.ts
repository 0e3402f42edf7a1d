/**
 * Keeps what is being read where it is while rows come and go around it. `take` before a change remembers the rows in
 * view and their tops; `hold` after it puts the first of them that is still there back to its place. The browser's own
 * anchoring is off (`overflow-anchor: none`), since one browser has none and two mechanisms would add up.
 */
export type Anchor = readonly { readonly element: HTMLElement; readonly top: number }[]

export function take(scroller: Element): Anchor {
  const view = scroller.getBoundingClientRect()
  const rows = [...scroller.getElementsByTagName('article')]
  const anchor: { element: HTMLElement; top: number }[] = []
  for (const element of rows.slice(firstBelow(rows, view.top))) {
    const { top } = element.getBoundingClientRect()
    if (top > view.bottom && anchor.length > 0) break
    anchor.push({ element, top })
  }
  return anchor
}

export function hold(scroller: Element, anchor: Anchor): void {
  const kept = anchor.find(({ element }) => element.isConnected)
  if (kept === undefined) return
  const moved = kept.element.getBoundingClientRect().top - kept.top
  if (moved !== 0) scroller.scrollTop += moved
}

/** The first row whose end is below the edge; rows stand in order, so halving finds it. */
function firstBelow(rows: readonly Element[], edge: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle
    else low = middle + 1
  }
  return low
}
