package messenger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"
	"unicode"
	"unicode/utf8"
)

// FileID names a file. The sender's device makes it once, before the first byte is sent, and every try has the same (C1).
type FileID [16]byte

// BlobPlace names where bytes are kept. It is random and says nothing about them.
type BlobPlace [16]byte

// BlobHash is the SHA-256 of bytes: what is there already is not kept twice.
type BlobHash [sha256.Size]byte

var fileCoding = base64.RawURLEncoding.Strict()

// FileShape is how a file is shown.
type FileShape string

// The shapes.
const (
	ShapeFile    FileShape = "file"
	ShapePicture FileShape = "picture"
	ShapeVoice   FileShape = "voice"
	ShapeVideo   FileShape = "video"
)

// Limits of files.
const (
	MaxMessageFiles = 10
	MaxFileName     = 255 // bytes
	maxWave         = 64  // heights of a voice message's picture
	maxPlays        = 6 * time.Hour
	// unusedKeep is how long what no message holds may wait for its message: an outbox keeps as long (C28).
	unusedKeep = 7 * 24 * time.Hour
)

// File is what is told of one.
type File struct {
	ID    FileID
	Shape FileShape
	Name  string
	// Type is its media type, by its content.
	Type string
	Size int64
	// Width and Height are those of a picture, in pixels; Blur is a few bytes of what it looks like.
	Width, Height int
	Blur          []byte
	// Plays is how long a voice message is, Wave how loud it is along its way.
	Plays time.Duration
	Wave  []byte
}

// KeptFile is a file with where its bytes are.
type KeptFile struct {
	File
	Owner UserID
	// Whole: all of it is here. Until then Place is where it arrives, and Size what was announced.
	Whole bool
	Place BlobPlace
	// Small is a smaller picture of it; zero where it is small itself, or no picture.
	Small BlobPlace
}

// Blob is bytes that were written.
type Blob struct {
	Place BlobPlace
	Hash  BlobHash
	Size  int64
}

// FileStore is the part of Store for files. The bytes are elsewhere, at places that it names.
type FileStore interface {
	// BeginFile keeps that a file is about to come, or finds what there is of it already: ErrFileNotFound where somebody else has one of this
	// id, ErrQuotaFull where it would be too much.
	BeginFile(ctx context.Context, act BeginFile) (KeptFile, error)
	// OwnFile reads one by its owner; ErrFileNotFound.
	OwnFile(ctx context.Context, owner UserID, id FileID) (KeptFile, error)
	// FinishFile says that a file is whole. Bytes that are there already keep their place; those that are not needed are
	// rubbish from then on.
	FinishFile(ctx context.Context, act FinishFile) (KeptFile, error)
	// FilesToSend reads those of files that a user may send: whole ones of its own, and those of messages that it may read.
	FilesToSend(ctx context.Context, user UserID, ids []FileID) ([]File, error)
	// FileOfMessage reads the nth file of a message that a user may read; ErrFileNotFound whatever the reason.
	FileOfMessage(ctx context.Context, user UserID, chat ChatID, seq Seq, n int) (KeptFile, error)
	// PlayMessage keeps that a user played a voice message of somebody else; the first time counts. ErrEntryNotFound where there is
	// none that the user may read.
	PlayMessage(ctx context.Context, act PlayMessage) (Played, error)
	// SweepFiles forgets some files that no message holds, and that were not used since before a time, and names bytes that
	// are rubbish. ForgetPlaces is told when those are gone.
	SweepFiles(ctx context.Context, before time.Time, limit int) ([]BlobPlace, error)
	ForgetPlaces(ctx context.Context, places []BlobPlace) error
}

// BeginFile: see FileStore. The place is used if the file is new.
type BeginFile struct {
	Owner UserID
	File  File
	Place BlobPlace
	At    time.Time
	// Quota is how many bytes the owner's files may have together, Day how many may begin in a day.
	Quota, Day int64
}

// FinishFile: see FileStore.
type FinishFile struct {
	Owner UserID
	File  File
	Blob  Blob
	// Small is zero where there is none.
	Small Blob
	At    time.Time
}

