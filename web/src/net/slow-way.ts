/** What the slow way (slow.ts) is to the link, which fetches it only when no socket gets through. */
import type { CommandName, Reply, Request, ServerEvent } from '../protocol/codec.ts'
import type { Welcome } from '../protocol/wire.gen.ts'

export interface SlowWay {
  /** Once, before anything else. */
  start(): void
  call<C extends CommandName>(command: C, body: Request<C>): Promise<Reply<C>>
  stop(): void
}

export interface SlowEars {
  /** A stream is open: events follow in the order in which they happened. */
  welcomed(welcome: Welcome): void
  /** No stream gets through either: from now on the server tells only that something is another. */
  opened(): void
  happened(event: ServerEvent): void
  told(serverNow: number): void
  /** Nothing gets through, or nobody is signed in. */
  ended(why: 'slow-lost' | 'signed-out'): void
}

export type OpenSlowWay = (ears: SlowEars) => Promise<SlowWay>
