package app_test

import (
	"testing"
	"time"

	"twoticks/internal/testkit"
	"twoticks/protocol"
)

func TestImports(t *testing.T) {
	onBothStores(t, func(t *testing.T, s *testkit.Server) {
		ana, bo, cy := s.SignUp(t, "Ana"), s.SignUp(t, "Bo"), s.SignUp(t, "Cy")
		first := time.Date(2019, 7, 1, 18, 30, 0, 0, time.UTC)
		at := func(minutes int) int64 { return first.Add(time.Duration(minutes) * time.Minute).UnixMilli() }
		begin := protocol.ImportBegin{ClientID: randomID(), Name: "Holidays", FirstAt: at(0), Authors: []string{"Bo B.", "Cy 🦀"}}
		begun := call[protocol.ImportBegun](t, ana.Client, "import.begin", begin)
		again := call[protocol.ImportBegun](t, ana.Client, "import.begin", begin)
		if again.Row.Chat != begun.Row.Chat || len(begun.Authors) != 2 || again.Authors[0] != begun.Authors[0] || begun.Authors[1].Kind != "placeholder" || begun.Authors[1].Name != "Cy 🦀" {
			t.Fatalf("it began as %+v, and again as %+v", begun.Authors, again.Authors)
		}
		chat, b := begun.Row.Chat, begun.Authors[0].ID
		picture := upload(t, ana.Client, "picture", photo(t))
		said := func(author protocol.UserID, minutes int, m protocol.NewMessage) protocol.ImportedMessage {
			if m.ClientID == (protocol.ClientID{}) {
				m.ClientID = randomID()
			}
			return protocol.ImportedMessage{ClientID: m.ClientID, Author: author, At: at(minutes), Content: m.Content}
		}
		batch := []protocol.ImportedMessage{
			said(b, 0, text("hello")), said(protocol.UserID{}, 1, text("hi")), said(b, 1, withFiles("the sea", picture)),
			said(cy.Me.ID, 2, text("not Cy's own words")), said(b, 60*24*400, text("a year later")),
		}
		got := call[protocol.MessagesImported](t, ana.Client, "import.messages", protocol.ImportMessages{Chat: chat, Messages: batch})
		for i, r := range got.Results {
			if refused := i == 3; (r.Error != nil) != refused || refused && r.Error.Code != protocol.CodePersonNotFound || r.ClientID != batch[i].ClientID {
				t.Errorf("message %d came out as %+v, %v", i, r, r.Error)
			}
		}
		repeat := call[protocol.MessagesImported](t, ana.Client, "import.messages", protocol.ImportMessages{Chat: chat, Messages: batch[:3]})
		for i, r := range repeat.Results {
			if !r.Duplicate || r.Seq != got.Results[i].Seq {
				t.Errorf("a repeat of %d came out as %+v", i, r)
			}
		}
		call[protocol.ChatKept](t, ana.Client, "import.end", protocol.ImportEnd{Chat: chat})

		page := call[protocol.History](t, ana.Client, "history.read", protocol.HistoryRead{Chat: chat, Limit: 50})
		var dates []int64
		for _, m := range page.Messages {
			if m.ClientID != (protocol.ClientID{}) {
				dates = append(dates, m.At)
			}
		}
		if len(dates) != 4 || dates[0] != at(0) || dates[1] != at(1) || dates[3] != at(60*24*400) {
			t.Errorf("they are from %v", dates)
		}
		if _, _, code := readFile(t, ana.Client, chat, got.Results[2].Seq, 0); code != "" {
			t.Errorf("the picture: %s", code)
		}
		heads := call[protocol.Heads](t, ana.Client, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{chat}}).Heads[0]
		if heads.Unread != 0 || heads.Members != 1 {
			t.Errorf("it stands %+v", heads)
		}
		if found := call[protocol.MessagesFound](t, ana.Client, "message.search", protocol.MessageSearch{Text: "year later"}); len(found.Found) != 1 {
			t.Errorf("found are %+v", found)
		}

		call[protocol.Members](t, ana.Client, "group.add", protocol.GroupAdd{Chat: chat, Users: []protocol.UserID{bo.Me.ID}})
		refusedWith(t, ana.Client, "import.messages", protocol.ImportMessages{Chat: chat, Messages: []protocol.ImportedMessage{said(b, 3, text("too late"))}}, protocol.CodeNotAllowed)
		if theirs := call[protocol.History](t, bo.Client, "history.read", protocol.HistoryRead{Chat: chat, Limit: 50}); len(theirs.Messages) < len(page.Messages) {
			t.Errorf("Bo reads %d of %d", len(theirs.Messages), len(page.Messages))
		}
		claim := func(on bool) protocol.PersonClaim { return protocol.PersonClaim{Chat: chat, User: b, On: on} }
		refusedWith(t, cy.Client, "person.claim", claim(true), protocol.CodeChatNotFound)
		refusedWith(t, bo.Client, "person.claim", protocol.PersonClaim{Chat: chat, User: ana.Me.ID, On: true}, protocol.CodePersonNotFound)
		if p := call[protocol.PersonClaimed](t, bo.Client, "person.claim", claim(true)).Person; p.Claimed != bo.Me.ID || p.Version <= begun.Authors[0].Version {
			t.Errorf("claimed, it is %+v", p)
		}
		refusedWith(t, ana.Client, "person.claim", claim(true), protocol.CodeNotAllowed)
		people := call[protocol.People](t, ana.Client, "person.get", protocol.PersonGet{Users: []protocol.UserID{b}}).People
		if len(people) != 1 || people[0].Claimed != bo.Me.ID {
			t.Errorf("Ana is told %+v", people)
		}
		if p := call[protocol.PersonClaimed](t, bo.Client, "person.claim", claim(false)).Person; p.Claimed != (protocol.UserID{}) {
			t.Errorf("taken back, it is %+v", p)
		}

		for _, bad := range []protocol.ImportBegin{{Name: "x", FirstAt: 1}, {ClientID: randomID(), FirstAt: 1}, {ClientID: randomID(), Name: "x"}, {ClientID: randomID(), Name: "x", FirstAt: 1, Authors: []string{"a\u202eb"}}, {ClientID: randomID(), Name: "x", FirstAt: 1, Authors: []string{"a", "a"}}} {
			if _, err := ana.Client.Post(testkit.Within(t), "import.begin", protocol.Encode(bad)); err == nil {
				t.Errorf("%+v was taken", bad)
			}
		}
	})
}
