/**
 * A WebSocket with somebody in the middle who reads frames: what a proxy on the way can do to them, and no more.
 *
 * Install it before the page connects. Beats and everything else go through unless the test says otherwise, so the page believes
 * that its socket is well.
 */
import type { Page, WebSocketRoute } from '@playwright/test'

export interface Frame {
  type: string
  ref?: number
  body?: Record<string, unknown>
}

/** What becomes of a frame from the page. */
export type Fate = 'through' | 'swallowed' | 'through-then-closed' | 'refused'

export class Tampered {
  /** When frames of each type came from the page, in ms. */
  readonly seen: { type: string; at: number; body: Record<string, unknown> }[] = []
  fate: (frame: Frame) => Fate = () => 'through'
  /** The error that a refused frame is answered with. */
  refusal: Record<string, unknown> = { code: 'internal', message: 'Something broke on the server.', request_id: 'R-test' }

  static async on(page: Page): Promise<Tampered> {
    const tampered = new Tampered()
    await page.routeWebSocket('**/ws', (route) => tampered.join(route))
    return tampered
  }

  of(type: string): { at: number; body: Record<string, unknown> }[] {
    return this.seen.filter((frame) => frame.type === type)
  }

  private join(route: WebSocketRoute): void {
    const server = route.connectToServer()
    route.onMessage((payload) => {
      const frame = JSON.parse(String(payload)) as Frame
      this.seen.push({ type: frame.type, at: Date.now(), body: frame.body ?? {} })
      const fate = this.fate(frame)
      if (fate === 'refused') route.send(JSON.stringify({ type: 'error', ref: frame.ref, error: this.refusal }))
      if (fate === 'through' || fate === 'through-then-closed') server.send(payload)
      if (fate === 'through-then-closed') void route.close({ code: 1001 })
    })
    server.onMessage((payload) => route.send(payload))
  }
}
