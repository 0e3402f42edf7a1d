package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/sync/semaphore"

	"twoticks/internal/messenger"
)

// Domain is what the messenger knows of files.
type Domain interface {
	BeginFile(ctx context.Context, act messenger.BeginFile) (messenger.KeptFile, error)
	OwnFile(ctx context.Context, actor messenger.Actor, id messenger.FileID) (messenger.KeptFile, error)
	FinishFile(ctx context.Context, act messenger.FinishFile) (messenger.KeptFile, error)
	Picture(ctx context.Context, actor messenger.Actor, of [16]byte, id messenger.FileID) (messenger.KeptFile, error)
	FileOfMessage(ctx context.Context, actor messenger.Actor, chat messenger.ChatID, seq messenger.Seq, n int) (messenger.KeptFile, error)
	SweepFiles(ctx context.Context, limit int) ([]messenger.BlobPlace, error)
	ForgetPlaces(ctx context.Context, places []messenger.BlobPlace) error
}

// Config is what an operator decides, in bytes.
type Config struct {
	// MaxFile is how large a file may be, Quota what one person's files may have together, Day what one may begin in a day.
	MaxFile, Quota, Day int64
}

// The defaults.
const (
	DefaultMaxFile = 25 << 20
	DefaultQuota   = 5 << 30
	DefaultDay     = 1 << 30
)

// Room takes files in and hands them out. It is safe for use by many goroutines.
type Room struct {
	domain Domain
	bytes  Bytes
	config Config
	log    *slog.Logger

	arriving *queues
	// developing bounds the pixels that are decoded at a time, waiting how many pictures wait for that.
	developing *semaphore.Weighted
	waiting    chan struct{}
}

const (
	maxWaiting    = 16
	developWithin = 10 * time.Second
	sweepAtOnce   = 100
)

// New makes the room.
func New(domain Domain, bytes Bytes, config Config, log *slog.Logger) *Room {
	return &Room{
		domain: domain, bytes: bytes, config: config, log: log,
		arriving: newQueues(), developing: semaphore.NewWeighted(maxPixels), waiting: make(chan struct{}, maxWaiting),
	}
}

// Begin says that a file is about to come, or how far it is.
func (r *Room) Begin(ctx context.Context, actor messenger.Actor, file messenger.File) (f messenger.KeptFile, offset int64, err error) {
	if file, err = messenger.CheckFile(file, r.config.MaxFile); err != nil {
		return f, 0, err
	}
	f, err = r.domain.BeginFile(ctx, messenger.BeginFile{
		Owner: actor.User, File: file, Place: messenger.NewID(), Quota: r.config.Quota, Day: r.config.Day,
	})
	if err == nil {
		offset, err = r.reached(ctx, f)
	}
	return f, offset, err
}

// reached is how many bytes of a file are here.
func (r *Room) reached(ctx context.Context, f messenger.KeptFile) (int64, error) {
	if f.Whole {
		return f.Size, nil
	}
	return r.bytes.Length(ctx, f.Place)
}

// Put takes the bytes of a file from an offset on. What arrives before the body breaks off stays. With the last byte the file
// is made whole; that is tried again by a call with no bytes.
func (r *Room) Put(ctx context.Context, actor messenger.Actor, id messenger.FileID, at int64, body io.Reader) (f messenger.KeptFile, offset int64, err error) {
	leave, err := r.arriving.enter(ctx, id)
	if err != nil {
		return f, 0, err
	}
	defer leave()
	if f, err = r.domain.OwnFile(ctx, actor, id); err != nil {
		return f, 0, err
	}
	if offset, err = r.reached(ctx, f); err != nil || f.Whole {
		return f, offset, err
	}
	if at != offset {
		return f, offset, messenger.ErrFileOffset
	}
	from := &piece{from: io.LimitReader(body, f.Size-at)}
	if offset, err = r.bytes.Append(context.WithoutCancel(ctx), f.Place, at, from); err != nil {
		if from.broke != nil {
			err = messenger.ErrFileLength
		}
		return f, offset, err
	}
	if offset < f.Size {
		return f, offset, nil
	}
	if n, _ := body.Read(make([]byte, 1)); n > 0 {
		return f, 0, r.refuse(ctx, f, messenger.ErrFileLength)
	}
	f, err = r.finish(context.WithoutCancel(ctx), actor, f)
	return f, offset, err
}

// piece remembers that it was the body that broke off, and not the disk.
type piece struct {
	from  io.Reader
	broke error
}

func (p *piece) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	if err != nil && err != io.EOF {
		p.broke = err
	}
	return n, err
}

// refuse takes away what cannot become a file, so that another try begins anew.
func (r *Room) refuse(ctx context.Context, f messenger.KeptFile, why error) error {
	if err := r.bytes.Remove(ctx, f.Place); err != nil {
		r.log.WarnContext(ctx, "bytes that were refused could not be removed", "error", err)
	}
	return why
}

// finish makes of bytes that have all arrived what is served, and says that the file is whole.
func (r *Room) finish(ctx context.Context, actor messenger.Actor, f messenger.KeptFile) (messenger.KeptFile, error) {
	act := messenger.FinishFile{Owner: actor.User, File: f.File}
	from, err := r.bytes.Open(ctx, f.Place)
	if err != nil {
		return f, err
	}
	defer from.Close()
	if f.Shape == messenger.ShapePicture {
		err = r.developed(ctx, from, &act)
	} else {
		act.Blob, err = r.asItIs(ctx, from, f, &act.File)
	}
	switch {
	case errors.Is(err, messenger.ErrImageDamaged), errors.Is(err, messenger.ErrImageTooLarge):
		return f, r.refuse(ctx, f, err)
	case err != nil:
		return f, err
	}
	return r.domain.FinishFile(ctx, act)
}

