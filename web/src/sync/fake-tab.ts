/** A tab for tests: an account over a fake server, on fake time, in a window that is what the test says. */
import { ForgetfulStore } from '../db/forgetful-store.ts'
import type { Store } from '../db/store.ts'
import type { Claim } from '../platform/claim.ts'
import { FakeClock, FakePage, fakeBroadcasts, fakeClaims, fakeLocks, settle } from '../platform/fakes.ts'
import type { Exclusive, OpenBroadcast } from '../platform/tabs.ts'
import type { ChatID, Person } from '../protocol/wire.gen.ts'
import { Memory } from '../state/memory.ts'
import { noticeWords } from '../state/notice-words.ts'
import { viewsOf } from '../state/painting.ts'
import type { MessageRow, Status, Views } from '../state/views.ts'
import { Account } from './account.ts'
import type { SystemNotice } from '../platform/notices.ts'
import { Chime } from './chime.ts'
import { Notifier } from './notifier.ts'
// Fetched in parts by the page; here they are at hand, so that no test waits for them.
import './far-back.ts'
import './reoffer.ts'
import './strangers.ts'
import { restore } from './restore.ts'
import { FakeServer, fakeID } from './fake-server.ts'

export const ana: Person = { id: fakeID('ana'), handle: 'ana', name: 'Ana', kind: 'person', version: 1 }
export const bo: Person = { id: fakeID('bo'), handle: 'bo', name: 'Bo', kind: 'person', version: 1 }
export const chat: ChatID = fakeID('ana and bo')
export const otherChat: ChatID = fakeID('another')

export interface Tab {
  readonly account: Account
  readonly memory: Memory
  readonly views: Views
  readonly page: FakePage
  /** What this person set, and what the browser allows; how often it was heard. */
  readonly sound: { isOn: boolean; isAllowed: boolean; plays: number }
  /** What the system shows now, and which chats were opened from there. */
  readonly notices: Shown
  /** Whether the account told that the session is over. */
  readonly isOver: () => boolean
}

export interface Shown {
  notify: boolean
  preview: boolean
  isAllowed: boolean
  readonly shown: (SystemNotice & { readonly press: () => void })[]
  readonly opened: ChatID[]
}

export interface Stage {
  readonly server: FakeServer
  readonly clock: FakeClock
  readonly openTab: (me: Person, options?: TabOptions) => Promise<Tab>
}

export interface TabOptions {
  readonly path?: ChatID
  readonly store?: Store
  readonly random?: () => number
}

/** Ana and Bo with one chat between them, and a profile whose tabs hear each other. */
export function stage(): Stage {
  const server = new FakeServer([ana, bo])
  server.addChat(chat, [ana.id, bo.id])
  const clock = new FakeClock()
  const profiles = new Map<string, { openBroadcast: OpenBroadcast; exclusive: Exclusive; claim: Claim }>()
  const openTab = async (me: Person, { path, store, random = () => 0 }: TabOptions = {}): Promise<Tab> => {
    const profile = profiles.get(me.id) ?? { openBroadcast: fakeBroadcasts(), exclusive: fakeLocks(), claim: fakeClaims(clock) }
    profiles.set(me.id, profile)
    const page = new FakePage()
    const memory = new Memory(path === undefined ? { page: 'chats' } : { page: 'chat', chat: path })
    memory.session.value = {
      state: 'signed-in', me, administrator: false, directory: true, registration: 'open',
      limits: { text_bytes: 16_384, text_characters: 10_000, batch: 50, group_members: 1_024, group_name: 100, group_about: 500, edit_ms: 900_000, delete_ms: 172_800_000, queue_ms: server.queueMs, pinned_chats: 5 },
    }
    let over = false
    const kept = store ?? new ForgetfulStore()
    const loaded = await kept.load()
    restore(memory, loaded)
    const sound = { isOn: true, isAllowed: true, plays: 0 }
    const notices: Shown = { notify: true, preview: true, isAllowed: true, shown: [], opened: [] }
    const notifier = new Notifier({
      memory, clock, page, claim: profile.claim, look: () => notices,
      open: (id) => notices.opened.push(id),
      words: noticeWords(memory),
      notices: {
        allowed: () => notices.isAllowed,
        standing: () => Promise.resolve([]),
        show(notice, opened) {
          const one = { ...notice, press: opened }
          notices.shown.push(one)
          return () => notices.shown.splice(0, Infinity, ...notices.shown.filter((other) => other !== one))
        },
      },
    })
    const chime = new Chime({
      memory, clock, page, claim: profile.claim, isOn: () => sound.isOn,
      sound: { ready: () => sound.isAllowed, play: () => void sound.plays++ },
      notifier,
    })
    const account = await Account.open(
      {
        memory, clock, page, ...profile, chime, random, url: 'ws://test/ws', openSocket: server.socketOf(me.id),
        probe: () => Promise.resolve(server.isUp ? 'healthy' : 'unhealthy'), post: server.postOf(me.id),
        openSlowWay: (ears) => Promise.resolve(server.slowWayOf(me.id)(ears)),
      },
      { welcomed: () => {}, signedOut: () => (over = true) },
      kept,
      loaded,
    )
    const views = viewsOf(memory)
    account.start()
    await settle()
    return { account, memory, views, page, sound, notices, isOver: () => over }
  }
  return { server, clock, openTab }
}

export function rows(tab: Tab): readonly MessageRow[] {
  return (tab.views.chat.value?.rows.value ?? []).filter((row): row is MessageRow => row.kind === 'message')
}

export function texts(tab: Tab): (string | null)[] {
  return rows(tab).map((row) => row.text)
}

export function statuses(tab: Tab): (Status | undefined)[] {
  return rows(tab).map((row) => row.status)
}

let written = 0

/** A person writes in this tab; answers with the row's key. */
export function write(tab: Tab, text: string, to: ChatID = chat): string {
  const id = fakeID(`written ${++written}`)
  tab.account.outbox.add(to, id, text)
  return id
}
