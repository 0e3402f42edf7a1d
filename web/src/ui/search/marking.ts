/**
 * Marks what is looked for in the messages that are on the screen, by the browser's own highlights: no row is painted again for it.
 * A browser that has none shows the message without marks.
 */
import { finds } from '../../state/fold.ts'

const FOUND = 'found'
const HERE = 'found-here'

/** Marks now and whenever rows come or go; the row with the key stands out. Answers with what takes the marks away. */
export function markFinds(terms: readonly string[], key: string | undefined): () => void {
  if (!('highlights' in CSS)) return () => {}
  const list = document.querySelector('.conversation .messages') ?? document.querySelector('.conversation')
  if (list === null || terms.length === 0) return clear
  const mark = () => {
    const all = new Highlight()
    const here = new Highlight()
    for (const text of list.querySelectorAll('article .text')) {
      const isHere = text.closest('article')?.dataset['key'] === key && key !== undefined
      for (const range of rangesIn(text, terms)) (isHere ? here : all).add(range)
    }
    here.priority = 1
    CSS.highlights.set(FOUND, all)
    CSS.highlights.set(HERE, here)
  }
  mark()
  const watch = new MutationObserver(mark)
  watch.observe(list, { childList: true, subtree: true })
  return () => {
    watch.disconnect()
    clear()
  }
}

function clear(): void {
  CSS.highlights.delete(FOUND)
  CSS.highlights.delete(HERE)
}

function* rangesIn(text: Element, terms: readonly string[]): Generator<Range> {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement?.closest('.meta') !== null) continue
    for (const { from, to } of finds(node.nodeValue ?? '', terms)) {
      const range = document.createRange()
      range.setStart(node, from)
      range.setEnd(node, to)
      yield range
    }
  }
}
