package protocol

import "github.com/go-json-experiment/json/jsontext"

// The values that the golden frames are made of: Ana and Bo, who chat. Ids and times are fixed.

func sampleID(first byte) (id [16]byte) {
	for i := range id {
		id[i] = first + byte(i)*7
	}
	return id
}

var (
	anaID                     = UserID(sampleID(1))
	boID                      = UserID(sampleID(2))
	cyID                      = UserID(sampleID(3))
	chatID                    = ChatID(sampleID(4))
	noteID                    = ChatID(sampleID(5))
	clientID                  = ClientID(sampleID(6))
	otherID                   = ClientID(sampleID(7))
	sessionID, otherSessionID = SessionID(sampleID(8)), SessionID(sampleID(9))
	streamID                  = StreamID(sampleID(10))
	tokenID                   = TokenID(sampleID(11))
	hookID                    = HookID(sampleID(12))
	inviteID                  = InvitationID(sampleID(9))
	longAgo                   = int64(1_767_225_600_000)
	justNow                   = longAgo + 61_000
	ana                       = Person{ID: anaID, Handle: "ana", Name: "Ana", Kind: "person", Version: 1}
	bo                        = Person{ID: boID, Handle: "bo", Name: "Bo “Ärger” 🦀", Kind: "person", Version: 3}
	receipts                  = Setting{Rev: 11, Name: "privacy.read_receipts", Value: "off", Gone: true}
	cy                        = Person{ID: cyID, Handle: "cy", Name: "Cy", Kind: "bot", Version: 2}
	pair                      = []Person{ana, bo}
	yes                       = true
	text                      = Content{Kind: "text", Version: 1, Body: Encode(TextBody{Text: "Hello \"Bo\"\n<b>🙂</b> \u202e"})}
	fileID                    = FileID(sampleID(13))
	photo                     = File{fileID, "picture", "the sea.jpg", "image/jpeg", 123_456, 2560, 1440, "BAAAAP8", 0, ""}
	photos                    = Content{Kind: "files", Version: 1, Body: Encode(FilesBody{[]File{photo, {ID: fileID, Name: "notes.pdf"}}, "Look @bo"})}
	voice                     = File{fileID, "voice", "voice.webm", "audio/webm", 4_096, 3, 4, "AQID", 3_200, "AAEC_w"}
	line                      = Content{Kind: "system", Version: 1, Body: Encode(SystemBody{"invitation.accepted", []UserID{anaID}, ""})}
	hello                     = Message{Chat: chatID, Seq: 2, Sender: anaID, ClientID: clientID, At: justNow, SentAt: justNow - 5, AgainOf: otherID, Content: &text, EditedSeq: 4}
	arrival                   = Message{Chat: chatID, Seq: 1, Sender: boID, At: longAgo, Content: &line}
	answer                    = Message{Chat: chatID, Seq: 6, Sender: boID, ClientID: otherID, At: justNow, Content: &text, Forwarded: true, ReactedSeq: 8,
		Quote:     &Quote{Seq: 2, Sender: anaID, Kind: "text", Text: "Hello", EditedSeq: 4, DeletedSeq: 7},
		Reactions: []Reaction{{"👍", 2, []UserID{anaID, boID}}, {"❤️", 1, []UserID{}}}}
	gone = Message{Chat: chatID, Seq: 3, Sender: boID, ClientID: otherID, At: justNow, DeletedSeq: 5, VanishAt: justNow, Vanished: true}
	row  = ChatRow{Rev: 12, Chat: chatID, Kind: "direct", Peer: boID, Draft: "I was about to", DraftAt: justNow,
		PinnedAt: longAgo, MutedUntil: MaxSafe, Archived: true, ArchivedTo: 7, MarkedUnread: true, Blocked: true}
	group = ChatRow{Rev: 13, Chat: noteID, Kind: "group", From: 7, To: 40, Name: "Choir", Role: "administrator", Gone: true,
		About: "We sing on Mondays.", Settings: &choirSettings, Picture: fileID, Timer: 604_800, Requests: 2}
	heads = HeadsRow{Chat: chatID, Head: 5, HeadAt: justNow, Last: &hello, Mine: Marks{5, 4}, Others: Marks{2, 1}, OthersFrom: 1, Members: 2, Unread: 1,
		Expired: []Stretch{{From: 2, To: 3, Messages: 1}}, OthersExpired: []Stretch{{From: 1, To: 2}}, Pins: []PinnedMessage{{hello, boID, justNow}}}
	star       = Star{Rev: 14, Chat: chatID, Seq: 2, Gone: true}
	hidden     = Hidden{Rev: 15, Chat: chatID, Seq: 3}
	online     = Presence{User: boID, State: "online"}
	away       = Presence{User: cyID, State: "offline", LastSeenAt: longAgo}
	invitation = Invitation{ID: inviteID, CreatedAt: longAgo, ExpiresAt: justNow, Uses: 1, MaxUses: 5, Revoked: true}
	accepted   = AcceptedInvitation{Invitation: inviteID, User: boID, Chat: chatID, At: justNow}
	welcome    = Welcome{
		Me: ana, Session: sessionID, Role: "administrator", Epoch: "e1", Rev: 12, Now: justNow, BeatMs: 10_000,
		Limits:    Limits{TextBytes: 16384, TextCharacters: 10000, Batch: 50, GroupMembers: 1024, GroupName: 100, GroupAbout: 500, About: 140, EditMs: 900_000, DeleteMs: 172_800_000, QueueMs: 604_800_000, PinnedChats: 5, FileBytes: 26_214_400},
		Directory: true, Registration: "invite",
	}
	members = Members{
		Chat: noteID, Members: []Member{{anaID, "administrator", 0}, {boID, "member", 1}}, People: pair, Presence: []Presence{online},
	}
	adminBo      = AdminPerson{Person: bo, Role: "member", CreatedAt: longAgo, ActiveAt: justNow, Devices: 2, DisabledAt: justNow}
	programToken = Token{ID: tokenID, Name: "Backups", Scopes: []string{"read", "send"}, CreatedAt: longAgo, UsedAt: justNow}
	builds       = Hook{ID: hookID, Chat: chatID, Name: "Builds", Bot: cyID, CreatedBy: anaID, CreatedAt: longAgo}
	tooFast      = Error{
		Code: CodeRateLimited, Message: "Too many of these; wait retry_after_ms.", Field: "messages",
		RetryAfterMs: 1500, RequestID: "R1",
	}
)

