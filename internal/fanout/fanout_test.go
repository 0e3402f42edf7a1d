package fanout

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"twoticks/internal/channel"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// published is a channel layer that keeps what it is given.
type published struct{ list []publication }

type publication struct {
	topics []channel.Topic
	name   string
	body   string
	stamp  channel.Stamp
}

func (p *published) Publish(topics []channel.Topic, bytes []byte) {
	var frame struct {
		Type string          `json:"type"`
		Body json.RawMessage `json:"body"`
	}
	stamp, rest, _ := channel.Unstamp(bytes)
	if err := json.Unmarshal(rest[1:], &frame); err != nil {
		panic(err)
	}
	p.list = append(p.list, publication{topics, frame.Type, string(frame.Body), stamp})
}

// roll gives one list of members, whatever is asked for, and notes what was.
type roll struct {
	list  []messenger.Member
	asked []messenger.Seq
}

func (r *roll) MembersOf(_ context.Context, _ messenger.ChatID, seq messenger.Seq) (messenger.Members, error) {
	r.asked = append(r.asked, seq)
	return messenger.Members{Seq: seq, List: r.list}, nil
}

var ana, bo, cy = messenger.UserID{1}, messenger.UserID{2}, messenger.UserID{3}

func told(list []messenger.Member) (*Fanout, *published, *roll) {
	layer, members := &published{}, &roll{list: list}
	f := New(layer, slog.New(slog.DiscardHandler))
	f.ReadMembers(members)
	return f, layer, members
}

func topics(users ...messenger.UserID) (out []channel.Topic) {
	for _, u := range users {
		out = append(out, channel.Topic(u))
	}
	return out
}

func TestRowsGoToTheMembersAsOfTheCommit(t *testing.T) {
	f, layer, members := told([]messenger.Member{{User: ana}, {User: bo, From: 6}})
	f.MessagesAdded(messenger.Appended{
		Kind: messenger.Group, MembersSeq: 7, Messages: []messenger.Message{{Seq: 6}, {Seq: 7}},
		Rows: map[messenger.UserID]messenger.ChatRow{cy: {To: 7}},
	})
	if !slices.Equal(members.asked, []messenger.Seq{7}) {
		t.Errorf("[C23] members were asked for as of %v", members.asked)
	}
	want := [][]channel.Topic{topics(cy), topics(ana), topics(ana, bo, cy)}
	for i, p := range layer.list {
		if !slices.Equal(p.topics, want[i]) {
			t.Errorf("[C23] %s goes to %v, want %v", p.name, p.topics, want[i])
		}
	}
	if len(layer.list) != 3 || layer.list[0].name != "account.changed" {
		t.Errorf("told %+v", layer.list)
	}
}

func TestManyWhoJoinAreNotToldOfEachOther(t *testing.T) {
	for joined, want := range map[int]int{peopleWithRow - 1: peopleWithRow, 200: 2} {
		a := messenger.Appended{
			Kind: messenger.Group, Members: []messenger.Member{{User: ana}}, Messages: []messenger.Message{{Seq: 1, Sender: ana}},
			Rows: map[messenger.UserID]messenger.ChatRow{}, People: []messenger.Person{{ID: ana}},
		}
		for i := range joined {
			user := messenger.UserID{9, byte(i)}
			a.Rows[user] = messenger.ChatRow{}
			a.People = append(a.People, messenger.Person{ID: user})
		}
		f, layer, _ := told(nil)
		f.MessagesAdded(a)
		rows := 0
		for _, p := range layer.list {
			if p.name != "account.changed" {
				continue
			}
			rows++
			var event protocol.AccountChanged
			if err := json.Unmarshal([]byte(p.body), &event); err != nil {
				t.Fatal(err)
			}
			own := slices.ContainsFunc(event.People, func(one protocol.Person) bool { return channel.Topic(one.ID) == p.topics[0] })
			if len(event.People) != want || !own {
				t.Errorf("[C30] of %d who joined, one is told of %d people, want %d with itself", joined, len(event.People), want)
			}
		}
		if rows != joined {
			t.Errorf("[C31] %d of %d are told", rows, joined)
		}
	}
}

