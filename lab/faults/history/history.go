// Package history is what a run of the fault laboratory leaves behind: everything that devices asked, were told and did,
// and every fault, in one list with one monotonic clock, so that a checker can judge it without having been there.
//
// The devices and the nemesis write to it, the checker and the proof of work read it. It judges nothing. It is kept in
// memory for the checker and as JSON lines for people; a line that cannot be written makes Close fail, and with it the run.
package history

import (
	"bufio"
	"encoding/json"
	"io"
	"sync"
	"time"
)

// Op says what an event is.
type Op string

const (
	// Compose: somebody pressed send; Order is the message's place among those of its device and chat.
	Compose Op = "compose"
	// Send: a try begins, by Via. It ends in one of the following four for each message (C5).
	Send    Op = "send"
	Ack     Op = "ack"
	Refused Op = "refused"
	Later   Op = "later"
	Unknown Op = "unknown"
	// Wire: an entry came to a device, by Via, whatever it did with it.
	Wire Op = "wire"
	// Apply: a device took an entry into its store. Via is how it came.
	Apply Op = "apply"
	// Reset: a device's window of a chat begins anew: it holds what lies from Floor up to Seq (C12).
	Reset Op = "reset"
	// Gap: a push did not follow and was put aside; Filled: what was missing before it came (C13).
	Gap    Op = "gap"
	Filled Op = "filled"
	// Ahead: a head below what the device has already, in the same epoch (C17).
	Ahead Op = "ahead"
	// Report: a device says how far it has stored and its user has seen.
	Report Op = "report"
	// Marks: a device is told of marks: those of User, or of all the others where that is empty.
	Marks Op = "marks"
	// Change: an edit or deletion is asked for; Changed: it was accepted.
	Change  Op = "change"
	Changed Op = "changed"
	// Connected, CaughtUp and Ended tell of a device's connection.
	Connected Op = "connected"
	CaughtUp  Op = "caught-up"
	Ended     Op = "ended"
	// Begin: what came before was only to prepare and to measure. Fault is what the nemesis did; Ready: the server answers again after a kill; Heal: no more faults from here on.
	Begin Op = "begin"
	Fault Op = "fault"
	Ready Op = "ready"
	Heal  Op = "heal"
	// Away: every node that answers knows that its Redis is away; Back: one does not. Revoked: a device's session was ended.
	Away    Op = "away"
	Back    Op = "back"
	Revoked Op = "revoked"
	// FinalHead, FinalEntry, FinalMember and FinalMarks are what stands at the end, by Via: "database" or a way of asking.
	FinalHead   Op = "final-head"
	FinalEntry  Op = "final-entry"
	FinalMember Op = "final-member"
	FinalMarks  Op = "final-marks"
	// FinalPlace: how far a device has applied a chat at the end. Waiting: a message still in a device's outbox.
	FinalPlace Op = "final-place"
	Waiting    Op = "waiting"
	// Broken: something that no rule of the contract allows for was met on the way; Kind says what.
	Broken Op = "broken"
)

// Event is one line. Which fields it has follows from Op.
type Event struct {
	At     time.Duration `json:"t"`
	Op     Op            `json:"op"`
	Device string        `json:"device,omitempty"`
	User   string        `json:"user,omitempty"`
	Chat   string        `json:"chat,omitempty"`
	// ID is a client id, Order its place in the outbox.
	ID    string `json:"id,omitempty"`
	Order uint64 `json:"order,omitempty"`
	Seq   uint64 `json:"seq,omitempty"`
	// Kind is that of an entry ("text", "system", "edit", "delete") or of a fault.
	Kind   string `json:"kind,omitempty"`
	Sender string `json:"sender,omitempty"`
	// Hash is of the text; empty once it was deleted.
	Hash string `json:"hash,omitempty"`
	// Time is the server's time of an entry in ms.
	Time   int64  `json:"time,omitempty"`
	Target uint64 `json:"target,omitempty"`
	// Edited and Deleted are the seqs of the change entries that made a message what it is.
	Edited    uint64 `json:"edited,omitempty"`
	Deleted   uint64 `json:"deleted,omitempty"`
	Via       string `json:"via,omitempty"`
	Duplicate bool   `json:"duplicate,omitempty"`
	Code      string `json:"code,omitempty"`
	Epoch     string `json:"epoch,omitempty"`
	// Floor is the first seq that a window holds; From and To bound a membership (To is 0 while it lasts).
	Floor     uint64 `json:"floor,omitempty"`
	From      uint64 `json:"from,omitempty"`
	To        uint64 `json:"to,omitempty"`
	Delivered uint64 `json:"delivered,omitempty"`
	Read      uint64 `json:"read,omitempty"`
	// Node is which of several, from 1; of Begin how many there are.
	Node int `json:"node,omitempty"`
	// Took is how long a fault lasts, or lasted.
	Took time.Duration `json:"took,omitempty"`
}

// Recorder takes events down in the order in which they are told, and stamps them. It is safe for use by many goroutines.
type Recorder struct {
	began time.Time

	mu     sync.Mutex
	events []Event
	out    *bufio.Writer
	lines  *json.Encoder
	err    error
}

// NewRecorder begins a history; what it is told also goes to w.
func NewRecorder(w io.Writer) *Recorder {
	out := bufio.NewWriterSize(w, 1<<16)
	return &Recorder{began: time.Now(), out: out, lines: json.NewEncoder(out)}
}

// Now is the time of the run's clock.
func (r *Recorder) Now() time.Duration { return time.Since(r.began) }

// Add takes an event down and returns its time.
func (r *Recorder) Add(e Event) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.At = time.Since(r.began)
	r.events = append(r.events, e)
	if err := r.lines.Encode(e); err != nil && r.err == nil {
		r.err = err
	}
	return e.At
}

// Events returns what was taken down until now. Later events are not among them.
func (r *Recorder) Events() []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.events[:len(r.events):len(r.events)]
}

// Close writes out what waits.
func (r *Recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.out.Flush(); err != nil && r.err == nil {
		r.err = err
	}
	return r.err
}

// Load reads the lines of a history.
func Load(r io.Reader) ([]Event, error) {
	var events []Event
	lines := json.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	for {
		var e Event
		switch err := lines.Decode(&e); err {
		case nil:
			events = append(events, e)
		case io.EOF:
			return events, nil
		default:
			return nil, err
		}
	}
}
