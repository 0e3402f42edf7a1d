package upkeep_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"twoticks/internal/messenger"
	"twoticks/internal/upkeep"
)

// wall is a clock that can be set while real time goes on.
type wall struct {
	mu    sync.Mutex
	shift time.Duration
}

func (w *wall) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.shift).UTC()
}

func (w *wall) set(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shift += by
}

// house counts what upkeep asks for.
type house struct {
	wall   wall
	mu     sync.Mutex
	keep   time.Duration
	sweeps int
	// waiting is how many chats have something to expire, rows how many old rows there are.
	waiting, rows int
	places        []string
	emptied       int
	pruned        int
	vanishing     int
	// kept is for how long messages are kept, retained the places that were asked for.
	kept     time.Duration
	retained []string
	fails    bool
}

var errAway = errors.New("the store is away")

func (h *house) ExpireQueue(_ context.Context, rule messenger.QueueRule, limit int) (int, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keep = rule.Keep
	h.sweeps++
	if h.fails {
		return 0, false, errAway
	}
	n := min(limit, h.waiting)
	h.waiting -= n
	return n, n == limit, nil
}

func (h *house) ForgetAdvances(_ context.Context, place string) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.places = append(h.places, place)
	if h.rows--; h.rows <= 0 {
		return "", nil
	}
	return place + "+", nil
}

// VanishMessages has messages to take for a quarter of the time.
func (h *house) VanishMessages(context.Context, int) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.vanishing++
	return h.vanishing%4 != 0, nil
}

// RetainMessages has three pages of chats.
func (h *house) RetainMessages(_ context.Context, keep time.Duration, place string, _ int) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kept, h.retained = keep, append(h.retained, place)
	if len(place) == 2 {
		return "", nil
	}
	return place + "+", nil
}

func (h *house) Prune(context.Context) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pruned++
	return h.pruned < 5, nil
}

// Sweep has files for a third of the time.
func (h *house) Sweep(context.Context) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.emptied++
	return h.emptied%3 != 0, nil
}

func (h *house) set(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

func (h *house) swept() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.sweeps
	h.sweeps = 0
	return n
}

func inBubble(t *testing.T, keep time.Duration, f func(*testing.T, *house)) {
	inBubbleWith(t, upkeep.Config{QueueKeep: keep}, f)
}

func inBubbleWith(t *testing.T, c upkeep.Config, f func(*testing.T, *house)) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{}
		u := upkeep.Start(upkeep.Ports{Queue: h, Accounts: h, Files: h, Clock: &h.wall, Log: slog.New(slog.DiscardHandler)}, c)
		f(t, h)
		u.Stop()
		u.Stop()
		h.swept()
		time.Sleep(time.Hour)
		if n := h.swept(); n != 0 {
			t.Errorf("after its end it swept %d times", n)
		}
	})
}

const week = 7 * 24 * time.Hour

func TestSweeps(t *testing.T) {
	t.Run("[C25] the queue is swept each minute, with the days that it keeps", func(t *testing.T) {
		inBubble(t, week, func(t *testing.T, h *house) {
			time.Sleep(10*time.Minute + time.Second)
			if n := h.swept(); n != 10 || h.keep != week {
				t.Errorf("swept %d times in ten minutes, for %v", n, h.keep)
			}
		})
	})
	t.Run("[C25] a short queue is swept more often than it is long", func(t *testing.T) {
		inBubble(t, 2*time.Second, func(t *testing.T, h *house) {
			time.Sleep(2*time.Second + time.Millisecond)
			if n := h.swept(); n != 4 {
				t.Errorf("swept %d times in two seconds", n)
			}
		})
	})
	t.Run("[C25] one sweep goes on until nothing more is due", func(t *testing.T) {
		inBubble(t, week, func(t *testing.T, h *house) {
			h.set(func() { h.waiting = 1234 })
			time.Sleep(time.Minute + time.Second)
			if h.swept(); h.waiting != 0 {
				t.Errorf("%d are left", h.waiting)
			}
		})
	})
	t.Run("a queue that keeps for ever is not swept", func(t *testing.T) {
		inBubble(t, 0, func(t *testing.T, h *house) {
			time.Sleep(24 * time.Hour)
			if n := h.swept(); n != 0 {
				t.Errorf("swept %d times", n)
			}
		})
	})
	t.Run("files that nothing holds are removed until there are no more, also where the queue keeps for ever", func(t *testing.T) {
		inBubble(t, 0, func(t *testing.T, h *house) {
			time.Sleep(2*time.Minute + time.Second)
			h.set(func() {
				if h.emptied != 6 {
					t.Errorf("asked %d times in two minutes, where there is more twice", h.emptied)
				}
			})
		})
	})
	t.Run("what fails is tried again", func(t *testing.T) {
		inBubble(t, week, func(t *testing.T, h *house) {
			h.set(func() { h.fails, h.waiting = true, 1 })
			time.Sleep(5 * time.Minute)
			h.set(func() { h.fails = false })
			time.Sleep(time.Minute + time.Second)
			if h.swept(); h.waiting != 0 {
				t.Error("it was given up")
			}
		})
	})
}

