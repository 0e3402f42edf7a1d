// What a person can do. The ui calls these and nothing else; the core implements them (main.ts puts the two together).
// Those that need the server's word return a promise of a Result: they never reject, and a failure says why.
import type { Permission } from '../platform/notices.ts'
import type { Reply, Request } from '../protocol/codec.ts'
import type { ChatID, Commands, InvitationID, Link, UserID } from '../protocol/wire.gen.ts'
import type { SearchQuery } from '../state/found.ts'
import type { DeviceView, Failure, FoundPage, InvitationView, MembersView, MessageInfoView, PersonView, PresenceView, StarView } from '../state/views.ts'
import type { AttachActions } from './attach.ts'
import type { ImportActions } from './imports.ts'
import type { WholeChatActions } from './whole-chat.ts'
import type { AdminCommand } from './administration.ts'
import type { OwnCommand } from './own.ts'
import type { ProgramCommand } from './programs.ts'

export type GroupCommand = Extract<keyof Commands, `group.${string}`>

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export interface Actions extends AttachActions, WholeChatActions, ImportActions {
  /** Goes to a path of this page without a reload; `replace` leaves no way back. */
  go(path: string, replace?: boolean): void

  signUp(form: { name: string; handle: string; password: string; invitation?: string; setUp?: string }): Promise<Result<{ chat?: ChatID }>>
  signIn(form: { handle: string; password: string }): Promise<Result<null>>
  /** Signs this device out and forgets what it keeps. What is not sent is lost: ask first where `device.unsent` is not 0. */
  signOut(): Promise<Result<null>>
  /** At the door: gives up what the person who was signed out elsewhere had not sent. */
  dropUnsent(): Promise<void>
  resetPassword(form: { token: string; password: string }): Promise<Result<null>>

  lookUpInvitation(token: string): Promise<Result<{ inviter: PersonView; expiresAt: number }>>
  acceptInvitation(token: string): Promise<Result<{ chat: ChatID }>>
  createInvitation(form: { maxUses: number; expiresInMs: number }): Promise<Result<{ invitation: InvitationView; url: string }>>
  listInvitations(): Promise<Result<readonly InvitationView[]>>
  revokeInvitation(id: InvitationID): Promise<Result<null>>

  findPeople(handle: string): Promise<Result<readonly { person: PersonView; presence: PresenceView }[]>>
  listPeople(after?: string): Promise<Result<{ people: readonly { person: PersonView; presence: PresenceView }[]; next?: string }>>
  /**
   * Finds messages, the newest first; where the server cannot be asked, among those that this device keeps (`onDevice`). A page may
   * be short or empty and yet have a `next`: then the search goes on from there.
   */
  searchMessages(query: SearchQuery & { readonly after?: string }): Promise<Result<FoundPage>>
  /** Whom this device knows by a part of their name or handle. */
  searchPeople(text: string): Promise<Result<readonly PersonView[]>>

  /** Opens the one chat with a person (oneself: the note to oneself) and answers with its id. */
  openChat(user: UserID): Promise<Result<{ chat: ChatID }>>

  /** Makes a group with oneself as its administrator. Pressed twice after a lost answer, it is the same group. */
  createGroup(form: { name: string; users: readonly UserID[] }): Promise<Result<Pick<MembersView, 'chat' | 'notAdded'>>>
  listMembers(chat: ChatID): Promise<Result<MembersView>>
  addMembers(chat: ChatID, users: readonly UserID[]): Promise<Result<MembersView>>
  removeMember(chat: ChatID, user: UserID): Promise<Result<MembersView>>
  leaveGroup(chat: ChatID): Promise<Result<null>>

  /** How a chat stands in one's own list, on all devices; what is absent stays. The change comes back as the account's row. */
  setChat(chat: ChatID, change: Partial<Pick<Request<'chat.set'>, 'pinned' | 'archived' | 'marked_unread' | 'mute'>>): Promise<Result<null>>
  /** For how many seconds messages of a chat stay that are written from now on; 0 for ever. */
  setTimer(chat: ChatID, seconds: number): Promise<Result<null>>
  /** Takes everything that is in a chat now out of one's own view. */
  clearChat(chat: ChatID): Promise<Result<null>>
  /** Says that one has read a chat, without opening it. */
  readAll(chat: ChatID): Promise<Result<null>>
  block(user: UserID): Promise<Result<null>>
  unblock(user: UserID): Promise<Result<null>>
  listBlocked(): Promise<Result<readonly PersonView[]>>

  /** Puts a message, as an answer where one was chosen (`replyTo`), into the outbox and on the screen in the same frame (R10.1). */
  send(chat: ChatID, text: string): void
  /** Sends messages on to other chats, as one's own words that were said elsewhere; by their rows' keys, in their order. */
  forward(from: ChatID, keys: readonly string[], to: readonly ChatID[]): void
  /** Chooses what the message that is being written answers; null: nothing. */
  replyTo(chat: ChatID, seq: number | null): void
  /** One's own reaction to a message; '' takes it back. */
  react(chat: ChatID, seq: number, emoji: string): Promise<Result<null>>
  /** Everybody who reacted, oneself first. */
  listReactions(chat: ChatID, seq: number): Promise<Result<readonly { person: PersonView; emoji: string }[]>>
  /** Tries a failed message again, drops it, by the row's key; also the two answers to the question of C28. */
  retry(chat: ChatID, key: string): void
  discard(chat: ChatID, key: string): void
  /** Sends an expired message anew, under an id of its own that names the old one (C26). */
  sendAgain(chat: ChatID, seq: number): void
  /** Gives one's own message another text; until `editableUntil`. */
  editMessage(chat: ChatID, seq: number, text: string): Promise<Result<null>>
  /** Deletes a message for everyone; until `deletableUntil`. */
  deleteMessage(chat: ChatID, seq: number): Promise<Result<null>>
  /** [Show] on the line of an expired stretch: brings its messages back, by the row's `from`. */
  showExpired(chat: ChatID, from: number): Promise<Result<null>>
  /** The next older messages; where not even the first page came, that one again. */
  loadOlder(chat: ChatID): void
  /** The next messages towards the present, after a jump far back. */
  loadNewer(chat: ChatID): void
  /**
   * Shows a message of any chat of one's own, however far back: opens the chat there, or brings the message into view where it is
   * open (`ChatView.target`). Its neighbours can be read on in both directions up to the present.
   */
  jumpTo(chat: ChatID, seq: number): Promise<Result<null>>
  /** Back to the newest message after a jump. */
  toNewest(chat: ChatID): void
  /** Keeps a message for oneself on all one's devices, or lets it go. */
  starMessage(chat: ChatID, seq: number, on: boolean): Promise<Result<null>>
  /** Deletes a message for oneself alone. */
  hideMessage(chat: ChatID, seq: number): Promise<Result<null>>
  /** Pins a message for everybody for so long; 0 takes the pin away. */
  pinMessage(chat: ChatID, seq: number, forMs: number): Promise<Result<null>>
  /** One's starred messages, those starred last first: of one chat, or of all. */
  listStars(chat?: ChatID, before?: number): Promise<Result<{ stars: readonly StarView[]; next?: number }>>
  /** The same as `messageInfo`; where the connection can, `onNews` is called whenever somebody gets or reads it, until `end`. */
  watchInfo(chat: ChatID, seq: number, onNews: () => void): Promise<{ readonly live: boolean; readonly end: () => void }>
  messageInfo(chat: ChatID, seq: number): Promise<Result<MessageInfoView>>

  /** The ui saw this row: at least 60 % of it in view for 100 ms in a visible tab. Whether that is a read receipt (focus) is the core's. */
  seen(chat: ChatID, seq: number): void
  /** The text in the composer changed by the person's hand: draft and typing. */
  typed(chat: ChatID, text: string): void
  /** The composer lost the focus: typing ends, and the draft goes to one's other devices. */
  stoppedTyping(chat: ChatID): void

  /** Asks about what a group is: its settings, roles, links, who asks to join. */
  tend<C extends GroupCommand>(command: C, body: Request<C>): Promise<Result<Reply<C>>>

  /** Asks what only administrators may; administration.ts, fetched with their page, makes acts and views of it. */
  administer<C extends AdminCommand>(command: C, body: Request<C>): Promise<Result<Reply<C>>>

  /** Asks about tokens, hooks and bots; programs.ts, fetched with their part of the settings, makes acts and views of it. */
  arrange<C extends ProgramCommand>(command: C, body: Request<C>): Promise<Result<Reply<C>>>

  /** Asks about oneself: settings, profile, devices, password; own.ts, fetched with those parts of the settings, makes acts and views of it. */
  decide<C extends OwnCommand>(command: C, body: Request<C>): Promise<Result<Reply<C>>>
  /** Deletes one's account for good, and forgets what this device keeps. */
  deleteAccount(form: { password: string; handle: string }): Promise<Result<null>>

  /** [Try again] on the banner. */
  tryAgain(): void
  /** [Update] on "Update ready": loads the newer page, in every tab. */
  update(): void
  /** Whether the browser lets the page show notices of the system; with `ask` it asks the person, if it is not decided yet. */
  /** Says that an author of an imported chat was this person, or takes that back. */
  claim(chat: ChatID, user: UserID, on: boolean): Promise<Result<null>>
  /** What this person, or a group, looks like from now on; null takes the picture away. */
  setPicture(of: UserID | ChatID, chosen: Blob | null): Promise<Result<null>>
  /** What a link is about; null where nothing can be found out. */
  previewLink(url: string): Promise<Result<Link | null>>
  /** The message that is being written is to show what its link is about, or nothing of it any more. */
  linkTo(chat: ChatID, link: Link | null): void
  noticePermission(ask: boolean): Promise<Permission>
  setDevice(change: Partial<Pick<DeviceView, 'theme' | 'language' | 'textSize' | 'enterSends' | 'sound' | 'notify' | 'preview' | 'offered' | 'emoji' | 'listWidth'>>): void
}
