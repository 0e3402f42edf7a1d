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
  private readonly inView = new Map<Element, ReturnType<typeof setTimeout> | null>()
  private readonly observer: IntersectionObserver
  private highest = 0

  constructor(
    root: Element,
    private readonly report: (seq: number) => void,
  ) {
    this.observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.note(entry)), { root, threshold: steps })
    document.addEventListener('visibilitychange', this.recheck)
  }

  watch(element: Element, row: MessageRow): void {
    if (row.seq === undefined || row.seq <= this.highest || this.seqs.get(element) === row.seq) return
    this.seqs.set(element, row.seq)
    this.observer.observe(element)
  }

  unwatch(element: Element): void {
    this.observer.unobserve(element)
    this.lose(element)
  }

  stop(): void {
    this.observer.disconnect()
    document.removeEventListener('visibilitychange', this.recheck)
    for (const element of [...this.inView.keys()]) this.lose(element)
  }

  private note(entry: IntersectionObserverEntry): void {
    const view = entry.rootBounds?.height ?? 0
    const enough = entry.intersectionRatio >= ENOUGH || (view > 0 && entry.intersectionRect.height >= ENOUGH * view)
    if (!enough) this.lose(entry.target)
    else if (!this.inView.has(entry.target)) this.dwell(entry.target)
  }

  /** A hidden tab shows nothing; what is in view counts from the moment it can be seen again. */
  private dwell(element: Element): void {
    const timer = document.visibilityState === 'visible' ? setTimeout(() => this.seen(element), DWELL) : null
    this.inView.set(element, timer)
  }

  private lose(element: Element): void {
    clearTimeout(this.inView.get(element) ?? undefined)
    this.inView.delete(element)
  }

  private seen(element: Element): void {
    const seq = this.seqs.get(element)
    this.unwatch(element)
    if (seq === undefined || seq <= this.highest) return
    this.highest = seq
    this.report(seq)
  }

  private readonly recheck = (): void => {
    for (const element of [...this.inView.keys()]) {
      this.lose(element)
      this.dwell(element)
    }
  }
}
