package messenger

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// MaxPins is how many messages of a chat are pinned at once; one more takes the place of the oldest.
const MaxPins = 3

// PinDurations are for how long a message can be pinned.
var PinDurations = []time.Duration{24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour}

// LineMessagePinned is what the server writes into a group.
const LineMessagePinned = "message.pinned"

// pinSlack is how far apart two ends may lie to be the same: so a repeat whose first answer was lost pins nothing anew.
const pinSlack = time.Minute

// PinState is how a message is pinned for everybody in its chat. Until is by the server's clock: whoever reads a pin later than
// that reads none, and nothing has to be taken away for it.
type PinState struct {
	Target Seq
	By     UserID
	Until  time.Time
	// Seq is the change entry that made it so.
	Seq Seq
}

// PinnedMessage is a pin with its message, as a reader of the chat sees it.
type PinnedMessage struct {
	PinState
	Message Message
}

// PinMessage: see Store. A zero Until takes the pin away.
type PinMessage struct {
	Actor     UserID
	Chat      ChatID
	Seq       Seq
	Until     time.Time
	At        time.Time
	Guard     ChangeGuard
	Committed func(Pinned)
}

// Pinned is what a pin did, in the order of the log: pins that gave way, the pin itself, and in a group the line that tells
// of it. Without changes there was nothing to do.
type Pinned struct {
	Changes []Changed
	Line    *Appended
}

// PinMessage pins a message for everybody in its chat.
func (m *Messenger) PinMessage(ctx context.Context, actor Actor, chat ChatID, seq Seq, lasts time.Duration) error {
	now := m.clock.Now()
	return m.store.PinMessage(ctx, PinMessage{
		Actor: actor.User, Chat: chat, Seq: seq, At: now, Until: now.Add(lasts), Guard: mayPin, Committed: m.pinned,
	})
}

// UnpinMessage takes a pin away. A message that is not pinned changes nothing.
func (m *Messenger) UnpinMessage(ctx context.Context, actor Actor, chat ChatID, seq Seq) error {
	return m.store.PinMessage(ctx, PinMessage{
		Actor: actor.User, Chat: chat, Seq: seq, At: m.clock.Now(), Guard: mayUnpin, Committed: m.pinned,
	})
}

func (m *Messenger) pinned(p Pinned) {
	for _, c := range p.Changes {
		m.announce.MessageChanged(c)
	}
	if p.Line != nil {
		m.announce.MessagesAdded(*p.Line)
	}
}

// mayPin: a member pins what somebody wrote, while it says something; in a group who may change what it says of itself.
func mayPin(r Relation, target *Message) error {
	if err := mayUnpin(r, target); err != nil {
		return err
	}
	if target.DeletedSeq != 0 {
		return ErrEntryNotFound
	}
	return nil
}

// mayUnpin: whoever may pin may unpin, whoever pinned it.
func mayUnpin(r Relation, target *Message) error {
	if err := mustConcern(r, target); err != nil {
		return err
	}
	if r.Kind == Group {
		return MayChangeGroup(r)
	}
	return nil
}

// PinPlan is what an act of pinning does to the pins of a chat.
type PinPlan struct {
	// Over are pins whose time has passed: their rows go without a word.
	Over []Seq
	// Ended are pins that end now, the oldest first, each by a change entry.
	Ended []Seq
	// Set: the target is pinned, by a change entry. Anew: it was not before.
	Set, Anew bool
}

// PlanPin decides what an act does, given the pins that stand in the store.
func PlanPin(standing []PinState, a PinMessage) (p PinPlan) {
	var others []PinState
	var mine *PinState
	for i, pin := range standing {
		switch {
		case !pin.Until.After(a.At):
			p.Over = append(p.Over, pin.Target)
		case pin.Target == a.Seq:
			mine = &standing[i]
		default:
			others = append(others, pin)
		}
	}
	switch {
	case a.Until.IsZero():
		if mine != nil {
			p.Ended = []Seq{a.Seq}
		}
		return p
	case mine != nil:
		p.Set = mine.Until.Sub(a.Until).Abs() > pinSlack
		return p
	}
	p.Set, p.Anew = true, true
	slices.SortFunc(others, func(a, b PinState) int { return cmp.Compare(a.Seq, b.Seq) })
	for len(others) >= MaxPins {
		p.Ended = append(p.Ended, others[0].Target)
		others = others[1:]
	}
	return p
}

// PlanWithheldPin decides it in a chat of two for whom the other blocks. Only they see what they pin, beside what both see, and
// it takes the place of such pins alone: what the other sees stays as the other left it. A pin of both can still be taken away,
// and told is whether the other is told.
func PlanWithheldPin(mine, theirs []PinState, a PinMessage) (p PinPlan, told bool) {
	shared := func(pin PinState) bool {
		return slices.ContainsFunc(theirs, func(t PinState) bool { return t.Target == pin.Target })
	}
	both := slices.ContainsFunc(mine, func(pin PinState) bool { return pin.Target == a.Seq && pin.Until.After(a.At) && shared(pin) })
	switch {
	case both && !a.Until.IsZero():
		return PinPlan{}, false
	case both:
		return PlanPin(mine, a), true
	}
	return PlanPin(slices.DeleteFunc(slices.Clone(mine), shared), a), false
}

// standing leaves the pins that have not passed.
func standing(pins []PinnedMessage, now time.Time) []PinnedMessage {
	return slices.DeleteFunc(pins, func(p PinnedMessage) bool { return !p.Until.After(now) })
}
