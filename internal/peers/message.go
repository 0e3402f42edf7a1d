package peers

import (
	"encoding/base64"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"twoticks/internal/channel"
	"twoticks/protocol"
)

// id is any of our ids, as it is written to other nodes.
type id [16]byte

// MarshalText implements encoding.TextMarshaler.
func (i id) MarshalText() ([]byte, error) { return base64.RawURLEncoding.AppendEncode(nil, i[:]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (i *id) UnmarshalText(text []byte) error {
	b, err := base64.RawURLEncoding.AppendDecode(nil, text)
	if err == nil && len(b) != len(i) {
		err = fmt.Errorf("an id of %d bytes", len(b))
	}
	if err == nil {
		*i = id(b)
	}
	return err
}

// message is what one node tells others: who says it, to one or to all, and one of the rest. What a node does not know it
// leaves out: the nodes of a server are of two versions while it is upgraded.
type message struct {
	From id `json:"from"`
	To   id `json:"to,omitzero"`

	Beat     *struct{} `json:"beat,omitzero"`
	Bye      *struct{} `json:"bye,omitzero"`
	Ask      *struct{} `json:"ask,omitzero"`
	Present  *present  `json:"present,omitzero"`
	Presence *presence `json:"presence,omitzero"`
	Typing   *typing   `json:"typing,omitzero"`
	Members  *members  `json:"members,omitzero"`
	Watch    *watch    `json:"watch,omitzero"`
	Receipt  *receipt  `json:"receipt,omitzero"`
	Ended    *id       `json:"ended,omitzero"`
	Post     *post     `json:"post,omitzero"`
	Answer   *answer   `json:"answer,omitzero"`
	Look     *look     `json:"look,omitzero"`
	Told     *told     `json:"told,omitzero"`
}

// present is a part of who is connected to a node.
type present struct {
	Round uint64 `json:"round"`
	Users []id   `json:"users"`
	Last  bool   `json:"last,omitzero"`
}

type presence struct {
	User     id    `json:"user"`
	Here     bool  `json:"here"`
	At       int64 `json:"at"`
	Audience []id  `json:"audience,omitzero"`
	// StateOnly are told whether the user is here, and not when it was.
	StateOnly []id `json:"state_only,omitzero"`
}

type typing struct {
	Chat id   `json:"chat"`
	User id   `json:"user"`
	On   bool `json:"on"`
	Tell bool `json:"tell"`
}

type members struct {
	Chat id     `json:"chat"`
	Seq  uint64 `json:"seq"`
}

// watch is a chat with a message whose info is open at a node, or with none any more.
type watch struct {
	Chat id   `json:"chat"`
	On   bool `json:"on"`
}

// receipt is marks of a member that rose, as the others may see them.
type receipt struct {
	Chat         id     `json:"chat"`
	User         id     `json:"user"`
	Delivered    uint64 `json:"delivered"`
	Read         uint64 `json:"read"`
	WasDelivered uint64 `json:"was_delivered"`
	WasRead      uint64 `json:"was_read"`
	Played       uint64 `json:"played,omitzero"`
	At           int64  `json:"at"`
}

// post is a command for an event stream that this node does not hold, answer what came of it.
type post struct {
	Number  uint64         `json:"number"`
	Stream  id             `json:"stream"`
	Session id             `json:"session"`
	Name    string         `json:"name"`
	Body    jsontext.Value `json:"body"`
}

// look asks which of some users have a chat before their eyes.
type look struct {
	Number uint64 `json:"number"`
	Chat   id     `json:"chat"`
	Users  []id   `json:"users"`
}

// told is how far a user's devices were told of a chat by pushes or, with Read, how far the user has read what they were told.
type told struct {
	User id     `json:"user"`
	Chat id     `json:"chat"`
	Seq  uint64 `json:"seq"`
	Read bool   `json:"read,omitzero"`
}

// answer is what came of a post, or who looks.
type answer struct {
	Number  uint64          `json:"number"`
	Found   bool            `json:"found,omitzero"`
	Reply   jsontext.Value  `json:"reply,omitzero"`
	Refused *protocol.Error `json:"refused,omitzero"`
	Looking []id            `json:"looking,omitzero"`
}

func encode(m message) []byte {
	text, err := json.Marshal(m, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return nil // a body that is no JSON, which nobody could carry out
	}
	return append([]byte{channel.ClassNode}, text...)
}

func decode(bytes []byte) (m message, err error) {
	err = json.Unmarshal(bytes[1:], &m)
	return m, err
}
