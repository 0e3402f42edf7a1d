package protocol

// GroupCreate makes a group with oneself as its administrator. Repeating the same client id answers with the same group.
type GroupCreate struct {
	ClientID ClientID `json:"client_id"`
	// Name has 1 to Limits.GroupName characters.
	Name string `json:"name"`
	// Users are the others, at most 200 in one command; further ones come by group.add.
	Users []UserID `json:"users"`
}

// GroupAdd adds people to a group. Who is a member already changes nothing; who lets nobody of one's kind add them is left
// out and named in the answer.
type GroupAdd struct {
	Chat  ChatID   `json:"chat"`
	Users []UserID `json:"users"`
}

// GroupRemove removes somebody from a group; only its administrators may. Who is not a member changes nothing.
type GroupRemove struct {
	Chat ChatID `json:"chat"`
	User UserID `json:"user"`
}

// GroupLeave ends one's own membership. When the last administrator leaves, the longest-standing member becomes one.
type GroupLeave struct {
	Chat ChatID `json:"chat"`
}

// GroupMembers asks who is in a group.
type GroupMembers struct {
	Chat ChatID `json:"chat"`
}

// Members answers GroupMembers, GroupAdd and GroupRemove: who is in the group now, the earliest first.
type Members struct {
	Chat     ChatID     `json:"chat"`
	Members  []Member   `json:"members"`
	People   []Person   `json:"people"`
	Presence []Presence `json:"presence"`
	// NotAdded are those whom group.add named and who may not be added. Why is told to nobody.
	NotAdded []UserID `json:"not_added,omitzero"`
}
