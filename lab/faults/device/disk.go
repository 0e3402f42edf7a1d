package device

import (
	"time"

	"twoticks/protocol"
)

// disk is what a browser keeps when it is closed.
type disk struct {
	epoch string
	rev   protocol.Rev
	chats map[protocol.ChatID]*chat
	// loaded: the first look at the account is over; chats that appear later are followed from their beginning.
	loaded bool
	// owing: a report of marks is about to go out.
	owing bool
}

// chat is what a device has of one chat. All but memory is on the disk.
type chat struct {
	id     protocol.ChatID // never changes
	row    protocol.ChatRow
	head   protocol.Seq
	mine   protocol.Marks
	window window
	// foreign is the newest row of somebody else, seen the newest one that was looked at.
	foreign, seen protocol.Seq

	outbox   []*item
	composed uint64
	own      []protocol.Seq

	memory memory
}

// window is what a device holds without a hole: from floor up to cursor (C12). It is not known before the first look.
type window struct {
	known         bool
	floor, cursor protocol.Seq
}

// memory is what a closed browser forgets.
type memory struct {
	aside map[protocol.Seq]arrival
	// gapped: a fetch for what is aside is on its way.
	gapped bool
	said   protocol.Marks
	wake   chan struct{}
	lane   bool
}

func newMemory() memory {
	return memory{aside: map[protocol.Seq]arrival{}, wake: make(chan struct{}, 1)}
}

// item is a message of the outbox. Its client id was made once, when somebody pressed send (C1).
type item struct {
	id    protocol.ClientID
	order uint64
	text  string
	at    time.Time
	done  bool
}

// arrival is an entry that came, and how.
type arrival struct {
	entry protocol.Entry
	via   string
}

// chat returns a chat that is known; nil otherwise. The caller holds the lock.
func (d *Device) chat(id protocol.ChatID) *chat { return d.disk.chats[id] }

// owed is where what the user was never told of begins: the window has to reach down to it before anything above it may
// be reported as delivered (C19).
func (c *chat) owed() protocol.Seq { return max(c.row.From, c.mine.Delivered) + 1 }

func (c *chat) behind() bool {
	if !c.window.known {
		return true
	}
	return c.window.cursor < c.head || c.window.floor > c.owed()
}

// Place is how far a device has come in a chat.
type Place struct {
	Chat    protocol.ChatID
	Row     protocol.ChatRow
	Known   bool
	Cursor  protocol.Seq
	Head    protocol.Seq
	Waiting []protocol.ClientID
}

// Places tells of all chats.
func (d *Device) Places() []Place {
	d.mu.Lock()
	defer d.mu.Unlock()
	places := make([]Place, 0, len(d.disk.chats))
	for id, c := range d.disk.chats {
		p := Place{Chat: id, Row: c.row, Known: c.window.known, Cursor: c.window.cursor, Head: c.head}
		for _, i := range c.outbox {
			p.Waiting = append(p.Waiting, i.id)
		}
		places = append(places, p)
	}
	return places
}

// Settled tells whether nothing is waiting: a connection stands, every outbox is empty, every window is at its head.
func (d *Device) Settled() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.link == nil || d.wants.any() {
		return false
	}
	for _, c := range d.disk.chats {
		if len(c.outbox) > 0 || c.row.To == 0 && c.behind() {
			return false
		}
	}
	return true
}
