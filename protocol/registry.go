package protocol

import "reflect"

// Door says where a command is served.
type Door uint8

const (
	// Socket: on a live connection only, since it is about that connection.
	Socket Door = 1 << iota
	// HTTP: by POST /api/<name>.
	HTTP
	// Public: without a session; always with HTTP.
	Public

	both = Socket | HTTP
)

// CommandInfo is what the registry says of a command.
type CommandInfo struct {
	Name    string
	Doors   Door
	Request reflect.Type
	Reply   reflect.Type
}

// EventInfo is what the registry says of an event.
type EventInfo struct {
	Name string
	Body reflect.Type
}

func command[Request, Reply any](name string, doors Door) CommandInfo {
	return CommandInfo{name, doors, reflect.TypeFor[Request](), reflect.TypeFor[Reply]()}
}

func event[Body any](name string) EventInfo { return EventInfo{name, reflect.TypeFor[Body]()} }

// Commands is the registry of commands: what a client can ask for. Names are imperative; the documentation of each is
// that of its request.
var Commands = []CommandInfo{
	command[Hello, Welcome]("hello", Socket),
	command[Beat, BeatReply]("beat", Socket),
	command[ChatSubscribe, ChatSubscribed]("chat.subscribe", Socket),
	command[ChatUnsubscribe, Done]("chat.unsubscribe", Socket),
	command[NotificationsSubscribe, NotificationsSubscribed]("notifications.subscribe", Socket),
	command[NotificationsUnsubscribe, Done]("notifications.unsubscribe", Socket),
	command[TypingSet, Done]("typing.set", Socket),
	command[MessageWatch, MessageInfoReply]("message.watch", Socket),
	command[MessageUnwatch, Done]("message.unwatch", Socket),

	command[AccountSince, AccountRows]("account.since", both),
	command[HeadsList, Heads]("heads.list", both),
	command[ChatOpen, ChatOpened]("chat.open", both),
	command[MessageSend, MessageSent]("message.send", both),
	command[FileBegin, FileUpload]("file.begin", both),
	command[LinkPreview, LinkPreviewed]("link.preview", both),
	command[MessagePlayed, Done]("message.played", both),
	command[MessageEdit, MessageChange]("message.edit", both),
	command[MessageDelete, MessageChange]("message.delete", both),
	command[MessageReact, MessageChange]("message.react", both),
	command[MessageReactions, ReactionList]("message.reactions", both),
	command[MessageInfo, MessageInfoReply]("message.info", both),
	command[MessageStar, Done]("message.star", both),
	command[MessageHide, Done]("message.hide", both),
	command[StarList, Stars]("star.list", both),
	command[MessagePin, Done]("message.pin", both),
	command[MessageUnpin, Done]("message.unpin", both),
	command[HistoryRead, History]("history.read", both),
	command[ChangesRead, Changes]("changes.read", both),
	command[MessageSearch, MessagesFound]("message.search", both),
	command[ReceiptMark, ReceiptMarked]("receipt.mark", both),
	command[ExpiredShow, ExpiredShown]("expired.show", both),
	command[DraftSet, DraftKept]("draft.set", both),
	command[SettingSet, SettingKept]("settings.set", both),
	command[ProfileSet, ProfileKept]("profile.set", both),
	command[ProfilePicture, ProfileKept]("profile.picture", both),
	command[ChatSet, ChatKept]("chat.set", both),
	command[ChatTimer, ChatKept]("chat.timer", both),
	command[ChatClear, ChatCleared]("chat.clear", both),
	command[GroupCreate, ChatOpened]("group.create", both),
	command[ImportBegin, ImportBegun]("import.begin", both),
	command[ImportMessages, MessagesImported]("import.messages", both),
	command[ImportEnd, ChatKept]("import.end", both),
	command[PersonClaim, PersonClaimed]("person.claim", both),
	command[GroupAdd, Members]("group.add", both),
	command[GroupRemove, Members]("group.remove", both),
	command[GroupLeave, Done]("group.leave", both),
	command[GroupMembers, Members]("group.members", both),
	command[GroupChange, GroupChanged]("group.change", both),
	command[GroupPicture, GroupChanged]("group.picture", both),
	command[GroupConfigure, GroupChanged]("group.configure", both),
	command[GroupRole, Members]("group.role", both),
	command[GroupLinkCreate, GroupLinkCreated]("group.link_create", both),
	command[GroupLinkList, GroupLinks]("group.link_list", both),
	command[GroupLinkRevoke, Done]("group.link_revoke", both),
	command[GroupRequests, GroupRequestList]("group.requests", both),
	command[GroupAnswer, Done]("group.answer", both),
	command[PushKey, PushKeyIs]("push.key", both),
	command[PushSubscribe, Done]("push.subscribe", both),
	command[PushUnsubscribe, Done]("push.unsubscribe", both),
	command[SessionList, Devices]("session.list", both),
	command[SessionRevoke, Done]("session.revoke", both),
	command[SessionRevokeOthers, Done]("session.revoke_others", both),
	command[PersonFind, People]("person.find", both),
	command[PersonList, People]("person.list", both),
	command[PersonGet, People]("person.get", both),
	command[PersonSeenAs, SeenAs]("person.seen_as", both),
	command[PersonBlock, PersonBlocked]("person.block", both),
	command[PersonBlockedList, People]("person.blocked_list", both),
	command[PersonUnblock, PersonBlocked]("person.unblock", both),
	command[InvitationCreate, InvitationCreated]("invitation.create", both),
	command[InvitationList, Invitations]("invitation.list", both),
	command[InvitationRevoke, Done]("invitation.revoke", both),
	command[InvitationAccept, InvitationAccepted]("invitation.accept", both),
	command[TokenCreate, TokenCreated]("token.create", both),
	command[TokenList, Tokens]("token.list", both),
	command[TokenRevoke, Done]("token.revoke", both),
	command[BotCreate, BotCreated]("bot.create", both),
	command[BotList, Bots]("bot.list", both),
	command[BotRevoke, Done]("bot.revoke", both),
	command[HookCreate, HookCreated]("hook.create", both),
	command[HookList, Hooks]("hook.list", both),
	command[HookRevoke, Done]("hook.revoke", both),

	command[AdminOverview, AdminServer]("admin.overview", both),
	command[AdminRegister, AdminRegistration]("admin.register", both),
	command[AdminPeople, AdminPeopleList]("admin.people", both),
	command[AdminPersonChange, AdminPersonChanged]("admin.person_change", both),
	command[AdminResetLink, AdminResetLinkMade]("admin.reset_link", both),
	command[AdminInvitations, AdminInvitationList]("admin.invitations", both),
	command[AdminInvitationRevoke, Done]("admin.invitation_revoke", both),
	command[AdminAudit, AdminAuditList]("admin.audit", both),
	command[AdminDoctor, AdminFindings]("admin.doctor", both),

	command[GroupLinkLookUp, GroupLinkFound]("group.link_look_up", HTTP),
	command[GroupJoin, GroupJoined]("group.join", HTTP),
	command[SyncWait, SyncWaited]("sync.wait", HTTP),
	command[SessionEnd, Done]("session.end", HTTP),
	command[PasswordChange, Done]("password.change", HTTP),
	command[AccountDelete, Done]("account.delete", HTTP),
	command[AccountCreate, SignedIn]("account.create", HTTP|Public),
	command[SessionCreate, SignedIn]("session.create", HTTP|Public),
	command[SessionGet, SessionState]("session.get", HTTP|Public),
	command[InvitationLookUp, InvitationFound]("invitation.look_up", HTTP|Public),
	command[PasswordReset, Done]("password.reset", HTTP|Public),
}