type sample struct{ request, reply any }

// samples has one for every command.
var samples = map[string]sample{
	"hello":                     {Hello{Version: 1, Visible: &yes}, welcome},
	"beat":                      {Beat{Visible: true, Focused: true}, BeatReply{justNow}},
	"chat.subscribe":            {ChatSubscribe{chatID}, ChatSubscribed{"e1", row, heads, pair, []Presence{online}, Typing{chatID, []UserID{boID}, 1}}},
	"chat.unsubscribe":          {ChatUnsubscribe{chatID}, Done{}},
	"notifications.subscribe":   {NotificationsSubscribe{}, NotificationsSubscribed{[]HeadsRow{heads}, []AcceptedInvitation{accepted}, []Message{hello}, pair}},
	"notifications.unsubscribe": {NotificationsUnsubscribe{}, Done{}},
	"typing.set":                {TypingSet{chatID, true}, Done{}},
	"account.since":             {AccountSince{Rev: 3, Limit: 100}, AccountRows{"e1", 15, []ChatRow{row, group}, []Star{star}, []Hidden{hidden}, []Setting{receipts}, pair, true, []Block{{14, cyID, false}, {15, boID, true}}}},
	"heads.list": {
		HeadsList{Chats: []ChatID{chatID}, After: "abc", Limit: 20},
		Heads{"e1", []HeadsRow{heads, {Chat: noteID}}, pair, []Presence{online, away}, "next"},
	},
	"chat.open":        {ChatOpen{boID}, ChatOpened{row, heads, pair, nil}},
	"message.played":   {MessagePlayed{chatID, 2}, Done{}},
	"link.preview":     {LinkPreview{"https://example.org/"}, LinkPreviewed{&Link{"https://example.org/", "Example", "An example", "The web", "_9j_", 320, 160}}},
	"push.key":         {PushKey{}, PushKeyIs{"BP4f"}},
	"push.subscribe":   {PushSubscribe{"https://push.example.org/a", "BP4f", "AAEC", "en", true}, Done{}},
	"push.unsubscribe": {PushUnsubscribe{}, Done{}},
	"file.begin":       {FileBegin{fileID, "voice", "voice.webm", 4_096, 3_200, "AAEC_w"}, FileUpload{4_096, &voice}},
	"message.send": {
		MessageSend{chatID, []NewMessage{{ClientID: clientID, SentAt: justNow, Content: text}, {ClientID: otherID, Content: photos, AgainOf: clientID, ReplyTo: 1, Forwarded: true}}},
		MessageSent{"e1", chatID, []SendResult{
			{ClientID: clientID, Seq: 2, At: justNow, Duplicate: true}, {ClientID: otherID, Error: &tooFast}, {ClientID: otherID, NotTried: true},
		}},
	},
	"message.react":     {MessageReact{chatID, 6, "👍"}, MessageChange{"e1", answer}},
	"message.reactions": {MessageReactions{chatID, 6}, ReactionList{[]MemberReaction{{anaID, "👍"}, {boID, "❤️"}}, pair}},
	"message.info": {
		MessageInfo{chatID, 2},
		MessageInfoReply{hello, []MemberReceipt{{User: boID, Delivered: true, Read: true, DeliveredAt: longAgo, ReadAt: justNow, PlayedAt: justNow}, {User: cyID, Expired: true}}, []OwnDevice{{sessionID, "Firefox", justNow, true, true}, {Session: otherSessionID, Name: "Phone", UsedAt: longAgo}}, []Person{ana, bo, cy}},
	},
	"history.read": {HistoryRead{Chat: chatID, Before: 100, Limit: 20}, History{"e1", chatID, 5, []Message{arrival, hello, gone}, pair, []Stretch{{From: 3, To: 4, Messages: 1}}, true, true}},
	"message.search": {
		MessageSearch{"tea tomorrow", chatID, boID, "picture", longAgo, justNow, "bmV4dA", 20},
		MessagesFound{[]MessageFound{{chatID, 2, anaID, justNow, []SnippetPart{{Text: "more "}, {"Tea", true}}, []File{photo}}}, pair, "bmV4dA", longAgo},
	},
	"changes.read": {
		ChangesRead{chatID, 1, 200},
		Changes{"e1", chatID, 5, 4, []Entry{
			{2, &hello, nil, nil}, {4, &hello, &Change{"edit", anaID, 2, justNow}, nil}, {5, nil, &Change{"delete", boID, 3, justNow}, nil},
			{6, &hello, &Change{"pin", boID, 2, justNow}, &Pin{boID, justNow}},
		}, pair, []Stretch{{From: 2, To: 3, Messages: 1}}},
	},
	"receipt.mark": {
		ReceiptMark{[]ChatMark{{chatID, 5, 4, 0}, {noteID, 1, 0, 3}}},
		ReceiptMarked{[]MarkResult{{chatID, Marks{5, 4}, nil}, {noteID, Marks{}, &tooFast}}},
	},
	"message.edit":          {MessageEdit{chatID, 2, text}, MessageChange{"e1", hello}},
	"message.delete":        {MessageDelete{chatID, 3}, MessageChange{"e1", gone}},
	"message.star":          {MessageStar{chatID, []Seq{2, 3}, true}, Done{}},
	"message.hide":          {MessageHide{chatID, []Seq{2, 3}}, Done{}},
	"star.list":             {StarList{chatID, 14, 20}, Stars{"e1", []Starred{{14, hello}}, pair, 14}},
	"expired.show":          {ExpiredShow{chatID, 2}, ExpiredShown{heads, pair}},
	"draft.set":             {DraftSet{chatID, "I was about to", justNow}, DraftKept{row}},
	"settings.set":          {SettingSet{"privacy.groups", "contacts"}, SettingKept{Setting{14, "privacy.groups", "contacts", false}}},
	"chat.timer":            {ChatTimer{chatID, 604_800}, ChatKept{row}},
	"import.begin":          {ImportBegin{clientID, "Holidays", longAgo, []string{"Bo B."}}, ImportBegun{group, heads, pair, []Person{{ID: boID, Handle: "imported.ab", Name: "Bo B.", Claimed: cyID, Kind: "placeholder", Version: 2}}}},
	"import.messages":       {ImportMessages{noteID, []ImportedMessage{{clientID, boID, longAgo, text}}}, MessagesImported{[]SendResult{{ClientID: clientID, Seq: 2, At: longAgo}}}},
	"import.end":            {ImportEnd{noteID}, ChatKept{group}},
	"person.claim":          {PersonClaim{noteID, boID, true}, PersonClaimed{bo}},
	"profile.picture":       {ProfilePicture{fileID}, ProfileKept{Person{ID: anaID, Handle: "ana", Name: "Ana", Picture: fileID, Kind: "person", Version: 3}}},
	"group.picture":         {GroupPicture{noteID, fileID}, GroupChanged{group}},
	"profile.set":           {ProfileSet{"Ana", "In the garden"}, ProfileKept{Person{ID: anaID, Handle: "ana", Name: "Ana", About: "In the garden", Kind: "person", Version: 2}}},
	"group.create":          {GroupCreate{clientID, "Choir", []UserID{boID, cyID}}, ChatOpened{group, heads, pair, []UserID{cyID}}},
	"group.add":             {GroupAdd{noteID, []UserID{cyID}}, Members{Chat: noteID, Members: members.Members, People: pair, NotAdded: []UserID{cyID}}},
	"group.remove":          {GroupRemove{noteID, cyID}, members},
	"group.leave":           {GroupLeave{noteID}, Done{}},
	"group.members":         {GroupMembers{noteID}, members},
	"message.pin":           {MessagePin{chatID, 2, 86_400_000}, Done{}},
	"message.unpin":         {MessageUnpin{chatID, 2}, Done{}},
	"message.watch":         {MessageWatch{chatID, 2}, MessageInfoReply{hello, []MemberReceipt{{User: cyID, Left: true}}, nil, []Person{ana, cy}}},
	"message.unwatch":       {MessageUnwatch{chatID, 2}, Done{}},
	"session.list":          {SessionList{}, Devices{[]Device{{sessionID, "Firefox", longAgo, justNow, true}}}},
	"session.revoke":        {SessionRevoke{sessionID}, Done{}},
	"session.revoke_others": {SessionRevokeOthers{}, Done{}},
	"password.change":       {PasswordChange{"what it was until now", "what it is from now on"}, Done{}},
	"account.delete":        {AccountDelete{"what it was until now", "ana"}, Done{}},
	"chat.set":              {ChatSet{chatID, &yes, &yes, &yes, "week"}, ChatKept{row}},
	"chat.clear":            {ChatClear{chatID, 5}, ChatCleared{row, heads, pair}},
	"person.blocked_list":   {PersonBlockedList{}, People{People: []Person{bo}}},
	"person.block":          {PersonBlock{boID}, PersonBlocked{Block{14, boID, false}, pair}},
	"person.unblock":        {PersonUnblock{boID}, PersonBlocked{Block{15, boID, true}, pair}},
	"sync.wait": {
		SyncWait{Rev: 3, Stamp: "s1", Visible: &yes},
		SyncWaited{"s2", true, AccountRows{Epoch: "e1", Rev: 13, Chats: []ChatRow{row}, People: pair}, Heads{"e1", []HeadsRow{heads}, pair, []Presence{online}, ""}},
	},
	"person.find":       {PersonFind{"bo"}, People{People: []Person{bo}}},
	"person.list":       {PersonList{"abc", 20}, People{pair, []Presence{online}, "next"}},
	"person.get":        {PersonGet{[]UserID{boID, cyID}}, People{People: []Person{bo, cy}}},
	"person.seen_as":    {PersonSeenAs{boID}, SeenAs{ana, []Presence{online}, true, true, true, true, "everyone", "contacts", "nobody", true}},
	"invitation.create": {InvitationCreate{5, 604_800_000}, InvitationCreated{invitation, "token", "https://chat.example/invite/token"}},
	"invitation.list":   {InvitationList{}, Invitations{[]Invitation{invitation}}},
	"invitation.revoke": {InvitationRevoke{inviteID}, Done{}},
	"invitation.accept": {InvitationAccept{"token"}, InvitationAccepted{chatID}},
	"admin.overview": {
		AdminOverview{},
		AdminServer{"1.0.0", AdminUsage{3, 2, 41, 1 << 20}, AdminRegistration{"closed", "invite", true}, &AdminBackup{justNow, 1 << 19, "the disk is full"}},
	},
	"admin.register":          {AdminRegister{"closed"}, AdminRegistration{Mode: "closed", Setting: "invite", Changed: true}},
	"admin.people":            {AdminPeople{"bo", "abc", 20}, AdminPeopleList{[]AdminPerson{adminBo}, "next"}},
	"admin.person_change":     {AdminPersonChange{boID, "disable"}, AdminPersonChanged{adminBo}},
	"admin.reset_link":        {AdminResetLink{boID}, AdminResetLinkMade{"https://chat.example/reset/token", justNow}},
	"admin.invitations":       {AdminInvitations{inviteID, 20}, AdminInvitationList{[]AdminInvitation{{invitation, ana}}, inviteID}},
	"admin.invitation_revoke": {AdminInvitationRevoke{inviteID}, Done{}},
	"admin.audit":             {AdminAudit{20}, AdminAuditList{[]AdminAuditLine{{justNow, &ana, "account disabled", "@bo"}, {At: longAgo, Act: "sign-in failed"}}}},
	"admin.doctor":            {AdminDoctor{}, AdminFindings{justNow, []AdminFinding{{"problem", "Disk", "1 GB free", "Make room."}, {Level: "good", About: "Clock", Found: "steady"}}}},
	"token.create":            {TokenCreate{"Backups", []string{"read", "send"}, cyID}, TokenCreated{programToken, "tt_secret"}},
	"token.list":              {TokenList{cyID}, Tokens{[]Token{programToken}}},
	"token.revoke":            {TokenRevoke{tokenID, cyID}, Done{}},
	"bot.create":              {BotCreate{"cy", "Cy"}, BotCreated{cy}},
	"bot.list":                {BotList{}, Bots{[]Person{cy}}},
	"bot.revoke":              {BotRevoke{cyID}, Done{}},
	"hook.create":             {HookCreate{chatID, "Builds"}, HookCreated{builds, "https://chat.example/hooks/token"}},
	"hook.list":               {HookList{chatID}, Hooks{[]Hook{builds}, pair}},
	"hook.revoke":             {HookRevoke{chatID, hookID}, Done{}},
	"session.end":             {SessionEnd{}, Done{}},
	"account.create":          {AccountCreate{"Ana", "ana", "correct horse battery", "token", "set-up"}, SignedIn{ana, "administrator", chatID}},
	"session.create":          {SessionCreate{"ana", "correct horse battery"}, SignedIn{Me: ana, Role: "member"}},
	"session.get":             {SessionGet{}, SessionState{&ana, "member", "invite", true, true}},
	"invitation.look_up":      {InvitationLookUp{"token"}, InvitationFound{ana, justNow}},
	"password.reset":          {PasswordReset{"token", "correct horse battery"}, Done{}},
}

