package messenger

import (
	"strings"
	"time"
)

// The settings by which the domain decides who sees what. Others are kept and handed on, and mean nothing here.
const (
	settingLastSeen = "privacy.last_seen"
	settingOnline   = "privacy.online"
	settingGroups   = "privacy.groups"
	// SettingReceipts is named by the stores, which ask it with each read mark.
	SettingReceipts = "privacy.read_receipts"
	// PrivacyPrefix is what the names of all of them begin with.
	PrivacyPrefix = "privacy."
)

// Audience is whom a person lets see or do something.
type Audience string

const (
	Everyone Audience = "everyone"
	// Contacts are those who share a chat with the person, that both have.
	Contacts Audience = "contacts"
	Nobody   Audience = "nobody"
)

// Privacy is what a person decided about who sees what of it.
type Privacy struct {
	LastSeen, Online, Groups Audience
	Receipts                 bool
}

// PrivacyOf reads it from settings by their names. What is not there, or not known here, is as it is at first.
func PrivacyOf(settings map[string]string) Privacy {
	p := Privacy{
		LastSeen: audienceOf(settings[settingLastSeen], Contacts),
		Groups:   audienceOf(settings[settingGroups], Everyone),
		Receipts: settings[SettingReceipts] != "off",
	}
	p.Online = audienceOf(settings[settingOnline], p.LastSeen)
	return p
}

func audienceOf(value string, usual Audience) Audience {
	switch a := Audience(value); a {
	case Everyone, Contacts, Nobody:
		return a
	}
	return usual
}

func aboutPresence(name string) bool { return name == settingLastSeen || name == settingOnline }

// AboutPrivacy tells whether a setting changes who sees what.
func AboutPrivacy(name string) bool { return strings.HasPrefix(name, PrivacyPrefix) }

// Between is how two people stand to each other.
type Between struct {
	// SharesChat: they are members of one chat, and both have it.
	SharesChat bool
	// Blocked: one of them has blocked the other.
	Blocked bool
}

// Acquaintance is another person as one stands to it, and what it decided.
type Acquaintance struct {
	User UserID
	Between
	Privacy Privacy
	// Deleted: the account is no longer anybody's.
	Deleted bool
}

// Acquaintances are some of them, with what oneself decided.
type Acquaintances struct {
	Own Privacy
	// Deleted: one's own account is no longer anybody's.
	Deleted bool
	Others  []Acquaintance
}

func (a Audience) admits(b Between) bool { return a == Everyone || a == Contacts && b.SharesChat }

// MaySeeOnline is the rule of who is told that a person is here now (C33). Who tells nobody is told of nobody.
func MaySeeOnline(of, viewer Privacy, b Between) bool {
	return !b.Blocked && of.Online.admits(b) && viewer.Online != Nobody
}

// MaySeeLastSeen is the rule of who is told when a person was last here. The time without the state would tell the state:
// who may not see the one does not see the other.
func MaySeeLastSeen(of, viewer Privacy, b Between) bool {
	return MaySeeOnline(of, viewer, b) && of.LastSeen.admits(b) && viewer.LastSeen != Nobody
}

// ToldLastSeen is whom a person really lets know when it was last here: nobody who may not know whether it is here now.
func (p Privacy) ToldLastSeen() Audience {
	switch {
	case p.Online == Nobody || p.LastSeen == Nobody:
		return Nobody
	case p.Online == Contacts:
		return Contacts
	}
	return p.LastSeen
}

// ShowsReads is the rule of read marks in a direct chat: both see them, or neither (C24).
func ShowsReads(one, other Privacy) bool { return one.Receipts && other.Receipts }

// MayAdd is the rule of who may add a person to a group. Why somebody may not is told to nobody.
func MayAdd(a Acquaintance) bool {
	return !a.Deleted && !a.Blocked && a.Privacy.Groups.admits(a.Between)
}

// seenBy is a person's presence as another may be told of it; nothing where it may not.
func seenBy(now Presence, of, viewer Privacy, b Between) (Presence, bool) {
	if !MaySeeOnline(of, viewer, b) {
		return Presence{}, false
	}
	if !MaySeeLastSeen(of, viewer, b) {
		now.LastSeenAt = time.Time{}
	}
	return now, true
}
