/**
 * Memory as the ui sees it: every value of the seam (`views.ts`) follows from the signals of `memory.ts` and from nothing
 * else. Built once by main.ts. What follows from one chat is computed once per chat and again only when that chat changes.
 */
import { computed, type ReadonlySignal } from '@preact/signals'
import { gistOf } from '../protocol/content.ts'
import type { ChatID, Message } from '../protocol/wire.gen.ts'
import { isArchived, isMuted, wantsAttention } from './attention.ts'
import type { Chat } from './chat.ts'
import type { Memory, OpenChat } from './memory.ts'
import { isFormer } from './new-chat.ts'
import { lastRowOf, quoteView, rowsOf, within, type Painter } from './rows.ts'
import { firstByOthersAbove } from './timeline.ts'
import type { ChatItem, ChatView, NotificationsView, PinView, PresenceView, Views } from './views.ts'

export function viewsOf(memory: Memory): Views {
  const painter = computed(() => painterOf(memory))
  const items = new Map<ChatID, ReadonlySignal<ChatItem>>()
  const itemOf = (id: ChatID): ReadonlySignal<ChatItem> | undefined => {
    const chat = memory.chat(id)
    if (chat === undefined) return undefined
    const known = items.get(id)
    if (known !== undefined) return known
    const mentioned = computed(() => memory.notices.value.mentions.some((message) => message.chat === id && isUnread(message, memory)))
    const made = computed(() => chatItem(memory.chat(id)?.value ?? chat.value, memory, painter.value, mentioned.value))
    items.set(id, made)
    return made
  }
  const chats = computed(() => {
    const ids = memory.chatIDs.value
    for (const id of items.keys()) if (!ids.includes(id)) items.delete(id)
    return ids.flatMap((id) => itemOf(id)?.value ?? []).sort(byNewest)
  })
  const isKnown = computed(() => {
    const open = memory.open.value
    return open !== null && memory.chatIDs.value.includes(open.id)
  })
  return {
    route: memory.route,
    session: memory.session,
    connection: memory.connection,
    banner: memory.banner,
    chats,
    chatsLoaded: memory.loaded,
    chat: computed(() => {
      const open = memory.open.value
      const item = open !== null && isKnown.value ? itemOf(open.id) : undefined
      return open === null || item === undefined ? null : chatView(open, item, memory, painter)
    }),
    notifications: computed(() => notificationsView(memory, chats.value)),
    device: computed(() => ({
      durable: memory.durable.value,
      waiting: chats.value.reduce((sum, item) => sum + item.waiting, 0),
      unsent: memory.strays.value + chats.value.reduce((sum, item) => sum + unsentIn(memory, item.id), 0),
      ...memory.look.value,
    })),
    busy: memory.busy,
    updateReady: memory.updateReady,
    now: memory.now,
    presenceOf: (user) => presenceOf(memory, user),
    pictureOf: memory.pictureOf,
    settings: memory.settings,
    uploaded: memory.uploaded,
  }
}

/** Pinned ones first; then by the last message, sent or waiting; a draft that was left behind moves its chat up. */
function byNewest(a: ChatItem, b: ChatItem): number {
  return Number(b.pinned) - Number(a.pinned) || b.at - a.at
}

function unsentIn(memory: Memory, id: ChatID): number {
  return memory.chat(id)?.value.outbox.filter((pending) => pending.seq === undefined).length ?? 0
}

export function painterOf(memory: Memory): Painter {
  const { me, person } = memory
  const session = memory.session.value
  return { me, person, limits: session.state === 'signed-in' ? session.limits : { edit_ms: 0, delete_ms: 0, queue_ms: 0 }, now: () => memory.now.peek(), time: () => memory.now.value }
}

