/**
 * Has this device told of messages while its page is closed, for as long as the person wants notices here and somebody is signed in: it
 * agrees with the browser on a place, and tells the server of it, anew when that or what may be shown has changed.
 *
 * Nothing else waits for it, and what fails is tried again with the next page.
 */
import { effect } from '@preact/signals'
import type { Post } from '../net/http.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keep } from '../platform/keep.ts'
import type { PushService } from '../platform/pushes.ts'
import type { Memory } from '../state/memory.ts'

export interface PushesSurroundings {
  readonly memory: Pick<Memory, 'session' | 'look'>
  readonly keep: Keep
  readonly clock: Clock
  readonly post: Post
  readonly service: PushService
  readonly allowed: () => boolean
}

/** What the server was told last, and when. */
interface KeptPush {
  readonly said: string
  readonly at: number
}

const PUSH = 'push'
/** The server may have been set back meanwhile. */
const AGAIN = 24 * 3_600_000

export class Pushes {
  readonly #around: PushesSurroundings
  #turn: Promise<void> = Promise.resolve()

  constructor(around: PushesSurroundings) {
    this.#around = around
    const { memory } = around
    effect(() => {
      const session = memory.session.value
      const { notify, preview, language } = memory.look.value
      if (session.state === 'unknown') return
      const me = session.state === 'signed-in' ? session.me.id : ''
      const wanted = me !== '' && notify && around.allowed()
      this.#turn = this.#turn.then(() => (wanted ? this.#tell(me, preview, language) : this.#end(me !== ''))).catch(() => undefined)
    })
  }

  async #tell(me: string, preview: boolean, language: string): Promise<void> {
    const { keep, clock, post, service } = this.#around
    const { key } = await post('push.key', {})
    const place = key === '' ? undefined : await service.subscribe(key)
    if (place === undefined) return
    const said = JSON.stringify([me, place.endpoint, preview, language])
    const before = asKept(keep.read(PUSH))
    if (before?.said === said && clock.now() - before.at < AGAIN) return
    await post('push.subscribe', { ...place, language, preview })
    keep.write(PUSH, { said, at: clock.now() } satisfies KeptPush)
  }

  /** Nothing of somebody who went is to appear here, so the browser is asked first; the server forgets with the session. */
  async #end(isSignedIn: boolean): Promise<void> {
    const { keep, post, service } = this.#around
    if (asKept(keep.read(PUSH)) === undefined) return
    keep.remove(PUSH)
    await service.unsubscribe()
    if (isSignedIn) await post('push.unsubscribe', {})
  }
}

/** Whether this device is told by pushes. */
export function isPushed(keep: Keep): boolean {
  return asKept(keep.read(PUSH)) !== undefined
}

function asKept(kept: unknown): KeptPush | undefined {
  const push = kept as KeptPush | null
  return typeof push?.said === 'string' && typeof push.at === 'number' ? push : undefined
}
