package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"twoticks/lab/faults/device"
	"twoticks/lab/faults/history"
	"twoticks/lab/faults/proxy"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// seat is a device and its line.
type seat struct {
	*device.Device
	line *proxy.Line
	// user is the number of whose it is.
	user int
	// hushed are the chats in which its person does not write.
	hushed map[protocol.ChatID]bool
}

// room is a chat, and who was in it at the beginning, by number.
type room struct {
	id    protocol.ChatID
	users []int
	group bool
	// stable: nobody is taken out of it.
	stable bool
}

// town is everybody who writes, and where.
type town struct {
	seats []*seat
	// first is the first device of each user.
	first []*seat
	rooms []room
	// quiet are chats in which nobody writes by themselves.
	quiet []room
	// everybody is the room that all are in.
	everybody room
	hushed    map[protocol.ChatID]bool
	sending   chan struct{}
	history   *history.Recorder
}

// settle makes accounts, devices, direct chats and groups. Everything is good meanwhile.
func settle(ctx context.Context, o options, servers []string, h *history.Recorder) (*town, error) {
	t := &town{hushed: map[protocol.ChatID]bool{}, sending: make(chan struct{}), history: h}
	for i := range o.Users {
		s, err := t.sit(ctx, o, servers, i, false)
		if err != nil {
			return t, err
		}
		t.first = append(t.first, s)
	}
	for i := range o.Second {
		if _, err := t.sit(ctx, o, servers, i, true); err != nil {
			return t, err
		}
	}
	if err := t.openDirect(ctx, o); err != nil {
		return t, err
	}
	return t, t.openGroups(ctx, o)
}

func (t *town) sit(ctx context.Context, o options, servers []string, user int, second bool) (*seat, error) {
	line, err := proxy.Open(servers...)
	if err != nil {
		return nil, err
	}
	handle := fmt.Sprintf("p%02d", user)
	c := device.Config{
		Name: handle + "a", Handle: handle, URL: line.URL(), Way: wayOf(len(t.seats)), Scale: o.Scale, History: t.history,
		Sending: t.sending, Seed: o.Seed + uint64(len(t.seats)),
	}
	s := &seat{line: line, user: user, hushed: t.hushed}
	if second {
		c.Name = handle + "b"
		s.Device, err = device.SignIn(ctx, c)
	} else {
		s.Device, err = device.SignUp(ctx, c)
	}
	if err != nil {
		line.Close()
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	t.seats = append(t.seats, s)
	return s, nil
}

// wayOf lets one in seven devices live by a stream, and one in seven by requests that wait.
func wayOf(n int) device.Way {
	switch n % 7 {
	case 3:
		return device.Stream
	case 5:
		return device.Waiting
	}
	return device.Socket
}

// openDirect gives everybody a chat with the next, and with one further on; and where there are several nodes one in which
// nothing is said unless it is to be lost.
func (t *town) openDirect(ctx context.Context, o options) error {
	for i := range o.Users {
		for _, away := range []int{1, 5, 3} {
			if away == 3 && o.Nodes == 1 {
				continue
			}
			j := (i + away) % o.Users
			opened, err := client.Call[protocol.ChatOpened](ctx, t.first[i].API(), "chat.open", protocol.ChatOpen{With: t.first[j].User()})
			if err != nil {
				return fmt.Errorf("open a chat: %w", err)
			}
			r := room{id: opened.Row.Chat, users: []int{i, j}}
			if away == 3 {
				t.quiet = append(t.quiet, r)
				t.hushed[r.id] = true
				continue
			}
			t.rooms = append(t.rooms, r)
		}
	}
	return nil
}

// openGroups makes a group of everybody, and some whose members come and go.
func (t *town) openGroups(ctx context.Context, o options) error {
	random := rand.New(rand.NewPCG(o.Seed, 2))
	for n, size := range []int{o.Users, 5, 6, 8} {
		users := random.Perm(o.Users)[:size]
		create := protocol.GroupCreate{ClientID: protocol.ClientID{byte(n + 1)}, Name: fmt.Sprintf("Group %d", n)}
		for _, i := range users[1:] {
			create.Users = append(create.Users, t.first[i].User())
		}
		opened, err := client.Call[protocol.ChatOpened](ctx, t.first[users[0]].API(), "group.create", create)
		var refused *protocol.Error
		if errors.As(err, &refused) && refused.Code == protocol.CodeUnknownType {
			return nil // a server without groups
		}
		if err != nil {
			return fmt.Errorf("make a group: %w", err)
		}
		r := room{id: opened.Row.Chat, users: users, group: true, stable: n < 2}
		t.rooms = append(t.rooms, r)
		if n == 0 {
			t.everybody = r
		}
	}
	return nil
}

// live lets every device live until the context ends, and returns what waits for that.
func (t *town) live(ctx context.Context) *sync.WaitGroup {
	var wait sync.WaitGroup
	for _, s := range t.seats {
		wait.Go(func() { s.Run(ctx) })
	}
	return &wait
}

// write lets everybody write until the context ends.
func (t *town) write(ctx context.Context, o options) *sync.WaitGroup {
	var wait sync.WaitGroup
	every := time.Duration(float64(len(t.seats)) / o.Rate * float64(time.Second))
	for n, s := range t.seats {
		random := rand.New(rand.NewPCG(o.Seed, uint64(100+n)))
		wait.Go(func() {
			for count := 1; sleep(ctx, time.Duration(random.ExpFloat64()*float64(every))); count++ {
				s.writeOne(ctx, random, count)
			}
		})
	}
	return &wait
}

const (
	mostWaiting = 150 // messages of one device; then its person stops writing for a while
	revisions   = 50  // one in so many is an edit or a deletion
)

// writeOne writes a message or a few, or changes an older one.
func (s *seat) writeOne(ctx context.Context, random *rand.Rand, count int) {
	var open []device.Place
	waiting := 0
	for _, p := range s.Places() {
		waiting += len(p.Waiting)
		if p.Row.To == 0 && !s.hushed[p.Chat] {
			open = append(open, p)
		}
	}
	if len(open) == 0 || waiting > mostWaiting {
		return
	}
	// Places come in no order; the seed shall decide.
	chat := leastAfter(open, random.Uint32())
	text := fmt.Sprintf("%s writes number %d", s.Name(), count)
	switch n := random.IntN(2 * revisions); n {
	case 0:
		s.Revise(ctx, chat, "")
	case 1:
		s.Revise(ctx, chat, text+", corrected")
	case 2, 3, 4, 5, 6, 7:
		s.Compose(chat, text, text+", and more", text+", and more still")
	default:
		s.Compose(chat, text)
	}
}

// leastAfter picks a chat by a random number, whatever the order of the list.
func leastAfter(places []device.Place, n uint32) protocol.ChatID {
	var least protocol.ChatID
	distance := uint32(1<<32 - 1)
	for _, p := range places {
		at := uint32(p.Chat[0])<<24 | uint32(p.Chat[1])<<16 | uint32(p.Chat[2])<<8 | uint32(p.Chat[3])
		if d := at - n; d <= distance {
			distance, least = d, p.Chat
		}
	}
	return least
}

// close gives the lines back.
func (t *town) close() {
	for _, s := range t.seats {
		s.line.Close()
	}
}

// sleep waits; false when the context ended first.
func sleep(ctx context.Context, t time.Duration) bool {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