// sampleEvents has one for every event.
var sampleEvents = map[string]any{
	"message.added":        MessageAdded{hello},
	"message.changed":      MessageChanged{chatID, Entry{Seq: 4, Message: &hello, Change: &Change{"edit", anaID, 2, justNow}}},
	"receipt.all_advanced": AllAdvanced{noteID, Marks{5, 4}, 1},
	"expired.changed":      ExpiredChanged{Chat: chatID, Expired: []Stretch{{From: 2, To: 3, Messages: 1}}, OthersExpired: []Stretch{{From: 1, To: 2}}, Others: Marks{5, 4}, Mine: Marks{5, 5}, Unread: 2},
	"stream.opened":        StreamOpened{streamID, welcome},
	"receipt.reached":      ReceiptReached{chatID, 2, MemberReceipt{User: boID, Delivered: true, DeliveredAt: justNow}},
	"receipt.advanced":     ReceiptAdvanced{chatID, boID, Marks{5, 4}, justNow},
	"account.changed":      AccountChanged{15, []ChatRow{row}, []Star{star}, []Hidden{hidden}, []Setting{receipts}, pair, []Block{{13, boID, false}}},
	"head.moved":           HeadMoved{chatID, 9},
	"state.reread":         Reread{},
	"typing.changed":       TypingChanged{Typing{chatID, []UserID{boID, cyID}, 5}},
	"presence.changed":     PresenceChanged{away},
	"person.changed":       PersonChanged{bo},
	"invitation.used":      InvitationUsed{accepted, bo},
}

