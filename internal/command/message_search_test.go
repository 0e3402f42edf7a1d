package command_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func TestSearchFindsMessages(t *testing.T) {
	h := newHouse(t)
	direct, group := h.chat(t, h.ana, h.bo), h.chat(t, h.ana, h.cy)
	h.send(t, h.ana, direct, text("Tea tomorrow?"), text("And bread"))
	h.send(t, h.cy, group, text("no tea, thanks"))
	page := do[protocol.MessagesFound](t, h, h.ana, "message.search", protocol.MessageSearch{Text: "TEA"})
	if len(page.Found) != 2 || page.Next != "" || page.SearchedTo != 0 || len(page.People) != 2 {
		t.Fatalf("found %+v", page)
	}
	for _, f := range page.Found {
		if f.Chat == direct && (f.Seq != 1 || f.At == 0 || len(f.Snippet) != 2 || f.Snippet[0] != protocol.SnippetPart{Text: "Tea", Hit: true}) {
			t.Errorf("found %+v", f)
		}
	}
	page = do[protocol.MessagesFound](t, h, h.bo, "message.search", protocol.MessageSearch{Text: "tea"})
	if len(page.Found) != 1 || page.Found[0].Chat != direct {
		t.Errorf("Bo found %+v", page.Found)
	}
	page = do[protocol.MessagesFound](t, h, h.ana, "message.search", protocol.MessageSearch{Text: "tea", Chat: group, Sender: protocol.UserID(h.cy.User)})
	if len(page.Found) != 1 || page.Found[0].Chat != group {
		t.Errorf("in one chat of one sender: %+v", page.Found)
	}
}

func TestSearchComesInPages(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	for range 5 {
		h.clock.now = h.clock.now.Add(time.Minute)
		h.send(t, h.ana, chat, text("again"), text("and again"), text("and no more"))
	}
	var got []protocol.Seq
	ask := protocol.MessageSearch{Text: "again", Limit: 3}
	for {
		page := do[protocol.MessagesFound](t, h, h.bo, "message.search", ask)
		for _, f := range page.Found {
			got = append(got, f.Seq)
		}
		if page.Next == "" {
			break
		}
		if page.SearchedTo == 0 {
			t.Error("a page with a next does not say how far it is")
		}
		ask.After = page.Next
	}
	if len(got) != 10 || got[0] != 14 || got[9] != 1 {
		t.Errorf("paged through %v", got)
	}
	for _, cursor := range []string{"x", "AAAA", strings.Repeat("A", 43), "_____________________wAAAAAAAAAAAAAAAAAAAAA"} {
		if e := refused(t, h, h.bo, "message.search", protocol.MessageSearch{Text: "again", After: cursor}, protocol.CodeBadField); e.Field != "after" {
			t.Errorf("%q: field %q", cursor, e.Field)
		}
	}
}

func TestSearchOfWhatIsOdd(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	h.send(t, h.ana, chat, text(`say "NEAR(100%*)"`))
	for _, look := range []string{`"`, `"NEAR(`, `NEAR(1`, "%", "*", `100%*`, `(`, "y"} {
		if page := do[protocol.MessagesFound](t, h, h.bo, "message.search", protocol.MessageSearch{Text: look}); len(page.Found) != 1 {
			t.Errorf("%q was found %d times", look, len(page.Found))
		}
	}
	for _, look := range []string{`'`, "_", `\`, "🎉", "ي", "\u0301", "\u202e", strings.Repeat("w", messenger.MaxSearchText), strings.Repeat("漢", messenger.MaxSearchText)} {
		if page := do[protocol.MessagesFound](t, h, h.bo, "message.search", protocol.MessageSearch{Text: look}); len(page.Found) != 0 {
			t.Errorf("%q was found", look)
		}
	}
	refused(t, h, h.bo, "message.search", protocol.MessageSearch{Text: "  "}, protocol.CodeTextEmpty)
	refused(t, h, h.bo, "message.search", protocol.MessageSearch{}, protocol.CodeTextEmpty)
	refused(t, h, h.bo, "message.search", protocol.MessageSearch{Text: "a\x00b"}, protocol.CodeTextNotAllowed)
	refused(t, h, h.bo, "message.search", protocol.MessageSearch{Text: strings.Repeat("w", 10_000)}, protocol.CodeTextTooLong)
	refused(t, h, h.bo, "message.search", protocol.MessageSearch{Text: "a", Since: -1}, protocol.CodeBadField)
}

func TestSearchHasALimitThatNobodyTypesInto(t *testing.T) {
	h := newHouse(t)
	for range 120 {
		do[protocol.MessagesFound](t, h, h.ana, "message.search", protocol.MessageSearch{Text: "x"})
	}
	if e := refused(t, h, h.ana, "message.search", protocol.MessageSearch{Text: "x"}, protocol.CodeRateLimited); e.RetryAfterMs == 0 {
		t.Error("it does not say when")
	}
	do[protocol.MessagesFound](t, h, h.bo, "message.search", protocol.MessageSearch{Text: "x"})
}

func TestSearchThatTakesTooLongCanBeTriedAgain(t *testing.T) {
	h := newHouse(t, func(f *failing) {
		f.search = func(ctx context.Context) error {
			<-ctx.Done()
			return messenger.ErrUnavailable.Because(ctx.Err())
		}
	})
	if e := refused(t, h, h.ana, "message.search", protocol.MessageSearch{Text: "x"}, protocol.CodeOverloaded); e.RetryAfterMs == 0 {
		t.Error("it does not say when")
	}
}