function chatItem(chat: Chat, memory: Memory, painter: Painter, mentioned: boolean): ChatItem {
  const { me, person } = memory
  const { row, heads, outbox, typing, draft } = chat
  const kind = row.kind === 'self' || row.kind === 'group' ? row.kind : 'direct'
  const peer = row.peer === undefined ? undefined : person(row.peer)
  const last = lastRowOf(chat, painter)
  const now = () => memory.now.value
  const settings = memory.settings.value
  return {
    id: row.chat,
    kind,
    title: peer?.name ?? row.name ?? person(me).name,
    ...(peer === undefined ? {} : { peer, presence: presenceOf(memory, peer.id) }),
    members: heads.members,
    ...(row.role === 'administrator' || row.role === 'member' ? { role: row.role } : {}),
    ...(row.settings === undefined ? {} : { group: row }),
    former: isFormer(chat),
    ...(last === undefined ? {} : { last }),
    at: Math.max(last?.at ?? heads.head_at, chat.draftedAt),
    unread: heads.unread,
    pinned: row.pinned_at !== undefined,
    muted: isMuted(chat, now),
    archived: isArchived(chat, settings),
    markedUnread: row.marked_unread === true,
    blocked: row.blocked === true,
    ...(row.timer && { timer: row.timer }),
    attention: wantsAttention(chat, now, settings),
    mentioned,
    typing: { names: typing.users.map((user) => person(user).name), count: typing.count },
    draft,
    failed: outbox.some((pending) => pending.state === 'failed'),
    waiting: outbox.filter((pending) => pending.state === 'waiting' || pending.state === 'sending').length,
  }
}

function chatView(open: OpenChat, item: ReadonlySignal<ChatItem>, memory: Memory, painter: ReadonlySignal<Painter>): ChatView {
  const chat = memory.chat(open.id)
  return {
    id: open.id,
    item,
    rows: computed(() => {
      if (chat === undefined) return []
      const past = open.past.value
      return rowsOf(past === null ? chat.value : { ...chat.value, timeline: past, outbox: [] }, painter.value)
    }),
    loading: open.loading,
    failure: open.failure,
    older: open.older,
    newer: open.newer,
    target: open.target,
    divider: open.divider,
    draft: computed(() => chat?.value.draft ?? ''),
    pins: computed(() => (chat === undefined ? [] : pinsOf(chat.value, memory))),
    reply: computed(() => {
      const quote = chat?.value.reply
      return quote === undefined ? null : quoteView(quote, painter.value)
    }),
  }
}

function notificationsView(memory: Memory, chats: readonly ChatItem[]): NotificationsView {
  const { ready, accepted, mentions } = memory.notices.value
  return {
    ready,
    mentions: mentions.flatMap((message) => {
      const item = chats.find(({ id }) => id === message.chat)
      if (item === undefined || !isUnread(message, memory)) return []
      const { seq, at, content, sender } = message
      return { item, seq, at, sender: memory.person(sender), text: content === undefined ? '' : gistOf(content) }
    }),
    unread: chats.filter((item) => item.unread > 0 && item.attention).map((item) => ({ item, firstUnread: firstUnread(memory, item.id) })),
    accepted: accepted.map(({ user, chat, at }) => ({ person: memory.person(user), chat, at })),
  }
}

/** By the server's time, which ticks: nothing else tells that the time of a pin has passed. */
function pinsOf({ heads, row, hidden }: Chat, { now, person }: Memory): readonly PinView[] {
  const standing = (heads.pins ?? []).filter(({ message, until_at: until }) => until > now.value && message.seq > row.from && !hidden.has(message.seq))
  return standing.map(({ message: { seq, sender, content } }) => ({ seq, sender: person(sender), text: content === undefined ? '' : gistOf(content) }))
}

/** Read on any device it is read; what expired for this person, or was said before they came back, is not theirs to read. */
function isUnread({ chat: id, seq }: Message, memory: Memory): boolean {
  const chat = memory.chat(id)?.value
  if (chat === undefined) return false
  const { mine, expired = [] } = chat.heads
  return seq > mine.read && seq > chat.row.from && !chat.hidden.has(seq) && !within(expired, seq)
}

function firstUnread(memory: Memory, id: ChatID): number {
  const chat = memory.chat(id)?.value
  const read = chat?.heads.mine.read ?? 0
  const first = chat?.timeline == null ? undefined : firstByOthersAbove(chat.timeline, read, memory.me)
  return first?.seq ?? read + 1
}

/** While the server cannot be asked, who is online is not known; it is never "offline for all". */
function presenceOf(memory: Memory, user: string): PresenceView {
  const presence = memory.presence(user)
  if (memory.connection.value.state !== 'offline' || presence.state === 'unknown') return presence
  return presence.lastSeenAt === undefined ? { state: 'unknown' } : { state: 'unknown', lastSeenAt: presence.lastSeenAt }
}