// Pages that are asked for from the other side, and from both.
var (
	afterSeq  = HistoryRead{Chat: chatID, After: 100}
	aroundSeq = HistoryRead{Chat: chatID, Around: 100}
)

// goldens are the frames by the names of their files.
func goldens() map[string]golden {
	frames := map[string]golden{
		"failure":             {Direction: "server", Frame: EncodeFailure(7, &tooFast)},
		"failure.without_ref": {Direction: "server", Frame: EncodeFailure(0, &Error{Code: CodeBadJSON, Message: "This is not JSON."})},
		"reply.empty_lists":   {Direction: "server", Command: "person.find", Frame: EncodeReply(8, People{})},
		"system_line":         {Direction: "server", Frame: EncodeEvent(MessageAdded{arrival})},
		"deleted_message":     {Direction: "server", Frame: EncodeEvent(MessageAdded{gone})},
		"without_ref":         {Direction: "client", Frame: EncodeCommand("typing.set", 0, TypingSet{chatID, false})},
		"history_after":       {Direction: "client", Frame: EncodeCommand("history.read", 7, afterSeq)},
		"history_around":      {Direction: "client", Frame: EncodeCommand("history.read", 8, aroundSeq)},
		"largest_numbers":     {Direction: "client", Frame: EncodeCommand("history.read", 1<<32-1, HistoryRead{Chat: chatID, Before: MaxSafe})},
	}
	for name, s := range samples {
		frames[name+".request"] = golden{Direction: "client", Frame: EncodeCommand(name, 7, s.request)}
		frames[name+".reply"] = golden{Direction: "server", Command: name, Frame: EncodeReply(7, s.reply)}
	}
	for name, body := range sampleEvents {
		frames["event."+name] = golden{Direction: "server", Frame: Encode(struct {
			Type string `json:"type"`
			Body any    `json:"body"`
		}{name, body})}
	}
	return frames
}

// golden is a file of golden/: a frame that pair languages read and write alike.
type golden struct {
	// Direction is who sends it: "client" or "server".
	Direction string `json:"direction"`
	// Command is what a reply answers: only that says what its body is.
	Command string         `json:"command,omitzero"`
	Frame   jsontext.Value `json:"frame"`
}
