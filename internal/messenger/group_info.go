package messenger

import (
	"context"
	"time"
)

// MaxGroupAbout is how many characters the description of a group can have.
const MaxGroupAbout = 500

// GroupInfo is what a group is called, what it says of itself, and what it lets its members do.
type GroupInfo struct {
	Name, About string
	// Picture is zero where there is none.
	Picture  FileID
	Settings GroupSettings
}

// GroupSettings are decided by the administrators of a group.
type GroupSettings struct {
	// Send, Change and Add are the least role that may write, change name and description, and add people.
	Send, Change, Add Role
	// History: who joins from now on reads what was before.
	History bool
	// Approval: who comes by a link waits until an administrator lets them in. Only administrators add people then.
	Approval bool
}

// FirstSettings are those of a group that is made.
var FirstSettings = GroupSettings{Send: PlainMember, Change: PlainMember, Add: Administrator}

// MaySend is the rule of writing into a chat.
func MaySend(r Relation) error {
	if err := MayWrite(r); err != nil {
		return err
	}
	if r.Kind == Group && r.Role < r.Settings.Send {
		return ErrNotAllowedToSend
	}
	return nil
}

// MayChangeGroup is the rule of its name and description.
func MayChangeGroup(r Relation) error { return mustHave(r, r.Settings.Change) }

// MayAddMembers is the rule of adding people. Where joins are approved that is for those who approve them.
func MayAddMembers(r Relation) error {
	if r.Settings.Approval {
		return MustAdminister(r)
	}
	return mustHave(r, r.Settings.Add)
}

func mustHave(r Relation, least Role) error {
	if err := MustBeMember(r); err != nil {
		return err
	}
	if r.Kind != Group || r.Role < least {
		return ErrNotAllowed
	}
	return nil
}

// GroupChange is a change of what is not nil.
type GroupChange struct {
	Name, About       *string
	Picture           *FileID
	Send, Change, Add *Role
	History, Approval *bool
}

// settles says whether it is about more than name and description.
func (c GroupChange) settles() bool {
	return c.Send != nil || c.Change != nil || c.Add != nil || c.History != nil || c.Approval != nil
}

// Apply makes the change, and the lines that say what is another now.
func (c GroupChange) Apply(info GroupInfo) (GroupInfo, []SystemLine) {
	var lines []SystemLine
	say := func(line, text string) { lines = append(lines, SystemLine{Line: line, Text: text}) }
	if c.Name != nil && *c.Name != info.Name {
		info.Name = *c.Name
		say(LineGroupRenamed, info.Name)
	}
	if c.About != nil && *c.About != info.About {
		info.About = *c.About
		say(LineGroupDescribed, "")
	}
	if c.Picture != nil && *c.Picture != info.Picture {
		info.Picture = *c.Picture
		say(LineGroupPictured, "")
	}
	role := func(to *Role, now *Role, forAll, forAdministrators string) {
		if to == nil || *to == *now {
			return
		}
		if *now = *to; *now == Administrator {
			say(forAdministrators, "")
		} else {
			say(forAll, "")
		}
	}
	role(c.Send, &info.Settings.Send, "group.send.all", "group.send.administrators")
	role(c.Change, &info.Settings.Change, "group.change.all", "group.change.administrators")
	role(c.Add, &info.Settings.Add, "group.add.all", "group.add.administrators")
	flag := func(to *bool, now *bool, on, off string) {
		if to == nil || *to == *now {
			return
		}
		if *now = *to; *now {
			say(on, "")
		} else {
			say(off, "")
		}
	}
	flag(c.History, &info.Settings.History, "group.history.all", "group.history.joining")
	flag(c.Approval, &info.Settings.Approval, "group.approval.on", "group.approval.off")
	return info, lines
}

// ChangeGroup: see GroupStore.
type ChangeGroup struct {
	Actor     UserID
	Chat      ChatID
	Change    GroupChange
	At        time.Time
	Guard     Guard
	Committed func(Appended)
}