func TestJumpsOfTheClock(t *testing.T) {
	for name, jump := range map[string]time.Duration{"eight days on": 8 * 24 * time.Hour, "an hour back": -time.Hour, "two minutes on": 2 * time.Minute} {
		t.Run("[C29] nothing expires while a clock that was set "+name+" has not been steady for ten minutes", func(t *testing.T) {
			inBubble(t, week, func(t *testing.T, h *house) {
				time.Sleep(5*time.Minute + time.Second)
				h.swept()
				h.wall.set(jump)
				time.Sleep(10 * time.Minute)
				if n := h.swept(); n != 0 {
					t.Errorf("swept %d times right after the jump", n)
				}
				h.wall.set(-jump) // and back: it begins anew
				time.Sleep(10 * time.Minute)
				if n := h.swept(); n != 0 {
					t.Errorf("swept %d times right after it was set back", n)
				}
				time.Sleep(2 * time.Minute)
				if n := h.swept(); n == 0 {
					t.Error("it is not swept any more")
				}
			})
		})
	}
	t.Run("[C29] a clock that is corrected gently is trusted", func(t *testing.T) {
		inBubble(t, week, func(t *testing.T, h *house) {
			for range 20 {
				h.wall.set(-500 * time.Millisecond)
				time.Sleep(time.Minute)
			}
			if n := h.swept(); n < 19 {
				t.Errorf("swept %d times in twenty minutes", n)
			}
		})
	})
}

func TestTidying(t *testing.T) {
	t.Run("[C20b] old rows are forgotten page by page, and the rest at the next turn", func(t *testing.T) {
		inBubble(t, week, func(t *testing.T, h *house) {
			h.set(func() { h.rows = 250 })
			time.Sleep(time.Hour + time.Second)
			h.set(func() {
				if len(h.places) != 200 || h.places[0] != "" || h.pruned != 5 {
					t.Errorf("looked at %d pages from %q, pruned %d times", len(h.places), h.places[0], h.pruned)
				}
			})
			time.Sleep(time.Hour)
			h.set(func() {
				if len(h.places) != 250 || len(h.places[200]) != 200 || h.rows != 0 {
					t.Errorf("looked at %d pages, %d are left", len(h.places), h.rows)
				}
			})
		})
	})
}

func TestMessagesThatGo(t *testing.T) {
	t.Run("a timer is looked after each minute, until nothing is left; without retention nothing else goes", func(t *testing.T) {
		inBubble(t, week, func(t *testing.T, h *house) {
			time.Sleep(2*time.Minute + time.Second)
			h.set(func() {
				if h.vanishing != 8 || len(h.retained) != 0 {
					t.Errorf("asked %d times, and for %q", h.vanishing, h.retained)
				}
			})
		})
	})
	t.Run("what is kept for a time is gone through, and begun anew", func(t *testing.T) {
		inBubbleWith(t, upkeep.Config{QueueKeep: week, Retention: 365 * 24 * time.Hour}, func(t *testing.T, h *house) {
			time.Sleep(2*time.Minute + time.Second)
			h.set(func() {
				if want := []string{"", "+", "++", "", "+", "++"}; !slices.Equal(h.retained, want) || h.kept != 365*24*time.Hour {
					t.Errorf("went through %q for %v", h.retained, h.kept)
				}
			})
		})
	})
	t.Run("a short retention is looked after more often than it is long", func(t *testing.T) {
		inBubbleWith(t, upkeep.Config{Retention: 4 * time.Second}, func(t *testing.T, h *house) {
			time.Sleep(4*time.Second + time.Millisecond)
			h.set(func() {
				if len(h.retained) != 12 {
					t.Errorf("looked at %d pages in four seconds", len(h.retained))
				}
			})
		})
	})
}
