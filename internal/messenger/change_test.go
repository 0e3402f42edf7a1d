package messenger

import (
	"errors"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func textOf(t *testing.T, s string) Content {
	t.Helper()
	c, err := NewText(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// written is what Ana said at noon.
func written(t *testing.T) *Message {
	c := textOf(t, "hello")
	return &Message{Seq: 3, Sender: ana, At: noon, Content: &c}
}

func TestMayEdit(t *testing.T) {
	member := Relation{Kind: Group, Member: true, Role: PlainMember}
	deleted := written(t)
	deleted.Content, deleted.DeletedSeq = nil, 4
	for name, c := range map[string]struct {
		relation Relation
		target   *Message
		actor    UserID
		words    string
		after    time.Duration
		want     error
	}{
		"one's own, at the last moment":      {member, written(t), ana, "other", EditWithin, nil},
		"one's own, a moment later":          {member, written(t), ana, "other", EditWithin + 1, ErrTooLate},
		"to what it says already, any time":  {member, written(t), ana, "hello", 1000 * time.Hour, nil},
		"with a clock that fell behind":      {member, written(t), ana, "other", -time.Hour, nil},
		"somebody else's":                    {member, written(t), bo, "other", 0, ErrNotYours},
		"somebody else's, administrator":     {Relation{Kind: Group, Member: true, Role: Administrator}, written(t), bo, "other", 0, ErrNotYours},
		"deleted":                            {member, deleted, ana, "other", 0, ErrEntryNotFound},
		"nothing there":                      {member, nil, ana, "other", 0, ErrEntryNotFound},
		"a line of the server":               {member, &Message{System: &SystemLine{}, Sender: ana, At: noon}, ana, "other", 0, ErrEntryNotFound},
		"who was removed":                    {Relation{Kind: Group, WasMember: true}, written(t), ana, "other", 0, ErrNotAMember},
		"a stranger, and nothing there told": {Relation{Kind: Group}, nil, bo, "other", 0, ErrChatNotFound},
	} {
		if err := mayEdit(c.relation, c.target, c.actor, textOf(t, c.words), noon.Add(c.after)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestMayDelete(t *testing.T) {
	member, admin := Relation{Kind: Group, Member: true, Role: PlainMember}, Relation{Kind: Group, Member: true, Role: Administrator}
	deleted := written(t)
	deleted.Content, deleted.DeletedSeq = nil, 4
	for name, c := range map[string]struct {
		relation Relation
		target   *Message
		actor    UserID
		after    time.Duration
		want     error
	}{
		"one's own, at the last moment":   {member, written(t), ana, DeleteWithin, nil},
		"one's own, a moment later":       {member, written(t), ana, DeleteWithin + 1, ErrTooLate},
		"somebody else's":                 {member, written(t), bo, 0, ErrNotYours},
		"somebody else's, administrator":  {admin, written(t), bo, 1000 * time.Hour, nil},
		"deleted already":                 {member, deleted, ana, 1000 * time.Hour, nil},
		"somebody else's deleted already": {member, deleted, bo, 0, ErrNotYours},
		"nothing there, administrator":    {admin, nil, ana, 0, ErrEntryNotFound},
		"a line of the server":            {admin, &Message{System: &SystemLine{}}, ana, 0, ErrEntryNotFound},
		"a removed administrator":         {Relation{Kind: Group, WasMember: true, Role: Administrator}, written(t), bo, 0, ErrNotAMember},
		"in a direct chat, the other's":   {Relation{Kind: Direct, Member: true, Role: PlainMember}, written(t), bo, 0, ErrNotYours},
	} {
		if err := mayDelete(c.relation, c.target, c.actor, noon.Add(c.after)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestMustAdminister(t *testing.T) {
	for name, c := range map[string]struct {
		relation Relation
		want     error
	}{
		"an administrator":       {Relation{Kind: Group, Member: true, Role: Administrator}, nil},
		"a member":               {Relation{Kind: Group, Member: true, Role: PlainMember}, ErrNotAllowed},
		"one who was":            {Relation{Kind: Group, WasMember: true, Role: Administrator}, ErrNotAMember},
		"a stranger":             {Relation{Kind: Group}, ErrChatNotFound},
		"nobody in direct chats": {Relation{Kind: Direct, Member: true, Role: Administrator}, ErrNotAllowed},
	} {
		if err := MustAdminister(c.relation); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestGroupIDFollowsFromItsMakerAndClientID(t *testing.T) {
	id := groupID(ana, ClientID{7})
	if id != groupID(ana, ClientID{7}) || id == groupID(bo, ClientID{7}) || id == groupID(ana, ClientID{8}) || id == (ChatID{}) {
		t.Error("[C6] a repeat must find its group, and nobody else's")
	}
}
