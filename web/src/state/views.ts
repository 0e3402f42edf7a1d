// What the user interface is given to paint. This file is the seam between the client's core (which makes these values
// true) and the ui (which shows them and nothing else). Types only: no code, no DOM, no network. Every object is
// immutable: a change is a new object, so that a row whose object is the same need not be painted again.
import type { ReadonlySignal } from '@preact/signals'
import type { ChatID, ChatRow, ErrorCode, File as SentFile, InvitationID, Limits, Link, UserID } from '../protocol/wire.gen.ts'
import type { Language } from '../words/languages.ts'

/** The parts of the settings that have an address of their own. */
export type SettingsSection = 'profile' | 'privacy' | 'who-sees' | 'chats' | 'devices' | 'account'

/** Where the page is. `/`, `/c/<chat>`, `/notifications`, `/settings`, `/settings/<section>`, `/admin`, `/sign-up`, `/sign-in`, `/invite/<token>`, `/j/<token>`, `/set-up/<token>`, `/reset/<token>`. */
export type Route =
  | { readonly page: 'chats' }
  | { readonly page: 'chat'; readonly chat: ChatID; readonly at?: number }
  | { readonly page: 'notifications' }
  | { readonly page: 'settings'; readonly section?: SettingsSection }
  | { readonly page: 'admin' }
  | { readonly page: 'sign-in' }
  | { readonly page: 'sign-up' }
  | { readonly page: 'invite'; readonly token: string }
  | { readonly page: 'join'; readonly token: string }
  | { readonly page: 'set-up'; readonly token: string }
  | { readonly page: 'reset'; readonly token: string }
  | { readonly page: 'not-found' }

/** Who uses this page. `unknown` only until the first answer, or the local store, tells. */
export type SessionView =
  | { readonly state: 'unknown' }
  | {
      readonly state: 'signed-out'
      /** This browser was signed in, and its session was ended elsewhere. */
      readonly ended: boolean
      readonly registration: 'open' | 'invite' | 'closed'
      readonly setUp: boolean
      readonly needsSetUpLink: boolean
      /** What that person had not sent yet stays on this device until they sign in again or drop it (`dropUnsent`). */
      readonly unsent?: { readonly person: PersonView; readonly count: number }
    }
  | {
      readonly state: 'signed-in'
      readonly me: PersonView
      readonly administrator: boolean
      readonly directory: boolean
      readonly registration: 'open' | 'invite' | 'closed'
      readonly limits: Limits
    }

/** The connection, always visible (R6.5). */
export type ConnectionView =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  | { readonly state: 'reconnecting'; readonly attempt: number; readonly of: number }
  | { readonly state: 'offline'; readonly reason: 'no-network' | 'unreachable' }
  /** The server answers, but lets no live connection through: everything goes over HTTP (R12.1). */
  | { readonly state: 'slow' }
  | { readonly state: 'signed-out' }
  | { readonly state: 'outdated' }

export interface PersonView {
  readonly id: UserID
  readonly name: string
  readonly handle: string
  /** What they say of themselves. */
  readonly about?: string
  /** The id of what they look like. */
  readonly picture?: string | undefined
  /** The id of an author of imported messages whom this one stands for: its own while nobody says that it was them. */
  readonly stands?: UserID
  /** Of such an author: who says that it was them. */
  readonly claimed?: UserID | undefined
  /** A program, and no person. */
  readonly bot?: true
  /** The account was deleted: the name is this page's word for it, and there is no handle. */
  readonly deleted?: true
}

export interface PresenceView {
  readonly state: 'online' | 'offline' | 'unknown'
  /** ms; absent when never seen or not to be shown. */
  readonly lastSeenAt?: number
}

/** A sender's status of a message (C21), in its order; `failed` exists only before the server has it. */
export type Status = 'waiting' | 'sending' | 'sent' | 'expired' | 'delivered' | 'read' | 'failed'

/** A row of the conversation. `key` stays the same from the outbox to the tick, so that its element does too. */
export type Row = MessageRow | SystemRow | ExpiredRow

