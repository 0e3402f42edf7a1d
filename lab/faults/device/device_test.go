package device

import (
	"io"
	"slices"
	"testing"

	"twoticks/lab/faults/history"
	"twoticks/protocol"
)

var (
	us   = protocol.UserID{1}
	them = protocol.UserID{2}
	room = protocol.ChatID{3}
)

// newDevice is a device without a server, which is in a chat and holds nothing of it yet.
func newDevice(t *testing.T) (*Device, *chat) {
	t.Helper()
	d, err := open(Config{Name: "ana1", URL: "http://127.0.0.1:1", Scale: 1, History: history.NewRecorder(io.Discard)})
	if err != nil {
		t.Fatal(err)
	}
	d.me, d.disk.loaded = us, true
	d.rows([]protocol.ChatRow{{Chat: room, Kind: "group", Rev: 1}})
	return d, d.chat(room)
}

func said(by protocol.UserID, seq protocol.Seq) protocol.Entry {
	body := content("a text")
	return protocol.Entry{Seq: seq, Message: &protocol.Message{Chat: room, Seq: seq, Sender: by, ClientID: protocol.ClientID{byte(seq)}, Content: &body}}
}

func applied(d *Device) (seqs []uint64) {
	for _, e := range d.config.History.Events() {
		if e.Op == history.Apply {
			seqs = append(seqs, e.Seq)
		}
	}
	return seqs
}

func TestPushesAreAppliedInOrderAndOnce(t *testing.T) {
	d, c := newDevice(t)
	for _, seq := range []protocol.Seq{1, 3, 4, 1, 3, 2, 2, 5} {
		d.pushed(room, said(them, seq))
	}
	if got := applied(d); !slices.Equal(got, []uint64{1, 2, 3, 4, 5}) {
		t.Errorf("[C13] applied %v", got)
	}
	if c.window.cursor != 5 || len(c.memory.aside) != 0 {
		t.Errorf("the window ends at %d, %d wait aside", c.window.cursor, len(c.memory.aside))
	}
}

func TestAChatThatIsNotKnownIsAskedFor(t *testing.T) {
	d, _ := newDevice(t)
	d.wants = wants{}
	d.pushed(protocol.ChatID{9}, said(them, 1))
	if !d.wants.all || len(applied(d)) != 0 {
		t.Errorf("wants %+v, applied %v", d.wants, applied(d))
	}
}

func TestTheLogSettlesALostAck(t *testing.T) {
	d, c := newDevice(t)
	d.Compose(room, "a text", "another")
	first := c.outbox[0].id
	e := said(us, 1)
	e.Message.ClientID = first
	d.pushed(room, e)
	if len(c.outbox) != 1 || c.outbox[0].id == first {
		t.Errorf("[C1] %d are left in the outbox", len(c.outbox))
	}
}

func TestWhoComesBackReadsFromThereOn(t *testing.T) {
	d, c := newDevice(t)
	d.pushed(room, said(them, 1))
	d.rows([]protocol.ChatRow{{Chat: room, Kind: "group", Rev: 2, To: 1}})
	d.Compose(room, "nobody reads this")
	d.rows([]protocol.ChatRow{{Chat: room, Kind: "group", Rev: 3, From: 7}})
	d.rows([]protocol.ChatRow{{Chat: room, Kind: "group", Rev: 2, To: 1}}) // an older row, late
	d.pushed(room, said(them, 8))
	if got := applied(d); !slices.Equal(got, []uint64{1, 8}) || c.row.To != 0 || len(c.outbox) != 0 {
		t.Errorf("[C23] applied %v, row %+v, %d in the outbox", got, c.row, len(c.outbox))
	}
}

func TestWhatIsReportedIsStored(t *testing.T) {
	for name, row := range map[string]struct {
		turn func(*Device, *chat)
		want protocol.Seq
	}{
		"everything that came":         {func(d *Device, c *chat) { d.pushed(room, said(them, 1)); d.pushed(room, said(them, 2)) }, 2},
		"nothing of what waits aside":  {func(d *Device, c *chat) { d.pushed(room, said(them, 1)); d.pushed(room, said(them, 3)) }, 1},
		"nothing for one's own":        {func(d *Device, c *chat) { d.pushed(room, said(us, 1)) }, 0},
		"nothing twice":                {func(d *Device, c *chat) { d.pushed(room, said(them, 1)); d.due() }, 0},
		"nothing above what is owed":   {func(d *Device, c *chat) { d.reset(c, 40, 60, "newest"); c.foreign = 60 }, 0},
		"all once that is there again": {func(d *Device, c *chat) { d.reset(c, 40, 60, "newest"); c.foreign, c.window.floor = 60, 1 }, 60},
	} {
		d, c := newDevice(t)
		row.turn(d, c)
		var got protocol.Seq
		for _, m := range d.due() {
			got = m.Delivered
		}
		if got != row.want {
			t.Errorf("[C19] %s: reported %d, want %d", name, got, row.want)
		}
	}
}

func TestEveryOutcomeIsOneOfFour(t *testing.T) {
	for code, want := range map[protocol.ErrorCode]history.Op{
		protocol.CodeNotAMember: history.Refused, protocol.CodeTextTooLong: history.Refused,
		protocol.CodeUnavailable: history.Later, protocol.CodeRateLimited: history.Later,
		protocol.CodeOutcomeUnknown: history.Unknown,
	} {
		d, c := newDevice(t)
		d.Compose(room, "a text")
		settled := d.settleTry(c, c.outbox[:1:1], protocol.MessageSent{}, &protocol.Error{Code: code})
		events := d.config.History.Events()
		if last := events[len(events)-1]; last.Op != want || settled != (want == history.Refused) || settled != (len(c.outbox) == 0) {
			t.Errorf("[C5] %s: %s, settled %v, %d in the outbox", code, last.Op, settled, len(c.outbox))
		}
	}
	d, c := newDevice(t)
	d.Compose(room, "a text")
	if d.settleTry(c, c.outbox[:1:1], protocol.MessageSent{}, io.EOF) || len(c.outbox) != 1 {
		t.Error("[C5] a closed socket settles nothing")
	}
}

func TestARequestThatWaitedShowsWhatIsMissing(t *testing.T) {
	d, c := newDevice(t)
	d.pushed(room, said(them, 1))
	for _, row := range []struct {
		head protocol.Seq
		want bool
	}{{1, false}, {4, true}} {
		d.wants = wants{}
		d.waited(protocol.SyncWaited{
			Rows:  protocol.AccountRows{Rev: 5},
			Heads: protocol.Heads{Heads: []protocol.HeadsRow{{Chat: room, Head: row.head}}},
		})
		if d.wants.chats[room] != row.want || d.wants.all || c.head != row.head || d.disk.rev != 5 {
			t.Errorf("[C16] with a head of %d: wants %+v, head %d, rev %d", row.head, d.wants, c.head, d.disk.rev)
		}
	}
}
