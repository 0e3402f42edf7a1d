package messenger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var ana, bo, cy = UserID{1}, UserID{2}, UserID{3}

// heard is an Announcer that takes down who was told to type, when. Other calls fail: typing announces nothing else.
type heard struct {
	Announcer
	mu     sync.Mutex
	began  time.Time
	events []heardTyping
}

type heardTyping struct {
	at time.Duration
	Typing
}

func (h *heard) TypingChanged(t Typing) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, heardTyping{time.Since(h.began), t})
}

// take returns what was told since the last time.
func (h *heard) take() []heardTyping {
	synctest.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	events := h.events
	h.events = nil
	return events
}

// want compares what was told since the last time: a line for each event, with its time.
func (h *heard) want(t *testing.T, want ...string) {
	t.Helper()
	got := []string{}
	for _, e := range h.take() {
		line := fmt.Sprint(e.at)
		for _, u := range e.Users {
			line += " " + map[UserID]string{ana: "Ana", bo: "Bo", cy: "Cy"}[u]
		}
		if e.Count != len(e.Users) {
			line += fmt.Sprintf(" of %d", e.Count)
		}
		got = append(got, line)
	}
	if !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

// typingTest runs f in a bubble of its own, with nothing typed yet.
func typingTest(t *testing.T, f func(t *testing.T, ty *typing, h *heard)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &heard{began: time.Now()}
		ty := newTyping(h)
		defer ty.stop()
		f(t, ty, h)
	})
}

const ms = time.Millisecond

var garden = ChatID{1}

func TestTyping(t *testing.T) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, ty *typing, h *heard)
	}{
		{"[C34] [R4.1] the first change is told at once, also the second time", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, true, true)
			h.want(t, "0s Ana")
			time.Sleep(time.Second)
			ty.set(garden, ana, false, true)
			h.want(t, "1s")
			time.Sleep(time.Second)
			ty.set(garden, ana, true, true)
			h.want(t, "2s Ana")
		}},
		{"[C34] [R10.4] changes of one window are told together at its end, in the order in which people began", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, bo, true, true)
			time.Sleep(30 * ms)
			ty.set(garden, ana, true, true)
			time.Sleep(30 * ms)
			ty.set(garden, cy, true, true)
			h.want(t, "0s Bo")
			time.Sleep(time.Second)
			h.want(t, "100ms Bo Ana Cy")
			time.Sleep(30 * ms)
			ty.set(garden, ana, false, true)
			h.want(t, "1.09s Bo Cy")
		}},
		{"[C34] what is undone within a window is not told", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, true, true)
			time.Sleep(10 * ms)
			ty.set(garden, bo, true, true)
			time.Sleep(10 * ms)
			ty.set(garden, bo, false, true)
			time.Sleep(time.Second)
			h.want(t, "0s Ana")
		}},
		{"[C34] chats do not wait for each other", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, true, true)
			ty.set(ChatID{2}, bo, true, true)
			h.want(t, "0s Ana", "0s Bo")
		}},
		{"[C34] who is not heard of for 6 s has stopped", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, true, true)
			time.Sleep(3 * time.Second)
			ty.set(garden, bo, true, true)
			time.Sleep(10 * time.Second)
			h.want(t, "0s Ana", "3s Ana Bo", "6s Bo", "9s")
		}},
		{"[C34] a refresh is told again, before the receivers forget", func(t *testing.T, ty *typing, h *heard) {
			for range 5 {
				ty.set(garden, ana, true, true)
				time.Sleep(3 * time.Second)
			}
			ty.set(garden, ana, false, true)
			h.want(t, "0s Ana", "3s Ana", "6s Ana", "9s Ana", "12s Ana", "15s")
		}},
		{"[C34] saying it ten times a second is told every 2 s", func(t *testing.T, ty *typing, h *heard) {
			for range 45 {
				ty.set(garden, ana, true, true)
				time.Sleep(100 * ms)
			}
			h.want(t, "0s Ana", "2s Ana", "4s Ana")
		}},
		{"an end without a beginning is nothing", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, false, true)
			ty.set(garden, ana, false, false)
			h.want(t)
		}},
		{"[R4.4] sending ends it without a word, and the next key is told", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, true, true)
			time.Sleep(time.Second)
			ty.set(garden, ana, false, false)
			time.Sleep(time.Second)
			h.want(t, "0s Ana")
			ty.set(garden, ana, true, true)
			h.want(t, "2s Ana")
		}},
		{"[R4.4] who sends before the beginning was told is never told of", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, bo, true, true)
			time.Sleep(10 * ms)
			ty.set(garden, ana, true, true)
			ty.set(garden, ana, false, false)
			time.Sleep(time.Second)
			h.want(t, "0s Bo")
		}},
		{"[R4.1] sending does not swallow that another began", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, true, true)
			time.Sleep(50 * ms)
			ty.set(garden, bo, true, true)
			time.Sleep(10 * ms)
			ty.set(garden, ana, false, false)
			time.Sleep(time.Second)
			h.want(t, "0s Ana", "100ms Bo")
		}},
		{"[C34] sending opens no new window", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, true, true)
			time.Sleep(20 * ms)
			ty.set(garden, ana, false, false)
			time.Sleep(20 * ms)
			ty.set(garden, ana, true, true)
			time.Sleep(time.Second)
			h.want(t, "0s Ana", "100ms Ana")
		}},
		{"after stop nothing is told", func(t *testing.T, ty *typing, h *heard) {
			ty.set(garden, ana, true, true)
			ty.set(garden, bo, true, true)
			ty.stop()
			ty.stop()
			ty.set(garden, cy, true, true)
			time.Sleep(time.Minute)
			h.want(t, "0s Ana")
		}},
		{"a page that comes is given who types now", func(t *testing.T, ty *typing, h *heard) {
			if got := ty.of(garden); got.Count != 0 || got.Chat != garden {
				t.Errorf("got %+v", got)
			}
			ty.set(garden, bo, true, true)
			ty.set(garden, ana, true, true)
			if got := ty.of(garden); got.Count != 2 || !slices.Equal(got.Users, []UserID{bo, ana}) {
				t.Errorf("got %+v", got)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) { typingTest(t, c.run) })
	}
}

