package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
)

func linked(words, link string) protocol.NewMessage {
	m := protocol.NewMessage{ClientID: randomID()}
	m.Content = protocol.Content{Kind: "text", Version: 1, Body: protocol.Encode(protocol.TextBody{Text: words, Link: &protocol.Link{URL: link, Title: "What the sender says"}})}
	return m
}

// A preview is the server's word, stored with the message, and there for whoever reads it.
func TestLinkPreviews(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<title>Ferries of %s</title>`, r.URL.Path)
	}))
	defer site.Close()
	allow := func(c *config.Config) { c.LinkPreviews, c.LinkOrigins = true, []string{site.URL} }
	for _, store := range []string{"sqlite", "postgres"} {
		t.Run(store, func(t *testing.T) {
			settings := []testkit.Setting{testkit.With(unlimited), testkit.With(allow)}
			if store == "postgres" {
				settings = append(settings, testkit.With(on(newDatabase(t))))
			}
			s := testkit.Start(t, settings...)
			ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
			chat := openChat(t, ana, bo)
			link := site.URL + "/today"
			got := call[protocol.LinkPreviewed](t, ana.Client, "link.preview", protocol.LinkPreview{URL: link})
			if got.Link == nil || got.Link.Title != "Ferries of /today" {
				t.Fatalf("it is about %+v", got.Link)
			}
			read := func(seq protocol.Seq) protocol.TextBody {
				t.Helper()
				page := call[protocol.History](t, bo.Client, "history.read", protocol.HistoryRead{Chat: chat, Around: seq, Limit: 1})
				body, refused := protocol.DecodeServer[protocol.TextBody](page.Messages[0].Content.Body)
				if refused != nil {
					t.Fatal(refused)
				}
				return body
			}
			m := linked("Look: "+link, link)
			seq := sendOne(t, ana.Client, chat, m)
			if body := read(seq); body.Text != "Look: "+link || body.Link == nil || body.Link.Title != "Ferries of /today" || body.Link.URL != link {
				t.Errorf("Bo reads %+v", body)
			}
			if again := sendOne(t, ana.Client, chat, m); again != seq {
				t.Errorf("a repeat has the place %d", again)
			}
			unknown := site.URL + "/tomorrow"
			if body := read(sendOne(t, ana.Client, chat, linked("Look: "+unknown, unknown))); body.Link != nil {
				t.Errorf("of a link that nobody looked at it says %+v", body.Link)
			}
			edit := func(m protocol.NewMessage) protocol.TextBody {
				t.Helper()
				call[protocol.MessageChange](t, ana.Client, "message.edit", protocol.MessageEdit{Chat: chat, Seq: seq, Content: m.Content})
				return read(seq)
			}
			if body := edit(linked("Look there: "+link, link)); body.Link == nil || body.Text != "Look there: "+link {
				t.Errorf("edited, it says %+v", body)
			}
			if body := edit(text("never mind")); body.Link != nil || body.Text != "never mind" {
				t.Errorf("without the link, it says %+v", body)
			}
			for _, bad := range []protocol.NewMessage{linked("no such link in it", link), linked("file:///etc/passwd", "file:///etc/passwd"), linked("x", "")} {
				if _, err := ana.Client.Post(testkit.Within(t), "message.send", protocol.Encode(protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{bad}})); code(err) != protocol.CodeBadField {
					t.Errorf("%s: %v", bad.Content.Body, err)
				}
			}
		})
	}

	t.Run("off", func(t *testing.T) {
		s := testkit.Start(t, testkit.With(func(c *config.Config) { c.LinkOrigins = []string{site.URL} }))
		if got := call[protocol.LinkPreviewed](t, s.SignUp(t, "Ana").Client, "link.preview", protocol.LinkPreview{URL: site.URL}); got.Link != nil {
			t.Errorf("it was looked at: %+v", got.Link)
		}
	})
}
