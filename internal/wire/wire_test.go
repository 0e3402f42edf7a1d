package wire

import (
	"reflect"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

var noon = time.Date(2026, 3, 2, 12, 0, 30, 0, time.UTC)

func TestMessagesKeepTheirContentAsItWasAccepted(t *testing.T) {
	content, err := messenger.NewText("<b>\u202e\"🙂\"")
	if err != nil {
		t.Fatal(err)
	}
	m := Message(messenger.Message{Seq: 3, At: noon, Content: &content})
	if string(m.Content.Body) != string(content.Body) || m.Content.Kind != "text" || m.SentAt != 0 || m.At != noon.UnixMilli() {
		t.Errorf("got %+v", m)
	}
	text, refused := protocol.DecodeContent(*m.Content)
	if refused != nil || text.(protocol.TextBody).Text != "<b>\u202e\"🙂\"" {
		t.Errorf("it reads as %+v, %v", text, refused)
	}
}

func TestSystemLinesNameTheirSubjects(t *testing.T) {
	line := Message(messenger.Message{System: &messenger.SystemLine{Line: messenger.LineChatCreated}})
	if line.Content.Kind != "system" || string(line.Content.Body) != `{"line":"chat.created","subjects":[]}` {
		t.Errorf("[P10] got %s", line.Content.Body)
	}
}

func TestDeletedMessagesHaveNoContent(t *testing.T) {
	if m := Message(messenger.Message{Seq: 1, DeletedSeq: 2}); m.Content != nil || m.DeletedSeq != 2 {
		t.Errorf("[C8a] got %+v", m)
	}
}

func TestEveryKindHasAWord(t *testing.T) {
	for kind := messenger.Self; kind <= messenger.Group; kind++ {
		if ChatRow(messenger.ChatRow{Kind: kind}).Kind == "" {
			t.Errorf("chat kind %d has no word", kind)
		}
	}
	for kind := messenger.Edit; kind <= messenger.Pin; kind++ {
		if Entry(messenger.Entry{Change: &messenger.Change{Kind: kind}}).Change.Kind == "" {
			t.Errorf("change kind %d has no word", kind)
		}
	}
}

func TestLastSeenIsToldToTheMinute(t *testing.T) {
	p := Presence(messenger.Presence{LastSeenAt: noon})
	if p.State != "offline" || p.LastSeenAt != noon.Add(-30*time.Second).UnixMilli() {
		t.Errorf("got %+v", p)
	}
	if p := Presence(messenger.Presence{Online: true, LastSeenAt: noon}); p.State != "online" || p.LastSeenAt != 0 {
		t.Errorf("got %+v", p)
	}
	if p := Presence(messenger.Presence{}); p.LastSeenAt != 0 {
		t.Errorf("never seen: %+v", p)
	}
}

func TestRolesHaveWords(t *testing.T) {
	row := ChatRow(messenger.ChatRow{Name: "Garden", Role: messenger.Administrator, Draft: "so far", DraftAt: noon})
	if row.Name != "Garden" || row.Role != "administrator" || row.Draft != "so far" || row.DraftAt != noon.UnixMilli() {
		t.Errorf("got %+v", row)
	}
	members := Members([]messenger.Member{{User: messenger.UserID{1}, Role: messenger.PlainMember, From: 7}})
	if len(members) != 1 || members[0].Role != "member" || members[0].From != 7 {
		t.Errorf("got %+v", members)
	}
}

// Nothing that the domain tells of a heads row may be lost on the way.
func TestHeadsRowIsComplete(t *testing.T) {
	last := messenger.Message{Seq: 9, At: noon}
	row := HeadsRow(messenger.HeadsRow{
		Chat: messenger.ChatID{1}, Head: 9, HeadAt: noon, Last: &last,
		Mine: messenger.Marks{Delivered: 8, Read: 7}, Others: messenger.Marks{Delivered: 6, Read: 5}, OthersFrom: 1, Members: 3, Unread: 2,
		Expired: []messenger.Stretch{{From: 1, To: 2, Messages: 1}}, OthersExpired: []messenger.Stretch{{From: 1, To: 2}},
		Pins: []messenger.PinnedMessage{{Message: last}},
	})
	v := reflect.ValueOf(row)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%s is lost", v.Type().Field(i).Name)
		}
	}
}

func TestTimesGoThereAndBack(t *testing.T) {
	for _, at := range []time.Time{{}, noon} {
		if back := Time(Millis(at)); !back.Equal(at) {
			t.Errorf("%v becomes %v", at, back)
		}
	}
}
