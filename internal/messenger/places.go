package messenger

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// DevicePlace is how far a device has a chat on its own disk.
type DevicePlace struct {
	Session SessionID
	Chat    ChatID
	Seq     Seq
}

// OwnDevice is one of a message's author, and whether it has the message: it said that it is so far in the chat, or was signed
// in later, and then begins with what the server has.
type OwnDevice struct {
	Session SessionID
	Name    string
	UsedAt  time.Time
	Has     bool
}

const (
	// placesEvery is how long places are gathered before they are kept. A server that dies loses as much: until such a
	// device says more, it counts as not having what it has.
	placesEvery = 10 * time.Second
	// placesMost is how many are gathered for one device; what it says of further chats waits for the next time.
	placesMost = 1000
)

// places gathers how far devices are, so that what each says costs no commit. What could not be kept is gathered again.
type places struct {
	store Store
	log   *slog.Logger

	mu      sync.Mutex
	pending map[SessionID]map[ChatID]Seq
	timer   *time.Timer // runs while something is pending
	done    bool
	keeping sync.Mutex // one at a time, so that who waits for it finds all kept that was pending
}

func newPlaces(store Store, log *slog.Logger) *places {
	return &places{store: store, log: log, pending: map[SessionID]map[ChatID]Seq{}}
}

func (p *places) note(place DevicePlace) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return
	}
	of := p.pending[place.Session]
	if of == nil {
		of = map[ChatID]Seq{}
		p.pending[place.Session] = of
	}
	if _, known := of[place.Chat]; !known && len(of) >= placesMost {
		return
	}
	of[place.Chat] = max(of[place.Chat], place.Seq)
	if p.timer == nil {
		p.timer = time.AfterFunc(placesEvery, func() { p.keep(context.Background()) })
	}
}

// of is how far a device is by what it said here and is not kept yet; zero when it said nothing.
func (p *places) of(session SessionID, chat ChatID) Seq {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pending[session][chat]
}

// keep keeps what is pending, and returns when it is kept or could not be.
func (p *places) keep(ctx context.Context) {
	p.keeping.Lock()
	defer p.keeping.Unlock()
	p.mu.Lock()
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	var list []DevicePlace
	for session, of := range p.pending {
		for chat, seq := range of {
			list = append(list, DevicePlace{session, chat, seq})
		}
	}
	clear(p.pending)
	p.mu.Unlock()
	if len(list) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), placesEvery)
	defer cancel()
	if err := p.store.KeepPlaces(ctx, list); err != nil {
		p.log.Warn("how far devices are was not kept; it is tried again", "places", len(list), "error", err)
		for _, place := range list {
			p.note(place)
		}
	}
}

// stop keeps what is pending for the last time.
func (p *places) stop() {
	p.mu.Lock()
	p.done = true
	p.mu.Unlock()
	p.keep(context.Background())
}

// NotePlace takes down how far the actor's device has a chat on its disk. It is kept a little later, if the actor was ever a
// member of the chat. Programs have no disk that one looks at.
func (m *Messenger) NotePlace(actor Actor, chat ChatID, seq Seq) {
	if actor.Scopes != 0 {
		return
	}
	m.places.note(DevicePlace{actor.Session, chat, seq})
}
