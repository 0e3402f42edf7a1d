/**
 * A swipe across a message towards the middle of the screen answers it (touch only). The bubble follows the finger for a
 * while; what goes up or down is scrolling and none of this. Purely the gesture: what it means is the list's.
 */
const BEGINS = 12
const ENOUGH = 64
const MOST = 88

export class Swipe {
  private start: { readonly x: number; readonly y: number; readonly row: HTMLElement } | undefined
  private moved = 0
  private decided = false

  constructor(private readonly answer: (row: HTMLElement) => void) {}

  readonly begin = (event: TouchEvent): void => {
    this.settle()
    const [touch] = event.touches
    const row = event.target instanceof Element ? event.target.closest('article') : null
    if (event.touches.length === 1 && touch !== undefined && row !== null) this.start = { x: touch.clientX, y: touch.clientY, row }
  }

  readonly move = (event: TouchEvent): void => {
    const [touch] = event.touches
    if (this.start === undefined || touch === undefined) return
    const { x, y, row } = this.start
    const across = (touch.clientX - x) * (getComputedStyle(row).direction === 'rtl' ? -1 : 1)
    if (!this.decided) {
      if (Math.abs(touch.clientY - y) > BEGINS || across < -BEGINS) return this.settle()
      if (across < BEGINS) return
      this.decided = true
    }
    this.moved = Math.min(MOST, Math.max(0, across - BEGINS))
    const sign = getComputedStyle(row).direction === 'rtl' ? -1 : 1
    row.style.transform = `translateX(${sign * this.moved}px)`
    row.classList.toggle('answering', this.moved >= ENOUGH)
  }

  readonly end = (): void => {
    const row = this.start?.row
    const isEnough = this.moved >= ENOUGH
    this.settle()
    if (row !== undefined && isEnough) this.answer(row)
  }

  private settle(): void {
    if (this.start !== undefined) {
      this.start.row.style.transform = ''
      this.start.row.classList.remove('answering')
    }
    this.start = undefined
    this.moved = 0
    this.decided = false
  }
}
