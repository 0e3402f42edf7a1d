package protocol

import "slices"

// SettingInfo is what the table says of a setting.
type SettingInfo struct {
	Name string
	// Values are those that it can have. The first stands until another is chosen.
	Values []string
	Doc    string
}

// Settings is the one table of what people choose for themselves and have on all their devices alike. How a single device
// looks or sounds is that device's own matter and not here. A further setting is a line; what the server itself decides by
// is read in internal/messenger/privacy.go.
var Settings = []SettingInfo{
	{"privacy.last_seen", []string{"contacts", "everyone", "nobody"}, "Who is told when one was last here: who shares a chat with one, everyone, or nobody. Who tells nobody is not told of others."},
	{"privacy.online", []string{"last_seen", "everyone", "contacts", "nobody"}, "Who is told that one is here now; `last_seen` is the same as that setting. Who tells nobody is not told of others, and who is not told this is not told the time either."},
	{"privacy.read_receipts", []string{"on", "off"}, "Whether the other of a direct chat is told what one has read, and one what the other has (C24). Groups are told always."},
	{"privacy.groups", []string{"everyone", "contacts", "nobody"}, "Who may add one to a group."},
	{"chats.keep_archived", []string{"on", "off"}, "Whether a chat that was put away stays so when something is written there."},
	{"notify.mentions", []string{"on", "off"}, "Whether a group that is muted or put away is heard, and told of, where it calls one by name."},
}

// CheckSetting holds a setting against the table. The empty value is the one that stands until another is chosen.
func CheckSetting(name, value string) *Error {
	i := slices.IndexFunc(Settings, func(s SettingInfo) bool { return s.Name == name })
	if i < 0 {
		return badField("name", "There is no setting of this name.")
	}
	if value != "" && !slices.Contains(Settings[i].Values, value) {
		return badField("value", "The setting has no such value.")
	}
	return nil
}

// Setting is a row of one's settings (C30a): state with a version, the same on all one's devices.
type Setting struct {
	Rev Rev `json:"rev"`
	// Name and Value are out of the table of settings.
	Name  string `json:"name"`
	Value string `json:"value"`
	// Gone is the tombstone of a choice that was taken back: the first value of the table stands again.
	Gone bool `json:"gone,omitzero"`
}

// SettingSet chooses a value for one of one's settings, on all one's devices. The empty value takes the choice back. A
// program may not.
type SettingSet struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// SettingKept answers it, after the commit.
type SettingKept struct {
	Setting Setting `json:"setting"`
}

// ProfileSet says who one is: the name that others see, and a line about oneself. Everybody who shares a chat with one is
// told at once.
type ProfileSet struct {
	Name string `json:"name"`
	// About has up to Limits.About characters; it may be empty.
	About string `json:"about"`
}

// ProfilePicture says what one looks like: a picture that one uploaded (file.begin, of the shape "picture"). Whoever is told of one finds
// it at GET /pictures/<user>/<picture>, unless one blocks them. A program may not.
type ProfilePicture struct {
	// Picture is absent to show none.
	Picture FileID `json:"picture,omitzero"`
}

// ProfileKept is how others see one from now on.
type ProfileKept struct {
	Me Person `json:"me"`
}

// PersonSeenAs asks what the server tells another person of oneself now. It runs the rules for that person; it is no
// second list of them.
type PersonSeenAs struct {
	// Viewer is somebody whom one shares a chat with, or did once. Absent is somebody who shares none and whose own
	// settings are as they were at first.
	Viewer UserID `json:"viewer,omitzero"`
}

// SeenAs answers it.
type SeenAs struct {
	// Person is oneself as the viewer sees one.
	Person Person `json:"person"`
	// Presence has one's own row, or none where the viewer is told nothing of it.
	Presence []Presence `json:"presence"`
	// SharesChat: they have a chat in common that both have.
	SharesChat bool `json:"shares_chat"`
	// Receipts: in a direct chat the viewer sees what one has read.
	Receipts bool `json:"receipts"`
	// MayAdd: the viewer may add one to a group.
	MayAdd bool `json:"may_add"`
	// Listed: one stands in the directory that everybody on this server may read.
	Listed bool `json:"listed"`
	// Online, LastSeen and Groups are whom one lets see or do that, whoever the viewer is: "everyone", "contacts" or
	// "nobody". Shown: one has read receipts on.
	Online   string `json:"online"`
	LastSeen string `json:"last_seen"`
	Groups   string `json:"groups"`
	Shown    bool   `json:"shown"`
}
