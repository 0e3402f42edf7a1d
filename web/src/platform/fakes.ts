/**
 * The platform for tests: time that stands until it is moved, a window that is what the test says, tabs without a
 * browser. Imported by tests only.
 */
import type { Claim } from './claim.ts'
import type { Cancel, Clock } from './clock.ts'
import type { Keep } from './keep.ts'
import type { Address, Page, PageEvent } from './page.ts'
import type { Exclusive, OpenBroadcast } from './tabs.ts'

export class FakeClock implements Clock {
  #now: number
  #timers: { at: number; run: () => void }[] = []

  constructor(now = 1_700_000_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): Cancel {
    // Whole milliseconds only, as a browser's timers.
    const timer = { at: this.#now + Math.trunc(ms), run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  /** Moves the time, running what is due in its order, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (;;) {
      const next = this.#timers.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((each) => each !== next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settle()
    }
    this.#now = end
  }

  /** The machine sleeps: time passes and no timer runs until it wakes. */
  sleep(ms: number): void {
    this.#now += ms
  }
}

/** Lets everything that waits on promises alone run on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 200; i++) await Promise.resolve()
}

export class FakePage implements Page {
  isVisible = true
  isFocused = true
  isOnline = true
  #heard = new Set<(event: PageEvent) => void>()

  visible(): boolean {
    return this.isVisible
  }

  focused(): boolean {
    return this.isFocused
  }

  online(): boolean {
    return this.isOnline
  }

  listen(heard: (event: PageEvent) => void): () => void {
    this.#heard.add(heard)
    return () => this.#heard.delete(heard)
  }

  tell(event: PageEvent): void {
    if (event === 'visible' || event === 'hidden') this.isVisible = event === 'visible'
    if (event === 'focus' || event === 'blur') this.isFocused = event === 'focus'
    if (event === 'online' || event === 'offline') this.isOnline = event === 'online'
    for (const heard of this.#heard) heard(event)
  }
}

export class FakeAddress implements Address {
  title = ''
  #path: string
  #moved = new Set<() => void>()

  constructor(path = '/') {
    this.#path = path
  }

  path(): string {
    return this.#path
  }

  go(path: string): void {
    this.#path = path
  }

  listen(moved: () => void): () => void {
    this.#moved.add(moved)
    return () => this.#moved.delete(moved)
  }

  setTitle(title: string): void {
    this.title = title
  }

  /** The person pressed back or forth. */
  moveTo(path: string): void {
    this.#path = path
    for (const moved of this.#moved) moved()
  }
}

/** The channels of one browser profile: what one tab posts, every other tab of that name hears in the same task. */
export function fakeBroadcasts(): OpenBroadcast {
  const open = new Map<string, Set<(message: unknown) => void>>()
  return (name, heard) => {
    const all = open.get(name) ?? new Set()
    open.set(name, all.add(heard))
    return {
      post: (message) => {
        for (const other of all) if (other !== heard) other(structuredClone(message))
      },
      close: () => all.delete(heard),
    }
  }
}

/** One holder at a time, in the order of asking. */
export function fakeLocks(): Exclusive {
  const tails = new Map<string, Promise<void>>()
  return (name, work) => {
    const mine = (tails.get(name) ?? Promise.resolve()).then(work)
    tails.set(name, mine.catch(() => {}))
    return mine
  }
}

/** Names that are taken for a while, by whichever tab asks first. */
export function fakeClaims(clock: Clock): Claim {
  const taken = new Set<string>()
  return (name, ms) => {
    if (taken.has(name)) return Promise.resolve(false)
    taken.add(name)
    clock.after(ms, () => taken.delete(name))
    return Promise.resolve(true)
  }
}

/** Kept in memory. There are no other tabs that one could hear of. */
export function fakeKeep(): Keep {
  const kept = new Map<string, unknown>()
  return {
    read: (key) => structuredClone(kept.get(key) ?? null),
    write: (key, value) => void kept.set(key, structuredClone(value)),
    remove: (key) => void kept.delete(key),
    watch: () => undefined,
  }
}
