/**
 * What the service worker does with a push: it shows one notice for each chat, and where no page of this profile is open it does what
 * the page would have done, so that the sender's second tick is true: it fetches what is missing of the chat, writes it to the disk, and
 * then says that it is delivered (C19); and it takes away the notices of what was read elsewhere. The server tells of that too, by a push
 * of its own, but no more often than browsers allow what shows nothing.
 *
 * It writes what the page writes, by the same store, and nothing that a page which opens meanwhile would not write as well.
 */
import { IndexedStore } from '../db/indexed-store.ts'
import type { Batch, Kept, Stretch } from '../db/store.ts'
import { post } from '../net/http.ts'
import type { ChatID, ChatRow, HeadsRow, Message, Person, UserID } from '../protocol/wire.gen.ts'
import { sayTold } from '../words/told.ts'

/** What the server pushes (internal/push). */
export interface Push {
  readonly chat: ChatID
  readonly seq: number
  readonly me: UserID
  readonly language: string
  readonly from?: string
  readonly in?: string
  readonly text?: string
  readonly holds?: readonly string[]
  /** It was read elsewhere, up to seq. */
  readonly read?: boolean
}

/** A window of this profile, and a notice that stands. */
export interface Window {
  readonly focused: boolean
  readonly visibilityState: string
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}

interface Notice {
  readonly tag: string
  readonly data: { readonly seq?: number; readonly count?: number } | null
  close(): void
}

export interface Registration {
  showNotification(title: string, options: NotificationOptions): Promise<void>
  getNotifications(filter?: { tag: string }): Promise<readonly Notice[]>
}

/** Further behind than this a chat starts anew from its newest rows, as in the page (C12). */
const TOO_FAR = 1_000
const NEWEST = 50
const RANGE = 200
/** Notices that are looked at, of those that stand. */
const MOST = 100
/** Beyond so many requests the page is left to do the rest. */
const PATIENCE = 8

export function readPush(data: unknown): Push | undefined {
  const push = data as Partial<Push> | null
  const isPush = typeof push?.chat === 'string' && typeof push.me === 'string' && typeof push.seq === 'number' && typeof push.language === 'string'
  return isPush ? (push as Push) : undefined
}

export async function pushed(push: Push, registration: Registration, windows: readonly Window[]): Promise<void> {
  if (push.read === true) return takeAway(push.chat, push.seq, await registration.getNotifications())
  // Whoever looks at any window of this profile sees it come.
  const isSeen = windows.some(({ focused, visibilityState }) => focused && visibilityState === 'visible')
  const isPageOpen = windows.length > 0
  await Promise.all([isSeen ? undefined : show(push, registration), isPageOpen ? undefined : keep(push).catch(() => undefined)])
  if (!isPageOpen) await tidy(registration).catch(() => undefined)
}

function takeAway(chat: ChatID, read: number, standing: readonly Notice[]): void {
  for (const one of standing) if (one.tag === chat && (one.data?.seq ?? 0) <= read) one.close()
}

/** Takes away what was read on another device, also before its push came here. */
async function tidy(registration: Registration): Promise<void> {
  const standing = await registration.getNotifications()
  if (standing.length === 0) return
  const { heads } = await post('heads.list', { chats: standing.slice(0, MOST).map(({ tag }) => tag) })
  for (const { chat, mine } of heads) takeAway(chat, mine.read, standing)
}

async function show(push: Push, registration: Registration): Promise<void> {
  const { chat, seq, language } = push
  const [standing] = await registration.getNotifications({ tag: chat })
  if ((standing?.data?.seq ?? 0) >= seq) return // a page was quicker
  const count = (standing?.data?.count ?? 0) + 1
  const { title, body } = sayTold(language, { from: push.from, group: push.in, text: push.text, holds: push.holds, count })
  const data = { chat, seq, count }
  const options = { body, tag: chat, icon: '/icon.svg', badge: '/badge.svg', lang: language, dir: 'auto', renotify: true, data }
  await registration.showNotification(title, options as NotificationOptions)
}

/** Brings one chat on this device up to where it stands. */
async function keep({ chat, me }: Push): Promise<void> {
  const store = new IndexedStore(me, () => undefined)
  try {
    const kept = await store.load()
    if (kept.sync === undefined) return await store.destroy() // nobody has used this account here
    const { epoch, heads: [heads], people: told } = await post('heads.list', { chats: [chat] })
    const people = [...told]
    const known = kept.chats.find(({ id }) => id === chat)
    const row = known?.row ?? (await newRow(kept.sync.rev, chat, people))
    // Another epoch is a matter of the whole account (C17): the page will see to it.
    if (heads === undefined || row === undefined || epoch !== kept.sync.epoch || row.to !== undefined) return
    const found = await missing(chat, row, heads, known, people)
    if (found === undefined) return
    const hidden = new Set(known?.hidden)
    await store.commit({
      ...nothing,
      reset: new Set(found.isNew ? [chat] : []),
      chats: new Map([[chat, { ...known, id: chat, row, heads }]]),
      stretches: [{ ...found.stretch, messages: found.stretch.messages.filter(({ seq }) => !hidden.has(seq)) }],
      people,
    })
    if (found.stretch.cursor > heads.mine.delivered) await post('receipt.mark', { marks: [{ chat, delivered: found.stretch.cursor }] })
  } finally {
    store.close()
  }
}

/** One's own row of a chat that this device has not heard of. The account's sync goes on from where it was: the page reads it again. */
async function newRow(rev: number, chat: ChatID, people: Person[]): Promise<ChatRow | undefined> {
  for (let asked = 0; asked < PATIENCE; asked++) {
    const answer = await post('account.since', { rev })
    people.push(...answer.people)
    const row = answer.chats.find((each) => each.chat === chat)
    if (row !== undefined || !answer.more) return row
    rev = answer.rev
  }
  return undefined
}

/** What a chat lacks here up to its head, and down to what this person was never told of; undefined where that is too much. */
async function missing(chat: ChatID, row: ChatRow, heads: HeadsRow, known: Kept['chats'][number] | undefined, people: Person[]): Promise<{ stretch: Stretch; isNew: boolean } | undefined> {
  const span = known?.span
  let asked = 0
  if (span !== undefined && heads.head - span.cursor <= TOO_FAR && span.floor <= heads.mine.delivered + 1) {
    const messages: Message[] = []
    let cursor = span.cursor
    while (cursor < heads.head && asked++ < PATIENCE) {
      const page = await post('changes.read', { chat, after: cursor, limit: RANGE })
      if (page.upto <= cursor) break
      people.push(...page.people)
      messages.push(...page.entries.flatMap(({ message }) => message ?? []))
      cursor = page.upto
    }
    return { stretch: { chat, floor: span.cursor + 1, cursor, messages }, isNew: false }
  }
  let page = await post('history.read', { chat, limit: NEWEST })
  const { head } = page
  const messages = [...page.messages]
  people.push(...page.people)
  const floorOf = () => (page.more ? (messages[0]?.seq ?? head + 1) : row.from + 1)
  while (floorOf() > heads.mine.delivered + 1) {
    if (asked++ >= PATIENCE) return undefined
    page = await post('history.read', { chat, before: floorOf(), limit: RANGE })
    people.push(...page.people)
    messages.unshift(...page.messages)
  }
  return { stretch: { chat, floor: floorOf(), cursor: head, messages }, isNew: true }
}

const nothing: Batch = {
  reset: new Set(), gone: new Set(), chats: new Map(), stretches: [], people: [], pending: new Map(), settled: new Set(), sent: new Map(), drafts: new Map(),
}
