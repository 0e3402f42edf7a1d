package app_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func TestPicturesOfPeopleAndGroups(t *testing.T) {
	onBothStores(t, func(t *testing.T, s *testkit.Server) {
		ana, bo, cy := s.SignUp(t, "Ana"), s.SignUp(t, "Bo"), s.SignUp(t, "Cy")
		openChat(t, ana, bo)
		look := func(who *client.Client, of fmt.Stringer, picture protocol.FileID) protocol.ErrorCode {
			t.Helper()
			from, h, err := who.ReadPicture(testkit.Within(t), of, picture)
			if err != nil {
				return code(err)
			}
			defer from.Close()
			b, err := io.ReadAll(from)
			if err != nil {
				t.Fatal(err)
			}
			if m, err := jpeg.Decode(bytes.NewReader(b)); err != nil || m.Bounds().Dx() != 90 || h.Get("Content-Type") != "image/jpeg" || !strings.Contains(h.Get("Cache-Control"), "immutable") ||
				!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("it is %v, %v", err, h)
			}
			return ""
		}
		face := upload(t, ana.Client, "picture", photo(t))
		me := call[protocol.ProfileKept](t, ana.Client, "profile.picture", protocol.ProfilePicture{Picture: face.ID}).Me
		if me.Picture != face.ID {
			t.Errorf("she is %+v", me)
		}
		people := call[protocol.People](t, bo.Client, "person.get", protocol.PersonGet{Users: []protocol.UserID{ana.Me.ID}})
		if people.People[0].Picture != face.ID {
			t.Errorf("Bo is told %+v", people)
		}
		for who, want := range map[*client.Client]protocol.ErrorCode{ana.Client: "", bo.Client: "", s.NewDevice(t): protocol.CodeLoginRequired} {
			if got := look(who, ana.Me.ID, face.ID); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		for _, c := range []struct {
			of      fmt.Stringer
			picture protocol.FileID
		}{{bo.Me.ID, face.ID}, {ana.Me.ID, protocol.FileID(randomID())}, {protocol.UserID(randomID()), face.ID}} {
			if got := look(bo.Client, c.of, c.picture); got != protocol.CodeFileNotFound {
				t.Errorf("%+v: %q", c, got)
			}
		}
		notes := upload(t, bo.Client, "file", []byte("no picture"))
		refusedWith(t, bo.Client, "profile.picture", protocol.ProfilePicture{Picture: notes.ID}, protocol.CodeFileMissing)
		refusedWith(t, bo.Client, "profile.picture", protocol.ProfilePicture{Picture: face.ID}, protocol.CodeFileMissing)
		call[protocol.PersonBlocked](t, ana.Client, "person.block", protocol.PersonBlock{User: bo.Me.ID})
		if got := look(bo.Client, ana.Me.ID, face.ID); got != protocol.CodeFileNotFound {
			t.Errorf("whom she blocks is shown it: %q", got)
		}
		call[protocol.PersonBlocked](t, ana.Client, "person.unblock", protocol.PersonUnblock{User: bo.Me.ID})

		group := call[protocol.ChatOpened](t, ana.Client, "group.create", protocol.GroupCreate{ClientID: randomID(), Name: "Garden", Users: []protocol.UserID{bo.Me.ID}}).Row.Chat
		view := upload(t, ana.Client, "picture", photo(t))
		row := call[protocol.GroupChanged](t, ana.Client, "group.picture", protocol.GroupPicture{Chat: group, Picture: view.ID}).Row
		if row.Picture != view.ID || look(bo.Client, group, view.ID) != "" || look(cy.Client, group, view.ID) != protocol.CodeFileNotFound {
			t.Errorf("the group's picture: %+v", row)
		}
		last := call[protocol.History](t, bo.Client, "history.read", protocol.HistoryRead{Chat: group}).Messages
		if line, refused := protocol.DecodeServer[protocol.SystemBody](last[len(last)-1].Content.Body); refused != nil || line.Line != "group.pictured" {
			t.Errorf("the line is %+v", line)
		}
		refusedWith(t, cy.Client, "group.picture", protocol.GroupPicture{Chat: group}, protocol.CodeChatNotFound)
		if gone := call[protocol.GroupChanged](t, ana.Client, "group.picture", protocol.GroupPicture{Chat: group}).Row; gone.Picture != (protocol.FileID{}) || look(bo.Client, group, view.ID) != protocol.CodeFileNotFound {
			t.Errorf("taken away: %+v", gone)
		}
	})
}
