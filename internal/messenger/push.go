package messenger

import (
	"context"
	"time"
)

// PushDevice is where a device whose page is closed is told of messages: an address at the push service of its browser, and
// the keys with which nobody but that browser can read what is sent there.
type PushDevice struct {
	Session  SessionID
	User     UserID
	Endpoint string
	// Key is the browser's public key (P-256, 65 bytes), Auth the secret that it shares (16 bytes).
	Key, Auth []byte
	// Language is that of its page. Preview: it may say who wrote, and what.
	Language string
	Preview  bool
}

// PushStanding is a device that a message may be pushed to, and all that decides whether it is.
type PushStanding struct {
	PushDevice
	// Place is how far the device has the chat on its own disk, as it told last.
	Place Seq
	// MutedUntil is zero where the chat is not muted. Archived: the chat is put away, as of ArchivedTo.
	MutedUntil time.Time
	Archived   bool
	ArchivedTo Seq
	// KeepArchived and TellMentions are what the user set, Mentioned that the message calls it by name.
	KeepArchived, TellMentions, Mentioned bool
}

// PushMessage is a message that is to be pushed, with those devices of its audience that want pushes at all and whose users
// have not read it.
type PushMessage struct {
	Kind       ChatKind
	Name       string // of a group
	Sender     UserID
	SenderName string
	Content    Content
	To         []PushStanding
}

// PushStore is the part of Store by which devices are told whose page is closed.
type PushStore interface {
	// KeepPushDevice keeps where a session's device is told, instead of what it said before. Another session that had the same
	// endpoint has it no more: it is the same browser. ErrNotAllowed when there is no such session.
	KeepPushDevice(ctx context.Context, d PushDevice, at time.Time) error
	// ForgetPushDevice forgets it, if it is still told at that endpoint; the empty one stands for any.
	ForgetPushDevice(ctx context.Context, session SessionID, endpoint string) error
	// PushMessage reads a message that somebody wrote, with the devices of the chat's other members that may read it and have not.
	// What expired or is withheld from somebody is not among theirs. Without a To when there is no such message any more.
	PushMessage(ctx context.Context, chat ChatID, seq Seq) (PushMessage, error)
	// PushKey reads the private key by which push services know this server, and keeps the one given where there is none.
	PushKey(ctx context.Context, first string) (string, error)
}

// The settings by which it is decided whether somebody is told; stores read them where they read the audience.
const (
	SettingKeepArchived = "chats.keep_archived"
	SettingMentions     = "notify.mentions"
)

// Told says whether the device is told of the message at a seq: not of one that it has, since its page tells of that, and not of a
// chat that is quiet, unless it calls the user by name.
func (s *PushStanding) Told(seq Seq, now time.Time) bool {
	if s.Place >= seq {
		return false
	}
	quiet := s.MutedUntil.After(now) || s.Archived && (s.KeepArchived || seq <= s.ArchivedTo)
	return !quiet || s.Mentioned && s.TellMentions
}

// KeepPushDevice keeps where the actor's device is told; it replaces what it said before, and lasts as long as the session.
func (m *Messenger) KeepPushDevice(ctx context.Context, actor Actor, d PushDevice) error {
	if actor.Scopes != 0 {
		return ErrNotAllowed
	}
	d.Session, d.User = actor.Session, actor.User
	return m.store.KeepPushDevice(ctx, d, m.clock.Now())
}

// ForgetPushDevice ends it for the actor's device.
func (m *Messenger) ForgetPushDevice(ctx context.Context, actor Actor) error {
	return m.store.ForgetPushDevice(ctx, actor.Session, "")
}

// ForgetPushEndpoint ends it for whatever device a push service does not know any more.
func (m *Messenger) ForgetPushEndpoint(ctx context.Context, d PushDevice) error {
	return m.store.ForgetPushDevice(ctx, d.Session, d.Endpoint)
}

// PushMessage reads a message and the devices that are to be told of it now. It has none where the message is gone, or is a line
// of the server.
func (m *Messenger) PushMessage(ctx context.Context, chat ChatID, seq Seq) (PushMessage, error) {
	read, err := m.store.PushMessage(ctx, chat, seq)
	if err != nil {
		return read, err
	}
	now := m.clock.Now()
	told := read.To[:0]
	for _, one := range read.To {
		one.Place = max(one.Place, m.places.of(one.Session, chat))
		if one.Told(seq, now) {
			told = append(told, one)
		}
	}
	read.To = told
	return read, nil
}

// PushKey reads the private key by which push services know this server, and keeps the one given where there is none yet.
func (m *Messenger) PushKey(ctx context.Context, first string) (string, error) {
	return m.store.PushKey(ctx, first)
}
