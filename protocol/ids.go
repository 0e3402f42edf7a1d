package protocol

import (
	"encoding/base64"
	"errors"
)

// Ids are 16 bytes, written as 22 characters of unpadded base64url. They are random and say nothing, except that a
// ClientID is shaped like a UUIDv7 so that an index of them grows at one end.
type (
	// UserID names a person or a bot, for good.
	UserID [16]byte
	// ChatID names a chat, for good.
	ChatID [16]byte
	// ClientID is made by the sender's device once, when the user presses send, and stays the same for every try (C1).
	ClientID [16]byte
	// SessionID names one signed-in device. It is not the secret that signs it in.
	SessionID [16]byte
	// InvitationID names an invitation. It is not the token in its link.
	InvitationID [16]byte
	// StreamID names one open event stream. It acts for nobody without the session that opened it.
	StreamID [16]byte
	// TokenID names a program's token. It is not the secret.
	TokenID [16]byte
	// HookID names a hook. It is not the token in its address.
	HookID [16]byte
	// GroupLinkID names a link of a group. It is not the token in it.
	GroupLinkID [16]byte
	// FileID names a file. The sender's device makes it once, before the first byte is sent, and it stays the same for every
	// try (C1).
	FileID [16]byte
)

// Seq is a place in the log of a chat: 1, 2, 3 … without a gap (C8). Zero means "before the first".
type Seq uint64

// Rev is a version of a user's account state (C30): every change takes the next.
type Rev uint64

var (
	idCoding = base64.RawURLEncoding.Strict()
	errID    = errors.New("an id is 22 characters of base64url")
)

func encodeID(id [16]byte) ([]byte, error) {
	return idCoding.AppendEncode(make([]byte, 0, 22), id[:]), nil
}

func decodeID(text []byte) (id [16]byte, err error) {
	if len(text) != 22 {
		return id, errID
	}
	// Fewer bytes come out where the text holds line breaks, which base64 readers skip.
	if n, err := idCoding.Decode(id[:], text); err != nil || n != len(id) {
		return [16]byte{}, errID
	}
	return id, nil
}

func idString(id [16]byte) string { return idCoding.EncodeToString(id[:]) }

func (id UserID) String() string       { return idString(id) }
func (id ChatID) String() string       { return idString(id) }
func (id ClientID) String() string     { return idString(id) }
func (id SessionID) String() string    { return idString(id) }
func (id InvitationID) String() string { return idString(id) }
func (id StreamID) String() string     { return idString(id) }
func (id TokenID) String() string      { return idString(id) }
func (id HookID) String() string       { return idString(id) }
func (id GroupLinkID) String() string  { return idString(id) }
func (id FileID) String() string       { return idString(id) }

func (id UserID) MarshalText() ([]byte, error)       { return encodeID(id) }
func (id ChatID) MarshalText() ([]byte, error)       { return encodeID(id) }
func (id ClientID) MarshalText() ([]byte, error)     { return encodeID(id) }
func (id SessionID) MarshalText() ([]byte, error)    { return encodeID(id) }
func (id InvitationID) MarshalText() ([]byte, error) { return encodeID(id) }
func (id StreamID) MarshalText() ([]byte, error)     { return encodeID(id) }
func (id TokenID) MarshalText() ([]byte, error)      { return encodeID(id) }
func (id HookID) MarshalText() ([]byte, error)       { return encodeID(id) }
func (id GroupLinkID) MarshalText() ([]byte, error)  { return encodeID(id) }
func (id FileID) MarshalText() ([]byte, error)       { return encodeID(id) }

func (id *UserID) UnmarshalText(b []byte) (err error)       { *id, err = decodeID(b); return }
func (id *ChatID) UnmarshalText(b []byte) (err error)       { *id, err = decodeID(b); return }
func (id *ClientID) UnmarshalText(b []byte) (err error)     { *id, err = decodeID(b); return }
func (id *SessionID) UnmarshalText(b []byte) (err error)    { *id, err = decodeID(b); return }
func (id *InvitationID) UnmarshalText(b []byte) (err error) { *id, err = decodeID(b); return }
func (id *StreamID) UnmarshalText(b []byte) (err error)     { *id, err = decodeID(b); return }
func (id *TokenID) UnmarshalText(b []byte) (err error)      { *id, err = decodeID(b); return }
func (id *HookID) UnmarshalText(b []byte) (err error)       { *id, err = decodeID(b); return }
func (id *GroupLinkID) UnmarshalText(b []byte) (err error)  { *id, err = decodeID(b); return }
func (id *FileID) UnmarshalText(b []byte) (err error)       { *id, err = decodeID(b); return }
