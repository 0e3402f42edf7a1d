package messenger

import (
	"context"
	"errors"
	"testing"
)

// rolls is a store of members, and counts how often it is asked.
type rolls struct {
	now   Members
	err   error
	asked int
}

func (r *rolls) Members(context.Context, ChatID) (Members, error) {
	r.asked++
	return r.now, r.err
}

func TestMemberCache(t *testing.T) {
	ctx := context.Background()
	chat, ana, bo := ChatID{1}, UserID{1}, UserID{2}
	fresh := func(r *rolls) *memberCache { return &memberCache{store: r, chats: map[ChatID]Members{}} }
	of := func(t *testing.T, c *memberCache, seq Seq) Members {
		t.Helper()
		m, err := c.of(ctx, chat, seq)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}

	t.Run("[C23] a list is used until a commit says that there is a newer one", func(t *testing.T) {
		r := &rolls{now: Members{Begun: true, Seq: 3, List: []Member{{User: ana}, {User: bo}}}}
		c := fresh(r)
		for _, seq := range []Seq{0, 3, 1, 3} {
			if m := of(t, c, seq); m.Seq != 3 || len(m.List) != 2 {
				t.Errorf("as of %d: %+v", seq, m)
			}
		}
		if r.asked != 1 {
			t.Errorf("the store was asked %d times, want once", r.asked)
		}
		r.now = Members{Begun: true, Seq: 7, List: []Member{{User: ana}}}
		if m := of(t, c, 3); m.Seq != 3 {
			t.Errorf("as of 3: %+v", m)
		}
		if m := of(t, c, 7); m.Seq != 7 || len(m.List) != 1 {
			t.Errorf("as of 7: %+v, who left is still in", m)
		}
		if m := of(t, c, 3); m.Seq != 7 || r.asked != 2 {
			t.Errorf("as of 3 again: %+v, asked %d times", m, r.asked)
		}
	})
	t.Run("a list that was read late does not replace a newer one", func(t *testing.T) {
		c := fresh(&rolls{})
		c.keep(chat, Members{Seq: 9}, c.drops)
		c.keep(chat, Members{Seq: 4}, c.drops)
		if m := of(t, c, 9); m.Seq != 9 {
			t.Errorf("kept %+v", m)
		}
	})
	t.Run("a failure is not remembered", func(t *testing.T) {
		r := &rolls{err: ErrUnavailable}
		c := fresh(r)
		if _, err := c.of(ctx, chat, 0); !errors.Is(err, ErrUnavailable) {
			t.Errorf("got %v", err)
		}
		r.err, r.now = nil, Members{Begun: true, Seq: 1}
		if m := of(t, c, 0); m.Seq != 1 {
			t.Errorf("got %+v", m)
		}
	})
	t.Run("[C31] a chat that has not begun is not remembered: it begins without a membership entry", func(t *testing.T) {
		r := &rolls{now: Members{List: []Member{{User: ana}}}}
		c := fresh(r)
		of(t, c, 0)
		r.now = Members{Begun: true, List: []Member{{User: ana}, {User: bo}}}
		if m := of(t, c, 0); len(m.List) != 2 {
			t.Errorf("once it has begun: %+v", m)
		}
	})
	t.Run("it is bounded", func(t *testing.T) {
		c := fresh(&rolls{})
		for i := range cachedChats + 50 {
			c.keep(ChatID{byte(i), byte(i >> 8), byte(i >> 16)}, Members{Seq: 1}, c.drops)
		}
		if len(c.chats) != cachedChats {
			t.Errorf("it keeps %d chats", len(c.chats))
		}
	})
}