// crowd is somebody of many.
func crowd(i int) UserID { return UserID{9, byte(i)} }

func TestTypingOfMany(t *testing.T) {
	typingTest(t, func(t *testing.T, ty *typing, h *heard) {
		// Ten begin, 50 ms apart.
		for i := range 10 {
			ty.set(garden, crowd(i), true, true)
			time.Sleep(50 * ms)
		}
		time.Sleep(2 * time.Second)
		events := h.take()
		wantPaced(t, events)
		last := events[len(events)-1]
		if last.Count != 10 || !slices.Equal(last.Users, []UserID{crowd(0), crowd(1), crowd(2), crowd(3)}) {
			t.Errorf("told last %+v", last)
		}
	})
	// A name that goes while a count waits does not wait as long as the count.
	typingTest(t, func(t *testing.T, ty *typing, h *heard) {
		for i := range 5 {
			ty.set(garden, crowd(i), true, true)
		}
		time.Sleep(200 * ms)
		h.take()
		ty.set(garden, crowd(5), true, true)
		time.Sleep(100 * ms)
		if events := h.take(); len(events) != 0 {
			t.Errorf("only the count changed, and told was %+v", events)
		}
		ty.set(garden, crowd(0), false, true)
		events := h.take()
		if len(events) != 1 || events[0].Count != 5 || events[0].Users[0] != crowd(1) {
			t.Errorf("a name went, and told was %+v", events)
		}
	})
}

// wantPaced checks that no event comes too early after the one before it.
func wantPaced(t *testing.T, events []heardTyping) {
	t.Helper()
	for i := 1; i < len(events); i++ {
		least := typingWindow
		if slices.Equal(events[i].Users, events[i-1].Users) {
			least = typingCrowd
		}
		if gap := events[i].at - events[i-1].at; gap < least {
			t.Errorf("%+v was told %v after %+v", events[i].Typing, gap, events[i-1].Typing)
		}
	}
}

func TestFiftyPeopleTypingCostFewEvents(t *testing.T) {
	typingTest(t, func(t *testing.T, ty *typing, h *heard) {
		const seconds = 30
		for tick := range seconds * 10 {
			for i := range 50 {
				if tick >= i/5 && (tick+i)%30 == 0 { // each begins in the first second or so and refreshes every 3 s
					ty.set(garden, crowd(i), true, true)
				}
			}
			time.Sleep(100 * ms)
		}
		events := h.take()
		wantPaced(t, events)
		if len(events) > 2*seconds {
			t.Errorf("[R10.4] %d events in %d s", len(events), seconds)
		}
		if last := events[len(events)-1]; last.Count != 50 {
			t.Errorf("told last %+v", last)
		}
	})
}

// Whatever people do, in the end everybody knows who types, who sends a message is not told of afterwards, and nothing
// is kept of a chat that fell silent.
func TestTypingSettles(t *testing.T) {
	for seed := range uint64(200) {
		typingTest(t, func(t *testing.T, ty *typing, h *heard) {
			random := rand.New(rand.NewPCG(seed, 0))
			types := map[UserID]bool{}
			// What a receiver shows: what it was told last, less who sent since.
			var shown []UserID
			receive := func() {
				for _, e := range h.take() {
					shown = e.Users
				}
			}
			for range 60 {
				user := []UserID{ana, bo, cy}[random.IntN(3)]
				switch random.IntN(3) {
				case 0:
					ty.set(garden, user, true, true)
					types[user] = true
				case 1:
					ty.set(garden, user, false, true)
					delete(types, user)
				case 2:
					ty.set(garden, user, false, false)
					delete(types, user)
					receive()
					shown = slices.DeleteFunc(slices.Clone(shown), func(u UserID) bool { return u == user })
				}
				time.Sleep(time.Duration(random.IntN(150)) * ms)
				receive()
			}
			for user := range types { // so that nobody is forgotten before the end
				ty.set(garden, user, true, true)
			}
			time.Sleep(200 * ms)
			receive()
			for _, user := range []UserID{ana, bo, cy} {
				if slices.Contains(shown, user) != types[user] {
					t.Errorf("seed %d: shown are %v, typing are %v", seed, shown, types)
				}
			}
			time.Sleep(7 * time.Second)
			synctest.Wait()
			ty.mu.Lock()
			defer ty.mu.Unlock()
			if len(ty.chats) != 0 {
				t.Errorf("seed %d: a silent chat is kept", seed)
			}
		})
	}
}
