/** What every part of this room works on: one account, while it is signed in here. */
import type { Store } from '../db/store.ts'
import type { Post } from '../net/http.ts'
import type { Link } from '../net/link.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Page } from '../platform/page.ts'
import type { Memory } from '../state/memory.ts'
import type { Journal } from './journal.ts'

export interface Core {
  readonly memory: Memory
  readonly store: Store
  readonly journal: Journal
  readonly link: Pick<Link, 'call' | 'tell' | 'connected' | 'live' | 'nudge'>
  /** The other door, open also while there is no live connection. */
  readonly post: Post
  readonly clock: Clock
  readonly random: Random
  readonly page: Page
}