export interface MessageRow {
  readonly kind: 'message'
  readonly key: string
  /** Absent while it waits in the outbox. */
  readonly seq?: number
  readonly mine: boolean
  readonly sender: PersonView
  /** null: deleted for everyone. `unknown`: a kind of content that this page does not know. */
  readonly text: string | null
  readonly unknown?: boolean
  /** Its time is over. Only where it stands for its chat in the list: elsewhere there is no row of it. */
  readonly vanished?: boolean
  /** ms: the server's time, or this device's while it waits. */
  readonly at: number
  readonly edited: boolean
  /** One's own only. */
  readonly status?: Status
  /**
   * Why it failed; of one that waits, why the server would not take it yet. `waitingSince` (ms) lets the bubble say
   * "Waiting for connection" after 10 s. A failure with the code `too_old` is no failure but a question (C28): the
   * message is older than 7 days and is sent (`retry`) or dropped (`discard`) only as the person says.
   */
  readonly failure?: Failure
  readonly waitingSince?: number
  /** ms by the server's clock (`Views.now`) up to which it can be edited, or deleted for everyone; absent: it cannot. */
  readonly editableUntil?: number
  readonly deletableUntil?: number
  /** Kept by this person, for themselves. */
  readonly starred?: boolean
  /** Expired, and sent again since: it need not be offered a second time. */
  readonly sentAgain?: boolean
  /** What it answers. */
  readonly quote?: QuoteView
  readonly forwarded?: boolean
  /** The most frequent first. */
  readonly reactions?: readonly ReactionView[]
  /** What one of its links is about. */
  readonly link?: Link | undefined
  /** What it shows beside its words, which may be ''. */
  readonly files?: readonly FileView[] | undefined
}

/** A file of a message. `path`: where it is read; absent while the message waits in the outbox. */
export interface FileView extends SentFile {
  readonly path?: string
}

export interface QuoteView {
  readonly seq: number
  /** Absent where one may not see the message that was answered. */
  readonly sender?: PersonView
  readonly mine: boolean
  /** null: deleted for everyone, or not to be seen. */
  readonly text: string | null
  readonly unknown?: boolean
}

export interface ReactionView {
  readonly emoji: string
  readonly count: number
  readonly mine: boolean
}

export interface SystemRow {
  readonly kind: 'system'
  readonly key: string
  readonly seq: number
  readonly line: string
  readonly actor: PersonView
  readonly subjects: readonly PersonView[]
  readonly at: number
  /** What somebody wrote that the line says. */
  readonly text?: string
}

/** Stands in place of messages that expired while this person was away (C27); `showExpired` brings them back. */
export interface ExpiredRow {
  readonly kind: 'expired'
  readonly key: string
  /** The stretch: above `from`, up to `seq`. */
  readonly from: number
  readonly seq: number
  /** How many messages of others are in it. */
  readonly count: number
  /** ms; that of the row before it, for its place under a date. */
  readonly at: number
}

/** What went wrong, for words.ts to put into a sentence and a next step. */
export interface Failure {
  /** A code of the protocol's registry, or the client's own: no answer, no network, a message too old to be sent unasked. */
  readonly code: ErrorCode | 'no_connection' | 'timeout' | 'too_old'
  readonly field?: string
  readonly retryAfterMs?: number
  readonly reference?: string
}