// SetRole: see GroupStore.
type SetRole struct {
	Actor, User UserID
	Chat        ChatID
	Role        Role
	At          time.Time
	Guard       Guard
	Committed   func(Appended)
}

// GroupStore is the part of Store for what groups are beyond their members.
type GroupStore interface {
	// ChangeGroup changes name, description and settings, with a line for each that is another then. The row of every
	// member is stamped.
	ChangeGroup(ctx context.Context, act ChangeGroup) (Appended, error)
	// SetRole makes a member an administrator, or takes that back; ErrPersonNotFound for who is no member. A role that
	// somebody has already changes nothing. When nobody else has the role, the longest-standing other member gets it;
	// without one the act is refused with ErrLastAdministrator. The links of who loses it end.
	SetRole(ctx context.Context, act SetRole) (Appended, error)

	// CreateGroupLink keeps one, if the group has fewer than Max that are good; ErrTooManyKept otherwise.
	CreateGroupLink(ctx context.Context, act CreateGroupLink) error
	// GroupLinks lists those of a group that are still good, the newest first, if the guard lets the user.
	GroupLinks(ctx context.Context, user UserID, chat ChatID, now time.Time, guard Guard) (GroupLinks, error)
	// RevokeGroupLink takes one back; ErrLinkInvalid when the group never had it, and again nothing changes.
	RevokeGroupLink(ctx context.Context, act RevokeGroupLink) error
	// FindGroupLink reads how a user stands to the link of a token; ErrLinkInvalid when there is none.
	FindGroupLink(ctx context.Context, user UserID, token LinkTokenHash) (LinkStanding, error)
	// JoinGroup makes a user a member, or lets them wait to be let in. The rule is asked inside; who is a member already,
	// or waits already, changes nothing and is not asked.
	JoinGroup(ctx context.Context, act JoinGroup) (Joined, error)
	// JoinRequests lists who waits for a group, or for any that the user administers, the longest-waiting first.
	JoinRequests(ctx context.Context, user UserID, chat ChatID, limit int) (JoinRequests, error)
	// AnswerRequest lets somebody in who waits, or not. Who does not wait changes nothing.
	AnswerRequest(ctx context.Context, act AnswerRequest) (Appended, error)
}

// ChangeGroup changes a group's name and description, which its settings may leave to all members, and the settings, which
// are its administrators'.
func (m *Messenger) ChangeGroup(ctx context.Context, actor Actor, chat ChatID, change GroupChange) (ChatRow, error) {
	guard := MayChangeGroup
	if change.settles() {
		guard = MustAdminister
	}
	changed, err := m.store.ChangeGroup(ctx, ChangeGroup{
		Actor: actor.User, Chat: chat, Change: change, At: m.clock.Now(), Guard: guard, Committed: m.membersMoved,
	})
	if err != nil {
		return ChatRow{}, err
	}
	m.members.outdated(chat, changed.MembersSeq)
	row, _, err := m.store.ChatRow(ctx, actor.User, chat)
	return row, err
}

// SetRole makes a member an administrator or a plain member. Of two administrators who take it from each other at once,
// one wins: the other is none any more when its rule is asked.
func (m *Messenger) SetRole(ctx context.Context, actor Actor, chat ChatID, user UserID, role Role) error {
	changed, err := m.store.SetRole(ctx, SetRole{
		Actor: actor.User, User: user, Chat: chat, Role: role, At: m.clock.Now(), Guard: MustAdminister, Committed: m.membersMoved,
	})
	if err == nil {
		m.members.outdated(chat, changed.MembersSeq)
	}
	return err
}

// membersMoved tells of a change of who is what in a group, and the other nodes that their list of its members is old. This
// node's is dropped by whoever made the change, so that the next thing they do already goes by the new one.
func (m *Messenger) membersMoved(a Appended) {
	m.announce.MessagesAdded(a)
	if len(a.Messages) > 0 {
		m.nodes.MembersMoved(a.Chat, a.MembersSeq)
	}
}