// Events is the registry of events: what a server tells by itself. Names are past.
var Events = []EventInfo{
	event[MessageAdded]("message.added"),
	event[MessageChanged]("message.changed"),
	event[ReceiptAdvanced]("receipt.advanced"),
	event[AllAdvanced]("receipt.all_advanced"),
	event[ReceiptReached]("receipt.reached"),
	event[ExpiredChanged]("expired.changed"),
	event[AccountChanged]("account.changed"),
	event[HeadMoved]("head.moved"),
	event[Reread]("state.reread"),
	event[TypingChanged]("typing.changed"),
	event[PresenceChanged]("presence.changed"),
	event[PersonChanged]("person.changed"),
	event[InvitationUsed]("invitation.used"),
	event[StreamOpened]("stream.opened"),
}

var commandsByName = func() map[string]*CommandInfo {
	m := make(map[string]*CommandInfo, len(Commands))
	for i := range Commands {
		m[Commands[i].Name] = &Commands[i]
	}
	return m
}()

// LookUp finds a command by its name; nil when there is none.
func LookUp(name string) *CommandInfo { return commandsByName[name] }

// EventName is the name of the event whose body is B. It panics for a type that is no event: a mistake of ours that any
// test finds.
func EventName[B any]() string {
	t := reflect.TypeFor[B]()
	for _, e := range Events {
		if e.Body == t {
			return e.Name
		}
	}
	panic("protocol: no event of type " + t.String())
}