/** One entry of the chat list, newest first. */
export interface ChatItem {
  readonly id: ChatID
  readonly kind: 'self' | 'direct' | 'group'
  /** The person's name, or the group's; for a note to oneself one's own. */
  readonly title: string
  readonly peer?: PersonView
  readonly presence?: PresenceView
  /** How many there are in it, oneself included. */
  readonly members: number
  /** One's own role in a group. */
  readonly role?: 'administrator' | 'member'
  /** What a group says of itself and lets its members do; how many ask to join, for those who decide. */
  readonly group?: Pick<ChatRow, 'about' | 'settings' | 'requests'>
  /** One is not a member any more: what was said until then can be read, nothing can be written (C23). */
  readonly former: boolean
  /** The newest row, or the newest one in the outbox. */
  readonly last?: MessageRow | SystemRow
  readonly at: number
  readonly unread: number
  /** At the top of the list. */
  readonly pinned: boolean
  /** Quiet for now: no sound, a gray badge. */
  readonly muted: boolean
  /** Put away: in a part of the list of its own, and in no count. */
  readonly archived: boolean
  /** One's own dot; opening the chat clears it. */
  readonly markedUnread: boolean
  /** One blocks the other person, and cannot write there. */
  readonly blocked: boolean
  /** How many seconds messages stay that are written now; absent for ever. */
  readonly timer?: number
  /** It counts in the number of unread chats. */
  readonly attention: boolean
  /** An unread message calls one by name (R1.3). */
  readonly mentioned: boolean
  readonly typing: TypingView
  readonly draft: string
  /** Something in the outbox of this chat failed, or waits. */
  readonly failed: boolean
  readonly waiting: number
}

/** Who types, oneself left out: up to three names, and how many in all. */
export interface TypingView {
  readonly names: readonly string[]
  readonly count: number
}

/** The conversation that is open in this tab. */
export interface ChatView {
  readonly id: ChatID
  readonly item: ReadonlySignal<ChatItem>
  /** Oldest first; those in the outbox last, in the order written. */
  readonly rows: ReadonlySignal<readonly Row[]>
  /** `empty`: not even the first page is here yet (skeleton after 150 ms). */
  readonly loading: ReadonlySignal<'empty' | 'ready' | 'failed'>
  /** Why it failed, where the server said so; `loadOlder` tries again. */
  readonly failure: ReadonlySignal<Failure | null>
  readonly older: ReadonlySignal<'none' | 'some' | 'loading' | 'failed'>
  /** Whether there are rows above `rows`: only after a jump far back (`jumpTo`), until `loadNewer` or `toNewest` leads back. */
  readonly newer: ReadonlySignal<'none' | 'some' | 'loading' | 'failed'>
  /** The row that is to be brought into view; a new object each time that is asked for. */
  readonly target: ReadonlySignal<Target | null>
  /** The first unread seq when the chat was opened, and how many there were; null when there were none. Fixed until left. */
  readonly divider: ReadonlySignal<{ readonly seq: number; readonly count: number } | null>
  readonly draft: ReadonlySignal<string>
  /** What is pinned for everybody, those pinned last first. */
  readonly pins: ReadonlySignal<readonly PinView[]>
  /** What the message that is being written answers. */
  readonly reply: ReadonlySignal<QuoteView | null>
}

export interface Target {
  readonly seq: number
}

/** A message that a search found. */
export interface FoundMessage {
  readonly chat: ChatID
  readonly seq: number
  readonly sender: PersonView
  readonly at: number
  readonly snippet: readonly { readonly text: string; readonly hit?: boolean }[]
  readonly files?: readonly FileView[]
}

export interface FoundPage {
  readonly found: readonly FoundMessage[]
  /** The server could not be asked: this is what this device keeps. */
  readonly onDevice: boolean
  /** Leads to the next page; up to `searchedTo` (ms) everything newer was searched. */
  readonly next?: string
  readonly searchedTo?: number
}

export interface PinView {
  readonly seq: number
  readonly sender: PersonView
  readonly text: string
}

/** A starred message, with where its list goes on from. */
export interface StarView {
  readonly chat: ChatID
  readonly title: string
  readonly row: MessageRow
}

/** The page of notifications (R1.3). */
export interface NotificationsView {
  readonly ready: boolean
  /** Chats with unread messages, newest first; `firstUnread` is where opening leads. */
  readonly unread: readonly { readonly item: ChatItem; readonly firstUnread: number }[]
  /** Unread messages that call one by name in groups, newest first. */
  readonly mentions: readonly MentionView[]
  /** People who came through one's invitations, newest first. */
  readonly accepted: readonly { readonly person: PersonView; readonly chat: ChatID; readonly at: number }[]
}

export interface MentionView {
  readonly item: ChatItem
  readonly sender: PersonView
  readonly seq: number
  readonly text: string
  readonly at: number
}

