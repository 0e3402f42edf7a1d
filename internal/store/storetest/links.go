package storetest

import (
	"time"

	"twoticks/internal/messenger"
)

var links = []test{
	{"what is known of a link stays for a time, and the newest counts", previews},
	{"[C6] a text with a link is stored once, whatever became known of the link meanwhile", linksAreSentOnce},
}

func previews(s *scene) {
	id, other := messenger.PreviewID{1}, messenger.PreviewID{2}
	known := func(id messenger.PreviewID) string {
		s.Helper()
		body, at, err := s.Store.Preview(ctx, id)
		s.must(err)
		if (body == nil) != at.IsZero() {
			s.Errorf("%q is known since %v", body, at)
		}
		return string(body)
	}
	if got := known(id); got != "" {
		s.Errorf("%q is known", got)
	}
	first := s.tick()
	s.must(s.Store.KeepPreview(ctx, id, []byte(`{"title":"one"}`), first, first.Add(-time.Hour)))
	s.must(s.Store.KeepPreview(ctx, id, []byte(`{"title":"two"}`), first.Add(time.Minute), first.Add(-time.Hour)))
	if got := known(id); got != `{"title":"two"}` {
		s.Errorf("known is %q", got)
	}
	s.must(s.Store.KeepPreview(ctx, other, []byte(`{}`), first.Add(time.Hour), first.Add(30*time.Minute)))
	if old, now := known(id), known(other); old != "" || now != "{}" {
		s.Errorf("known are %q and %q", old, now)
	}
}

func linksAreSentOnce(s *scene) {
	chat := s.direct(s.ana, s.bo)
	sent := message("see https://example.org/")
	sent, err := sent.WithLink("https://example.org/")
	s.must(err)
	first, err := s.append(s.ana, chat, sent)
	s.must(err)
	again := sent
	again.Content.Body = []byte(`{"text":"see https://example.org/","link":{"url":"https://example.org/","title":"Example"}}`)
	second, err := s.append(s.ana, chat, again)
	s.must(err)
	if r := second.Results[0]; !r.Duplicate || r.Seq != first.Results[0].Seq {
		s.Errorf("a repeat came out as %+v", r)
	}
	bare := message("see https://example.org/")
	bare.ClientID = sent.ClientID
	third, err := s.append(s.ana, chat, bare)
	s.must(err)
	if r := third.Results[0]; r.Err == nil {
		s.Errorf("other content under the same id came out as %+v", r)
	}
}
