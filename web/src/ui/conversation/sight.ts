/**
 * Notices which messages a person has in view: at least 60 % of the row, or a row that fills 60 % of the view, for
 * 100 ms while the tab is visible (R8.1, R8.3). Whether the window has the focus is not asked here. Each list has its
 * own; `stop` ends it.
 */
import type { MessageRow } from '../../state/views.ts'

const ENOUGH = 0.6
const DWELL = 100
const steps = [0, 0.2, 0.4, ENOUGH, 0.8, 1]

export class Sight {
  private readonly seqs = new WeakMap<Element, number>()
  /** What is in view, and since when. */
  private readonly inView = new Map<Element, number>()
  private readonly observer: IntersectionObserver
  private timer: ReturnType<typeof setTimeout> | undefined
  private highest = 0

  constructor(
    root: Element,
    private readonly report: (seq: number) => void,
  ) {
    this.observer = new IntersectionObserver((entries) => this.note(entries), { root, threshold: steps })
    document.addEventListener('visibilitychange', this.startOver)
  }

  watch(element: Element, row: MessageRow): void {
    if (row.seq === undefined || row.seq <= this.highest || this.seqs.get(element) === row.seq) return
    this.seqs.set(element, row.seq)
    this.observer.observe(element)
  }

  unwatch(element: Element): void {
    this.observer.unobserve(element)
    this.inView.delete(element)
  }

  stop(): void {
    this.observer.disconnect()
    this.inView.clear()
    clearTimeout(this.timer)
    document.removeEventListener('visibilitychange', this.startOver)
  }

  private note(entries: readonly IntersectionObserverEntry[]): void {
    const now = performance.now()
    for (const entry of entries) {
      if (!fillsEnough(entry)) this.inView.delete(entry.target)
      else if (!this.inView.has(entry.target)) this.inView.set(entry.target, now)
    }
    this.wait()
  }

  /** One timer for all, so that messages seen together are reported as one: the newest of them. */
  private wait(): void {
    if (this.timer !== undefined || this.inView.size === 0 || document.visibilityState !== 'visible') return
    const due = Math.min(...this.inView.values()) + DWELL
    this.timer = setTimeout(() => this.check(), Math.max(0, due - performance.now()))
  }

  private check(): void {
    this.timer = undefined
    const now = performance.now()
    let newest = 0
    for (const [element, since] of this.inView) {
      if (now - since < DWELL - 1) continue
      newest = Math.max(newest, this.seqs.get(element) ?? 0)
      this.unwatch(element)
    }
    if (newest > this.highest) {
      this.highest = newest
      this.report(newest)
    }
    this.wait()
  }

  /** A hidden tab shows nothing: what is in view counts from the moment it can be seen again. */
  private readonly startOver = (): void => {
    clearTimeout(this.timer)
    this.timer = undefined
    const now = performance.now()
    for (const element of this.inView.keys()) this.inView.set(element, now)
    this.wait()
  }
}

function fillsEnough(entry: IntersectionObserverEntry): boolean {
  const view = entry.rootBounds?.height ?? 0
  return entry.intersectionRatio >= ENOUGH || (view > 0 && entry.intersectionRect.height >= ENOUGH * view)
}
