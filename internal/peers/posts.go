package peers

import (
	"context"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/internal/auth"
	"twoticks/protocol"
)

const (
	// postsAtOnce is how many commands are carried out at once for streams whose POST came to another node.
	postsAtOnce = 64
	// postWithin is how long the node that has the stream may take.
	postWithin = 3 * time.Second
)

// posts are the commands, and the questions, that wait for another node.
type posts struct {
	slots chan struct{}

	mu      sync.Mutex
	number  uint64
	waiting map[uint64]chan answer
}

func newPosts() posts {
	return posts{slots: make(chan struct{}, postsAtOnce), waiting: map[uint64]chan answer{}}
}

func (w *posts) begin(nodes int) (uint64, chan answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.number++
	answers := make(chan answer, nodes)
	w.waiting[w.number] = answers
	return w.number, answers
}

func (w *posts) over(number uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.waiting, number)
}

func (w *posts) answered(a answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case w.waiting[a.Number] <- a:
	default: // nobody waits any more
	}
}

// Do has a command carried out by the node that holds its stream. Without one the stream is nowhere.
func (p *Peers) Do(ctx context.Context, stream protocol.StreamID, session auth.SessionID, name string, body []byte) (any, *protocol.Error) {
	notReady := &protocol.Error{Code: protocol.CodeNotReady, Message: protocol.Codes[protocol.CodeNotReady].Doc}
	others := p.Count()
	if others == 0 {
		return nil, notReady
	}
	number, answers := p.posts.begin(others)
	defer p.posts.over(number)
	p.tell(message{Post: &post{Number: number, Stream: id(stream), Session: id(session), Name: name, Body: jsontext.Value(body)}})
	late := time.NewTimer(postWithin)
	defer late.Stop()
	for range others {
		select {
		case a := <-answers:
			if a.Found && a.Refused != nil {
				return nil, a.Refused
			}
			if a.Found {
				return a.Reply, nil
			}
		case <-late.C:
			return nil, notReady
		case <-ctx.Done():
			return nil, notReady
		}
	}
	return nil, notReady
}

// carryOut does for another node what a POST asks of a stream of this one.
func (p *Peers) carryOut(ctx context.Context, m message) {
	select {
	case p.posts.slots <- struct{}{}:
	default:
		return // the one who asked tries again
	}
	p.done.Go(func() {
		defer func() { <-p.posts.slots }()
		ctx, cancel := context.WithTimeout(ctx, postWithin)
		defer cancel()
		a := answer{Number: m.Post.Number}
		var reply any
		reply, a.Refused, a.Found = p.Streams.DoHere(ctx, protocol.StreamID(m.Post.Stream), auth.SessionID(m.Post.Session), m.Post.Name, m.Post.Body)
		if reply != nil {
			a.Reply = protocol.Encode(reply)
		}
		p.tell(message{To: m.From, Answer: &a})
	})
}