func TestWhatAllHaveIsToldToThoseForWhomItMoved(t *testing.T) {
	// A thousand members; Ana held the smallest mark alone and rose past Bo, who holds it now.
	list := []messenger.Member{{User: ana}, {User: bo}}
	for i := range 998 {
		list = append(list, messenger.Member{User: messenger.UserID{9, byte(i), byte(i >> 8)}})
	}
	f, layer, _ := told(list)
	f.ReceiptAdvanced(messenger.Marked{
		Kind: messenger.Group, User: ana, Mine: messenger.Marks{Delivered: 9}, Advanced: true,
		All: &messenger.AllMoved{
			Before: messenger.AllMarks{Delivered: messenger.Smallest{Min: 3, User: ana, Next: 5}},
			After:  messenger.AllMarks{Delivered: messenger.Smallest{Min: 5, User: bo, Next: 8}},
		},
	})
	got := map[string]int{}
	for _, p := range layer.list {
		got[p.name+" "+p.body] = len(p.topics)
	}
	id := `"chat":"AAAAAAAAAAAAAAAAAAAAAA"`
	if len(layer.list) != 3 || got[`receipt.all_advanced {`+id+`,"others":{"delivered":8,"read":0}}`] != 1 ||
		got[`receipt.all_advanced {`+id+`,"others":{"delivered":5,"read":0}}`] != 998 {
		t.Errorf("[C20] told %v", got)
	}
	for _, p := range layer.list {
		if own := slices.Contains(p.topics, channel.Topic(ana)); own != (p.name == "receipt.advanced") {
			t.Errorf("[C20] %s goes to Ana: %v; for Ana nothing moved but the own mark", p.name, own)
		}
	}
}

func TestOneMembersMarkIsNobodyElses(t *testing.T) {
	f, layer, members := told([]messenger.Member{{User: ana}, {User: bo}, {User: cy}})
	f.ReceiptAdvanced(messenger.Marked{Kind: messenger.Group, User: bo, Mine: messenger.Marks{Delivered: 9}, Advanced: true})
	if len(layer.list) != 1 || !slices.Equal(layer.list[0].topics, topics(bo)) || len(members.asked) != 0 {
		t.Errorf("[C20] told %+v, asked for members %d times", layer.list, len(members.asked))
	}
}

// The fourth came after the row and reads what was before.
func TestChangesGoToWhoMaySeeTheRowAndAHintToTheOthers(t *testing.T) {
	f, layer, _ := told([]messenger.Member{{User: ana}, {User: bo, From: 4, ReadFrom: 4}, {User: cy, From: 3, ReadFrom: 3}, {User: messenger.UserID{4}, From: 6}})
	f.MessageChanged(messenger.Changed{
		Kind: messenger.Group, MembersSeq: 5, Message: messenger.Message{Seq: 4},
		Entry: messenger.Entry{Seq: 8, Message: &messenger.Message{Seq: 4}, Change: &messenger.Change{Kind: messenger.Edit, Target: 4}},
	})
	if len(layer.list) != 2 || layer.list[0].name != "message.changed" || !slices.Equal(layer.list[0].topics, topics(ana, cy, messenger.UserID{4})) ||
		layer.list[1].name != "head.moved" || !slices.Equal(layer.list[1].topics, topics(bo)) {
		t.Errorf("[C23] told %+v", layer.list)
	}
}

func TestAQuoteIsShownToWhoSawWhatItQuotes(t *testing.T) {
	f, layer, _ := told([]messenger.Member{{User: ana}, {User: bo}, {User: cy, From: 5}})
	words := messenger.Content{Kind: messenger.KindText, Version: 1, Body: []byte(`{"text":"an answer"}`)}
	reply := messenger.Message{Seq: 7, Sender: ana, Content: &words, Quote: &messenger.Quote{Seq: 3, Sender: bo, Kind: "text", Text: "before Cy came"}}
	f.MessagesAdded(messenger.Appended{Kind: messenger.Group, Messages: []messenger.Message{reply}})
	f.MessageChanged(messenger.Changed{
		Message: reply, Entry: messenger.Entry{Seq: 8, Message: &reply, Change: &messenger.Change{Kind: messenger.Reaction, Actor: bo, Target: 7}},
	})
	want := [][]channel.Topic{topics(ana, bo), topics(cy), topics(ana, bo), topics(cy)}
	if len(layer.list) != len(want) {
		t.Fatalf("told %+v", layer.list)
	}
	for i, p := range layer.list {
		if !slices.Equal(p.topics, want[i]) || strings.Contains(p.body, "before Cy came") != (i%2 == 0) || !strings.Contains(p.body, "an answer") {
			t.Errorf("[C23] %s goes to %v as %s", p.name, p.topics, p.body)
		}
	}
}
