/**
 * Decides when a message is heard: one of somebody else that nobody of this profile is looking at, once over all tabs, and
 * at most one sound a second. What was missed is not heard message by message: a catch-up makes one sound at most.
 *
 * Fetched behind the first paint; until then, and where the browser lets no page be heard, there is silence. A claim that
 * cannot be made is a sound less and nothing else.
 */
import { effect } from '@preact/signals'
import type { Post } from '../net/http.ts'
import { lockClaim, type Claim } from '../platform/claim.ts'
import type { Clock } from '../platform/clock.ts'
import type { Page } from '../platform/page.ts'
import type { Keep } from '../platform/keep.ts'
import { listenForOpenings, systemNotices } from '../platform/notices.ts'
import { browserPushes } from '../platform/pushes.ts'
import { openSound, type Sound } from '../platform/sound.ts'
import { systemOf, textOf } from '../protocol/content.ts'
import type { ChatID, Message } from '../protocol/wire.gen.ts'
import { isArchived, isMuted } from '../state/attention.ts'
import { calls } from '../state/mentions.ts'
import type { Memory } from '../state/memory.ts'
import { noticeWords } from '../state/notice-words.ts'
import { Notifier, type NotifierSurroundings } from './notifier.ts'
import { isPushed, Pushes } from './pushes.ts'

export interface ChimeSurroundings {
  readonly memory: Memory
  readonly clock: Clock
  readonly page: Page
  /** Whether this device is to be heard, as any of its tabs set it last. */
  readonly isOn: () => boolean
  readonly claim: Claim
  readonly sound: Sound
  /** Told of what is heard, and decides for itself what the system shows. */
  readonly notifier: Pick<Notifier, 'tell'>
}

/** How long a message is spoken for; the same push reaches all tabs well within it. */
const SPOKEN_FOR = 2_000
const BETWEEN = 1_000
/** How long a tab without the focus lets the one that has it go first. */
const COURTESY = 200

export class Chime {
  readonly #around: ChimeSurroundings
  /** Up to when (by the server) it is known what there is, and for whom. */
  #known: { readonly me: string; readonly at: number } | undefined

  constructor(around: ChimeSurroundings) {
    this.#around = around
    if (around.memory.loaded.peek()) this.#learn(this.#newestUnread()?.at ?? 0)
  }

  /** A message was pushed. */
  arrived(message: Message): void {
    if (!isSaid(message, this.#around.memory.me) || !this.#isHeard(message)) return
    if (this.#known !== undefined) this.#learn(Math.max(message.at, this.#known.at))
    this.#ring(message.chat, message.seq).catch(() => undefined)
    this.#around.notifier.tell(message).catch(() => undefined)
  }

  /** It is known where all chats stand. What was there when the page came is not news. */
  caughtUp(): void {
    const before = this.#known
    const newest = this.#newestUnread()
    this.#learn(newest?.at ?? before?.at ?? 0)
    if (newest !== undefined && before?.me === this.#around.memory.me && newest.at > before.at) this.arrived(newest)
  }

  async #ring(chat: ChatID, seq: number): Promise<void> {
    const { claim, clock, isOn, page, sound } = this.#around
    const name = `twoticks-heard-${chat}-${seq}`
    if (this.#isSeen(chat)) {
      // Spoken for without a sound, so that the tabs behind this one are silent too.
      await claim(name, SPOKEN_FOR)
      return
    }
    if (!page.focused()) await new Promise<void>((resolve) => clock.after(COURTESY, resolve))
    if (!isOn() || !sound.ready() || this.#isRead(chat, seq)) return
    if ((await claim(name, SPOKEN_FOR)) && (await claim('twoticks-heard', BETWEEN))) sound.play()
  }

  #isSeen(chat: ChatID): boolean {
    const { memory, page } = this.#around
    return memory.open.peek()?.id === chat && page.visible() && page.focused()
  }

  #isRead(chat: ChatID, seq: number): boolean {
    return (this.#around.memory.chat(chat)?.peek().heads.mine.read ?? 0) >= seq
  }

  /** A chat that was made quiet or put away makes no sound, but where it calls one by name, if one wants that. */
  #isHeard({ chat: id, content }: Message): boolean {
    const { memory } = this.#around
    const chat = memory.chat(id)?.peek()
    const settings = memory.settings.peek()
    if (chat === undefined || !(isMuted(chat, () => memory.now.peek()) || isArchived(chat, settings))) return true
    if (settings['notify.mentions'] === 'off') return false
    const session = memory.session.peek()
    const text = content === undefined ? undefined : textOf(content)
    return session.state === 'signed-in' && chat.row.kind === 'group' && text !== undefined && calls(text, session.me.handle)
  }

  #newestUnread(): Message | undefined {
    const { memory } = this.#around
    const unread = memory.all().flatMap(({ heads }) => (heads.unread > 0 && heads.last !== undefined ? [heads.last] : []))
    return unread.filter((message) => isSaid(message, memory.me) && this.#isHeard(message)).sort((a, b) => b.at - a.at)[0]
  }

  #learn(at: number): void {
    this.#known = { me: this.#around.memory.me, at }
  }
}

export type Openings = Omit<ChimeSurroundings, 'claim' | 'sound' | 'notifier'> & Pick<NotifierSurroundings, 'look' | 'open'> & { readonly keep: Keep; readonly post: Post }

/** The chime of a browser, with its notices, those that come while no page is open too. */
export function openChime({ look, open, keep, post, ...around }: Openings): Chime {
  const { memory, clock } = around
  const claimOnDisk: Claim = async (name, ms) => (await import('../db/claim.ts')).claimOnce(name, ms)
  const claim = lockClaim() ?? claimOnDisk
  const notices = systemNotices(() => isPushed(keep))
  const notifier = new Notifier({ ...around, claim, notices, look, open, words: noticeWords(memory) })
  listenForOpenings(open)
  new Pushes({ memory, clock, keep, post, service: browserPushes, allowed: notices.allowed })
  effect(() => {
    if (memory.loaded.value) void notifier.adopt().catch(() => undefined)
  })
  return new Chime({ ...around, claim, sound: openSound(), notifier })
}

/** Something that somebody else said; lines that the server wrote are said by nobody. */
function isSaid({ sender, content }: Message, me: string): boolean {
  return sender !== me && content !== undefined && systemOf(content) === undefined
}