// PlayMessage: see FileStore.
type PlayMessage struct {
	User UserID
	Chat ChatID
	Seq  Seq
	At   time.Time
}

// Played is what became of it.
type Played struct {
	// First: it was not played before.
	First bool
	// Shown: the author is shown that the user has read the message, and so also that it was played (C24).
	Shown bool
}

// CheckFile holds what a sender says of a file against the rules, and makes of its name one that every system can keep.
func CheckFile(f File, most int64) (File, error) {
	switch f.Shape {
	case ShapeFile, ShapePicture, ShapeVoice, ShapeVideo:
	default:
		return f, ErrBadField.In("shape")
	}
	switch {
	case f.ID == (FileID{}):
		return f, ErrBadField.In("file")
	case f.Size <= 0:
		return f, ErrBadField.In("size")
	case f.Size > most:
		return f, ErrFileTooLarge
	case f.Plays < 0 || f.Plays > maxPlays:
		return f, ErrBadField.In("plays_ms")
	case len(f.Wave) > maxWave:
		return f, ErrBadField.In("wave")
	}
	name, err := CheckFileName(f.Name)
	f.Name = name
	return f, err
}

// CheckFileName makes of a name one without a path, and without what turns or hides letters.
func CheckFileName(name string) (string, error) {
	if len(name) > MaxFileName || !utf8.ValidString(name) {
		return "", ErrBadField.In("name")
	}
	var b bytes.Buffer
	for _, r := range name {
		switch {
		case r == '/' || r == '\\' || r == ':' || r == 0:
			b.WriteByte('_')
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		default:
			b.WriteRune(r)
		}
	}
	clean := bytes.TrimLeft(bytes.TrimSpace(b.Bytes()), ".")
	if len(clean) == 0 {
		return "file", nil
	}
	return string(clean), nil
}

// BeginFile keeps that the actor is about to upload a file, or finds what there is of it.
func (m *Messenger) BeginFile(ctx context.Context, act BeginFile) (KeptFile, error) {
	act.At = m.clock.Now()
	return m.store.BeginFile(ctx, act)
}

// OwnFile reads one that the actor uploads.
func (m *Messenger) OwnFile(ctx context.Context, actor Actor, id FileID) (KeptFile, error) {
	return m.store.OwnFile(ctx, actor.User, id)
}

// FinishFile says that it is whole.
func (m *Messenger) FinishFile(ctx context.Context, act FinishFile) (KeptFile, error) {
	act.At = m.clock.Now()
	return m.store.FinishFile(ctx, act)
}

// FileOfMessage reads a file of a message that the actor may read (C23).
func (m *Messenger) FileOfMessage(ctx context.Context, actor Actor, chat ChatID, seq Seq, n int) (KeptFile, error) {
	return m.store.FileOfMessage(ctx, actor.User, chat, seq, n)
}

// SweepFiles forgets files that nothing holds any more and names bytes that nobody needs; ForgetPlaces is told when those are
// gone.
func (m *Messenger) SweepFiles(ctx context.Context, limit int) ([]BlobPlace, error) {
	return m.store.SweepFiles(ctx, m.clock.Now().Add(-unusedKeep), limit)
}

// ForgetPlaces: see SweepFiles.
func (m *Messenger) ForgetPlaces(ctx context.Context, places []BlobPlace) error {
	return m.store.ForgetPlaces(ctx, places)
}

// PlayMessage keeps that the actor played a voice message of somebody else, and tells its author if its info is open.
func (m *Messenger) PlayMessage(ctx context.Context, actor Actor, chat ChatID, seq Seq) error {
	act := PlayMessage{User: actor.User, Chat: chat, Seq: seq, At: m.clock.Now()}
	played, err := m.store.PlayMessage(ctx, act)
	if err != nil || !played.First || !played.Shown {
		return err
	}
	move := ReceiptMove{Chat: chat, User: actor.User, Played: seq, At: act.At}
	m.watches.moved(move)
	if m.watches.isElsewhere(chat) {
		m.nodes.ReceiptMoved(move)
	}
	return nil
}