export interface InvitationView {
  readonly id: InvitationID
  readonly createdAt: number
  readonly expiresAt: number
  readonly uses: number
  readonly maxUses: number
  readonly revoked: boolean
}

/** Who is in a group now, the earliest first. */
export interface MembersView {
  readonly chat: ChatID
  readonly members: readonly { readonly person: PersonView; readonly presence: PresenceView; readonly administrator: boolean }[]
  /** Who was to be added and does not let this person do that. */
  readonly notAdded: readonly PersonView[]
}

/** Who has one's own message, and since when (R8.2). */
export interface MessageInfoView {
  readonly row: MessageRow
  readonly receipts: readonly {
    readonly person: PersonView
    readonly delivered: boolean
    readonly read: boolean
    /** It left this person's queue before it was delivered (C26). */
    readonly expired: boolean
    /** They have left since, and do not count any more. */
    readonly left: boolean
    readonly deliveredAt?: number
    readonly readAt?: number
    /** When they played a voice message first. */
    readonly playedAt?: number
  }[]
  /** One's own devices, this one among them. */
  readonly devices: readonly { readonly id: string; readonly name: string; readonly has: boolean; readonly current: boolean; readonly usedAt: number }[]
}

/** What hangs over everything: how this browser keeps things. */
export interface DeviceView {
  /** false: this browser cannot keep messages; those that wait are lost with the window. */
  readonly durable: boolean
  /** How many messages wait on this device, in all chats. */
  readonly waiting: number
  /** Those that wait and those that failed: what signing out would lose. */
  readonly unsent: number
  readonly theme: 'system' | 'light' | 'dark'
  readonly language: Language
  /** px at 100 %: 13 to 19. */
  readonly textSize: number
  readonly enterSends: boolean
  /** A message of somebody else is heard. */
  readonly sound: boolean
  /** Notices of the system, where the browser lets the page show any; with who wrote what in them. */
  readonly notify: boolean
  readonly preview: boolean
  /** Notices were offered here, and the person answered. */
  readonly offered?: boolean
  /** The emoji that were used last, the newest first. */
  readonly emoji: readonly string[]
  /** px of the chat list on a wide screen; absent until it was dragged. */
  readonly listWidth?: number
}

/** All that is true now, as the ui sees it. */
export interface Views {
  readonly route: ReadonlySignal<Route>
  readonly session: ReadonlySignal<SessionView>
  readonly connection: ReadonlySignal<ConnectionView>
  /** Trouble has lasted for more than 2 s, or the browser says that it is offline: show the banner. */
  readonly banner: ReadonlySignal<boolean>
  readonly chats: ReadonlySignal<readonly ChatItem[]>
  /** The server's word is here, or what this device kept since the last time. */
  readonly chatsLoaded: ReadonlySignal<boolean>
  /** null: no chat is open in this tab, or it is not (any more) one's own. */
  readonly chat: ReadonlySignal<ChatView | null>
  readonly notifications: ReadonlySignal<NotificationsView>
  readonly device: ReadonlySignal<DeviceView>
  /** The server answers and takes no messages for now, and why: those that wait stay on this device. null: it takes them. */
  readonly busy: ReadonlySignal<Failure | null>
  /** A newer page is on this device and waits until `update` is called, or every tab was closed. */
  readonly updateReady: ReadonlySignal<boolean>
  /** The server's time now in ms, ticking every 10 s: for "5 minutes ago". */
  readonly now: ReadonlySignal<number>
  /** Where the page finds what a person or a group looks like. To be read where it is painted. */
  readonly pictureOf: (id: string) => string | undefined
  readonly presenceOf: (user: UserID) => PresenceView
  /** What was chosen for all one's devices, by name; what is not in it stands as it does at first. */
  readonly settings: ReadonlySignal<Readonly<Record<string, string>>>
  /** How much of a file that is being uploaded is there, by its id: 0 to 1. */
  readonly uploaded: ReadonlySignal<Readonly<Record<string, number>>>
}
