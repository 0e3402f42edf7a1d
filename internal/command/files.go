package command

import (
	"context"
	"encoding/base64"
	"io"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// Files is the media room.
type Files interface {
	// Begin says that a file is about to come, or how far it is: the file, and how many of its bytes are here.
	Begin(ctx context.Context, actor messenger.Actor, file messenger.File) (messenger.KeptFile, int64, error)
	// Put takes its bytes from an offset on.
	Put(ctx context.Context, actor messenger.Actor, id messenger.FileID, at int64, body io.Reader) (messenger.KeptFile, int64, error)
	// Open reads the nth file of a message.
	Open(ctx context.Context, actor messenger.Actor, chat messenger.ChatID, seq messenger.Seq, n int, small bool) (messenger.KeptFile, io.ReadSeekCloser, error)
	// OpenPicture reads what a person or a group looks like.
	OpenPicture(ctx context.Context, actor messenger.Actor, of [16]byte, id messenger.FileID) (messenger.KeptFile, io.ReadSeekCloser, error)
}

var waveCoding = base64.RawURLEncoding.Strict()

func (s *Set) beginFile(ctx context.Context, actor auth.Actor, r protocol.FileBegin) (protocol.FileUpload, error) {
	if s.options.Files == nil {
		return protocol.FileUpload{}, refusal(protocol.CodeFileTooLarge)
	}
	wave, err := waveCoding.DecodeString(r.Wave)
	if err != nil {
		return protocol.FileUpload{}, badField("wave", "The wave is not base64url.")
	}
	if err := s.allow(limit.Files, keyOf(actor), 1); err != nil {
		return protocol.FileUpload{}, err
	}
	f, offset, err := s.options.Files.Begin(ctx, actor, messenger.File{
		ID: messenger.FileID(r.File), Shape: messenger.FileShape(r.Shape), Name: r.Name, Size: r.Size,
		Plays: time.Duration(r.PlaysMs) * time.Millisecond, Wave: wave,
	})
	return uploaded(f, offset, err)
}

func uploaded(f messenger.KeptFile, offset int64, err error) (protocol.FileUpload, error) {
	if err != nil {
		return protocol.FileUpload{}, err
	}
	up := protocol.FileUpload{Offset: offset}
	if f.Whole {
		up.Whole = wire.File(f.File)
	}
	return up, nil
}

// PutFile takes bytes of a file that was begun; not in the registry, since its body is no JSON. Whoever calls it has asked Permit for
// "file.begin".
func (s *Set) PutFile(ctx context.Context, actor auth.Actor, id protocol.FileID, at int64, body io.Reader) (protocol.FileUpload, *protocol.Error) {
	if s.options.Files == nil {
		return protocol.FileUpload{}, refusal(protocol.CodeFileNotFound)
	}
	reply, refused := s.Attempt(ctx, "file.put", func(ctx context.Context) (any, error) {
		if err := s.allow(limit.FilePieces, keyOf(actor), 1); err != nil {
			return nil, err
		}
		f, offset, err := s.options.Files.Put(ctx, actor, messenger.FileID(id), at, body)
		return uploaded(f, offset, err)
	})
	up, _ := reply.(protocol.FileUpload)
	return up, refused
}

// OpenFile is a file that is read.
type OpenFile struct {
	ID   protocol.FileID
	Name string
	Type string
	// Shown: a browser may show it by itself: pictures that were made anew, and what only plays.
	Shown bool
	Bytes io.ReadSeekCloser
}

// OpenFile reads a file of a message that the actor may read; the caller closes it, and has asked Permit for "history.read".
func (s *Set) OpenFile(ctx context.Context, actor auth.Actor, chat protocol.ChatID, seq protocol.Seq, n int, small bool) (OpenFile, *protocol.Error) {
	if s.options.Files == nil {
		return OpenFile{}, refusal(protocol.CodeFileNotFound)
	}
	reply, refused := s.Attempt(ctx, "file.open", func(ctx context.Context) (any, error) {
		f, from, err := s.options.Files.Open(ctx, actor, messenger.ChatID(chat), messenger.Seq(seq), n, small)
		return OpenFile{protocol.FileID(f.ID), f.Name, f.Type, isShown(f), from}, err
	})
	open, _ := reply.(OpenFile)
	return open, refused
}

// OpenPicture reads what a person or a group looks like; the caller closes it, and has asked Permit for "person.get".
func (s *Set) OpenPicture(ctx context.Context, actor auth.Actor, of [16]byte, id protocol.FileID) (OpenFile, *protocol.Error) {
	if s.options.Files == nil {
		return OpenFile{}, refusal(protocol.CodeFileNotFound)
	}
	reply, refused := s.Attempt(ctx, "picture.open", func(ctx context.Context) (any, error) {
		f, from, err := s.options.Files.OpenPicture(ctx, actor, of, messenger.FileID(id))
		return OpenFile{protocol.FileID(f.ID), f.Name, f.Type, isShown(f), from}, err
	})
	open, _ := reply.(OpenFile)
	return open, refused
}

func (s *Set) setPicture(ctx context.Context, actor auth.Actor, r protocol.ProfilePicture) (protocol.ProfileKept, error) {
	if err := s.allow(limit.Settings, keyOf(actor), 1); err != nil {
		return protocol.ProfileKept{}, err
	}
	me, err := s.messenger.SetPicture(ctx, actor, messenger.FileID(r.Picture))
	if err != nil {
		return protocol.ProfileKept{}, err
	}
	return protocol.ProfileKept{Me: wire.Person(me)}, nil
}

func (s *Set) setGroupPicture(ctx context.Context, actor auth.Actor, r protocol.GroupPicture) (protocol.GroupChanged, error) {
	picture := messenger.FileID(r.Picture)
	return s.groupChanged(ctx, actor, r.Chat, messenger.GroupChange{Picture: &picture})
}

func isShown(f messenger.KeptFile) bool {
	switch f.Type {
	case "image/jpeg", "image/png", "image/gif":
		return f.Shape == messenger.ShapePicture
	case "video/mp4", "video/webm", "video/ogg", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/webm", "audio/wav", "audio/x-m4a", "audio/aac", "audio/flac":
		return f.Shape == messenger.ShapeVideo || f.Shape == messenger.ShapeVoice
	}
	return false
}

func (s *Set) playedMessage(ctx context.Context, actor auth.Actor, r protocol.MessagePlayed) (protocol.Done, error) {
	if err := s.allow(limit.Reactions, keyOf(actor), 1); err != nil {
		return protocol.Done{}, err
	}
	return protocol.Done{}, s.messenger.PlayMessage(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Seq))
}
