package peers

import (
	"time"

	"twoticks/internal/messenger"
)

// look is a turn of the clock: it says that this node lives, notices who is gone, and whether the layer is away or back.
func (p *Peers) look(now time.Time) {
	if p.ticks++; p.ticks%2 == 0 {
		p.tell(message{Beat: &struct{}{}})
	}
	if p.Layer.Away() {
		p.lookAway(now)
		return
	}
	back := p.away >= awayTicks
	p.away = 0
	p.mu.Lock()
	ask := p.owes || back
	p.owes = false
	if back {
		p.settleAt = now.Add(p.config.Settle)
	}
	p.mu.Unlock()
	if ask {
		p.tell(message{Ask: &struct{}{}})
	}
	p.settle(now)
	p.release(now)
	p.bury(now)
}

// lookAway is the same while nobody can be heard. Nobody is gone for that.
func (p *Peers) lookAway(now time.Time) {
	p.mu.Lock()
	for _, n := range p.nodes {
		n.heard = now
	}
	p.away++
	isNew := p.away == awayTicks && p.settled
	if p.away >= awayTicks {
		p.settled = false
	}
	p.mu.Unlock()
	if isNew {
		p.Domain.NodesAway(true)
	}
}

// settle says that what the other nodes have is known, once they had the time to answer.
func (p *Peers) settle(now time.Time) {
	p.mu.Lock()
	if p.settled || now.Before(p.settleAt) {
		p.mu.Unlock()
		return
	}
	p.settled = true
	p.mu.Unlock()
	p.Domain.NodesAway(false)
}

// release hands Missed on when nothing holds it any more.
func (p *Peers) release(now time.Time) {
	p.mu.Lock()
	due := p.held && p.settled && now.Sub(p.missed) >= missedAtMost
	if due {
		p.held, p.missed = false, now
	}
	p.mu.Unlock()
	if due {
		p.receiver.Missed()
	}
}

// bury ends the leases of nodes that were not heard for too long. When they were heard is told by the domain's clock.
func (p *Peers) bury(now time.Time) {
	gone := map[id]time.Duration{}
	p.mu.Lock()
	for id, n := range p.nodes {
		if silent := now.Sub(n.heard); silent > p.config.DeadAfter {
			gone[id] = silent
			delete(p.nodes, id)
		}
	}
	p.mu.Unlock()
	for id, silent := range gone {
		p.log.Warn("another node is not heard any more: its people count as gone until they come here", "for", silent.Round(time.Second))
		p.Domain.NodeGone(messenger.NodeID(id), p.Domain.Now().Add(-silent), false)
	}
}