// asItIs keeps the bytes of a file as they are, and finds out what it is. Of a picture it leaves out what is written beside it.
func (r *Room) asItIs(ctx context.Context, from io.ReadSeeker, f messenger.KeptFile, file *messenger.File) (messenger.Blob, error) {
	kind, err := mimetype.DetectReader(from)
	if err != nil {
		return messenger.Blob{}, err
	}
	file.Type = strings.TrimSpace(strings.SplitN(kind.String(), ";", 2)[0])
	if !plays(file.Type, file.Shape) {
		file.Shape = messenger.ShapeFile
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return messenger.Blob{}, err
	}
	switch stripped, err := strip(file.Type, from); {
	case err == nil:
		return r.keep(ctx, stripped)
	case !errors.Is(err, errNotRead):
		return messenger.Blob{}, err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return messenger.Blob{}, err
	}
	h := sha256.New()
	size, err := io.Copy(h, from)
	if err != nil {
		return messenger.Blob{}, err
	}
	return messenger.Blob{Place: f.Place, Hash: messenger.BlobHash(h.Sum(nil)), Size: size}, r.bytes.Seal(ctx, f.Place)
}

// plays says whether bytes of a type can be what their sender calls them.
func plays(kind string, shape messenger.FileShape) bool {
	switch shape {
	case messenger.ShapeVoice:
		return strings.HasPrefix(kind, "audio/") || kind == "video/webm" || kind == "video/mp4" || kind == "application/ogg"
	case messenger.ShapeVideo:
		return strings.HasPrefix(kind, "video/")
	}
	return true
}

// developed decodes a picture and keeps what was made of it.
func (r *Room) developed(ctx context.Context, from io.ReadSeeker, act *messenger.FinishFile) error {
	l, err := look(from)
	if err != nil {
		return err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	select {
	case r.waiting <- struct{}{}:
		defer func() { <-r.waiting }()
	default:
		return messenger.ErrOverloaded.After(time.Second)
	}
	turn, cancel := context.WithTimeout(ctx, developWithin)
	defer cancel()
	// A film holds as many pixels as it has frames, which is known only when it is walked through.
	weight := l.pixels()
	if l.format == "gif" {
		weight = maxPixels
	}
	if err := r.developing.Acquire(turn, weight); err != nil {
		return messenger.ErrOverloaded.After(2 * time.Second)
	}
	p, err := develop(from, l)
	r.developing.Release(weight)
	if err != nil {
		return err
	}
	act.File.Type, act.File.Width, act.File.Height, act.File.Blur = p.kind, p.width, p.height, p.blur
	if act.Blob, err = r.keep(ctx, p.full); err != nil || p.small == nil {
		return err
	}
	act.Small, err = r.keep(ctx, p.small)
	return err
}

// keep writes bytes at a new place.
func (r *Room) keep(ctx context.Context, b []byte) (messenger.Blob, error) {
	blob := messenger.Blob{Place: messenger.NewID(), Hash: sha256.Sum256(b), Size: int64(len(b))}
	if _, err := r.bytes.Append(ctx, blob.Place, 0, bytes.NewReader(b)); err != nil {
		return blob, err
	}
	return blob, r.bytes.Seal(ctx, blob.Place)
}

// Open reads the nth file of a message that the actor may read; with small the smaller picture of it, where there is one.
func (r *Room) Open(ctx context.Context, actor messenger.Actor, chat messenger.ChatID, seq messenger.Seq, n int, small bool) (messenger.KeptFile, io.ReadSeekCloser, error) {
	f, err := r.domain.FileOfMessage(ctx, actor, chat, seq, n)
	if err != nil {
		return f, nil, err
	}
	if small && f.Small != (messenger.BlobPlace{}) {
		f.Place = f.Small
	}
	from, err := r.bytes.Open(ctx, f.Place)
	return f, from, err
}

// OpenPicture reads what a person or a group looks like.
func (r *Room) OpenPicture(ctx context.Context, actor messenger.Actor, of [16]byte, id messenger.FileID) (messenger.KeptFile, io.ReadSeekCloser, error) {
	f, err := r.domain.Picture(ctx, actor, of, id)
	if err != nil {
		return f, nil, err
	}
	if f.Small != (messenger.BlobPlace{}) {
		f.Place = f.Small
	}
	from, err := r.bytes.Open(ctx, f.Place)
	return f, from, err
}

// Sweep forgets files that nothing holds, and removes bytes that nobody needs.
func (r *Room) Sweep(ctx context.Context) (more bool, err error) {
	places, err := r.domain.SweepFiles(ctx, sweepAtOnce)
	if err != nil || len(places) == 0 {
		return false, err
	}
	for _, place := range places {
		if err := r.bytes.Remove(ctx, place); err != nil {
			return false, err
		}
	}
	return len(places) == sweepAtOnce, r.domain.ForgetPlaces(ctx, places)
}

// queues lets one at a time work on a file.
type queues struct {
	mu   sync.Mutex
	busy map[messenger.FileID]chan struct{}
}

func newQueues() *queues { return &queues{busy: map[messenger.FileID]chan struct{}{}} }

// enter waits until nobody else works on the file.
func (q *queues) enter(ctx context.Context, id messenger.FileID) (leave func(), err error) {
	for {
		q.mu.Lock()
		other, busy := q.busy[id]
		if !busy {
			done := make(chan struct{})
			q.busy[id] = done
			q.mu.Unlock()
			return func() {
				q.mu.Lock()
				delete(q.busy, id)
				q.mu.Unlock()
				close(done)
			}, nil
		}
		q.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
