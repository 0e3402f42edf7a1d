package watch

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"sync"

	"twoticks/lab/faults/proxy"
)

// Publication is what a node told the others of a chat.
type Publication struct {
	Chat string
	Seq  uint64
	// Traceless: the numbers of what the node said after it were put right, so that nobody hears a gap.
	Traceless bool
}

// Publications finds what nodes publish about entries of chats, and loses single ones as a Redis does that has lost its
// subscribers for a moment: the node is answered, and nobody hears. It is one for all nodes.
type Publications struct {
	// Lost is told of each that was lost.
	Lost func(Publication)

	mu    sync.Mutex
	chats map[string]bool // about which the next is lost; true: without a trace
}

// Lose loses the next about a chat.
func (p *Publications) Lose(chat string, traceless bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.chats == nil {
		p.chats = map[string]bool{}
	}
	p.chats[chat] = traceless
}

// Watch is one connection's. A node has one that it publishes by, and whoever hears it by a new one expects no number.
func (p *Publications) Watch() proxy.Watch {
	var held []byte
	var below uint64 // how many were lost without a trace
	return func(up []byte) ([]byte, proxy.Fate) {
		held = append(held, up...)
		on := 0
		for {
			words, size := command(held[on:])
			if size == 0 {
				break
			}
			if len(words) == 3 && bytes.EqualFold(words[0], []byte("PUBLISH")) {
				p.meet(words[1], words[2], &below)
			}
			on += size
		}
		out := bytes.Clone(held[:on])
		held = append(held[:0], held[on:]...)
		return out, proxy.Carry
	}
}

// What a node publishes (internal/channel/redis says the same of itself):
//
//	version 1 byte | node 8 | number 8 | topics: count 4, each 16 | bytes
//
// and the bytes about an entry begin with
//
//	'S' | chat 16 | seq 8 | 'L'
const (
	numberAt   = 1 + 8
	countAt    = numberAt + 8
	topicsAt   = countAt + 4
	topicSize  = 16
	stampSize  = 1 + 16 + 8
	publishing = 1
)

// meet decides about a publication. One that is lost goes to a name that nobody listens to: so Redis itself answers.
func (p *Publications) meet(name, frame []byte, below *uint64) {
	if len(frame) < topicsAt || frame[0] != publishing {
		return
	}
	number := frame[numberAt:countAt]
	binary.BigEndian.PutUint64(number, binary.BigEndian.Uint64(number)-*below)
	about, ok := entry(frame)
	if !ok {
		return
	}
	p.mu.Lock()
	traceless, lose := p.chats[about.Chat]
	delete(p.chats, about.Chat)
	p.mu.Unlock()
	if !lose {
		return
	}
	if about.Traceless = traceless; traceless {
		*below++
	}
	name[len(name)-1] ^= 1
	p.Lost(about)
}

// entry tells what a frame is about, if that is an entry of a chat or a state of an account.
func entry(frame []byte) (about Publication, ok bool) {
	count := uint64(binary.BigEndian.Uint32(frame[countAt:]))
	rest := frame[topicsAt:]
	if count*topicSize > uint64(len(rest)) {
		return about, false
	}
	rest = rest[count*topicSize:]
	if len(rest) <= stampSize || rest[0] != 'S' || rest[stampSize] != 'L' {
		return about, false
	}
	about.Chat = base64.RawURLEncoding.EncodeToString(rest[1:17])
	about.Seq = binary.BigEndian.Uint64(rest[17:stampSize])
	return about, true
}

// command takes a command of Redis off the front of b: its words, which share b's memory, and its size; 0 when it is not all
// there yet.
func command(b []byte) (words [][]byte, size int) {
	count, at := header(b, '*')
	if at == 0 {
		return nil, 0
	}
	for range count {
		length, n := header(b[at:], '$')
		if n == 0 || len(b) < at+n+length+2 {
			return nil, 0
		}
		words = append(words, b[at+n:at+n+length])
		at += n + length + 2
	}
	return words, at
}

// header reads a line of a kind with a number, and its size.
func header(b []byte, kind byte) (n, size int) {
	end := bytes.Index(b, []byte("\r\n"))
	if end < 1 || b[0] != kind {
		return 0, 0
	}
	n, err := strconv.Atoi(string(b[1:end]))
	if err != nil {
		return 0, 0
	}
	return n, end + 2
}
