package peers

import (
	"context"
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// lookWithin is how long the other nodes may take to say who looks at a chat.
const lookWithin = 500 * time.Millisecond

// Looking asks the other nodes which of some users have a chat before their eyes there. Of a node that does not answer in time nobody
// does.
func (p *Peers) Looking(ctx context.Context, chat messenger.ChatID, of []messenger.UserID) (looking []messenger.UserID) {
	others := p.heard()
	if others == 0 || len(of) == 0 {
		return nil
	}
	number, answers := p.posts.begin(others)
	defer p.posts.over(number)
	p.tell(message{Look: &look{Number: number, Chat: id(chat), Users: ids(of)}})
	late := time.NewTimer(lookWithin)
	defer late.Stop()
	for range others {
		select {
		case a := <-answers:
			looking = append(looking, users(a.Looking)...)
		case <-late.C:
			return looking
		case <-ctx.Done():
			return looking
		}
	}
	return looking
}

// heard is how many other nodes are likely to answer.
func (p *Peers) heard() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, other := range p.nodes {
		if time.Since(other.heard) <= p.config.Silent {
			n++
		}
	}
	return n
}

// sayWhoLooks answers another node.
func (p *Peers) sayWhoLooks(m message) {
	a := answer{Number: m.Look.Number}
	for _, user := range m.Look.Users {
		if p.Streams.Looks(messenger.UserID(user), protocol.ChatID(m.Look.Chat)) {
			a.Looking = append(a.Looking, user)
		}
	}
	p.tell(message{To: m.From, Answer: &a})
}

// ToldHere implements push.Nodes.
func (p *Peers) ToldHere(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq) {
	p.tell(message{Told: &told{User: id(user), Chat: id(chat), Seq: uint64(seq)}})
}

// ReadHere implements push.Nodes.
func (p *Peers) ReadHere(user messenger.UserID, chat messenger.ChatID, seq messenger.Seq) {
	p.tell(message{Told: &told{User: id(user), Chat: id(chat), Seq: uint64(seq), Read: true}})
}

// hearTold is what the other nodes say by these.
func (p *Peers) hearTold(t *told) {
	if p.Pushes == nil {
		return
	}
	hear := p.Pushes.HearTold
	if t.Read {
		hear = p.Pushes.HearRead
	}
	hear(messenger.UserID(t.User), messenger.ChatID(t.Chat), messenger.Seq(t.Seq))
}
