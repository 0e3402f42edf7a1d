package media_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"twoticks/internal/media"
	"twoticks/internal/messenger"
)

// house is a domain that keeps files in memory, for what the room does with bytes.
type house struct {
	mu      sync.Mutex
	files   map[messenger.FileID]messenger.KeptFile
	rubbish []messenger.BlobPlace
	done    []messenger.FinishFile
}

func (h *house) BeginFile(_ context.Context, a messenger.BeginFile) (messenger.KeptFile, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f, ok := h.files[a.File.ID]; ok {
		return f, nil
	}
	f := messenger.KeptFile{File: a.File, Owner: a.Owner, Place: a.Place}
	h.files[a.File.ID] = f
	return f, nil
}

func (h *house) OwnFile(_ context.Context, _ messenger.Actor, id messenger.FileID) (messenger.KeptFile, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f, ok := h.files[id]
	if !ok {
		return f, messenger.ErrFileNotFound
	}
	return f, nil
}

func (h *house) FinishFile(_ context.Context, a messenger.FinishFile) (messenger.KeptFile, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f := h.files[a.File.ID]
	if f.Place != a.Blob.Place {
		h.rubbish = append(h.rubbish, f.Place)
	}
	f.File, f.Whole, f.Place, f.Small = a.File, true, a.Blob.Place, a.Small.Place
	f.Size = a.Blob.Size
	h.files[a.File.ID], h.done = f, append(h.done, a)
	return f, nil
}

func (h *house) Picture(context.Context, messenger.Actor, [16]byte, messenger.FileID) (messenger.KeptFile, error) {
	return messenger.KeptFile{}, messenger.ErrFileNotFound
}

func (h *house) FileOfMessage(context.Context, messenger.Actor, messenger.ChatID, messenger.Seq, int) (messenger.KeptFile, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range h.files {
		return f, nil
	}
	return messenger.KeptFile{}, messenger.ErrFileNotFound
}

func (h *house) SweepFiles(context.Context, int) ([]messenger.BlobPlace, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rubbish, nil
}

func (h *house) ForgetPlaces(context.Context, []messenger.BlobPlace) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rubbish = nil
	return nil
}

// room is one over a folder.
type room struct {
	*testing.T
	*media.Room
	house  *house
	folder *media.Folder
}

func open(t *testing.T) room {
	t.Helper()
	folder, err := media.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	h := &house{files: map[messenger.FileID]messenger.KeptFile{}}
	c := media.Config{MaxFile: 30 << 20, Quota: 1 << 30, Day: 1 << 30}
	return room{t, media.New(h, folder, c, slog.New(slog.DiscardHandler)), h, folder}
}

var ctx = context.Background()

// upload brings bytes in one piece.
func (r room) upload(shape messenger.FileShape, b []byte) (messenger.KeptFile, error) {
	r.Helper()
	id := messenger.FileID(messenger.NewID())
	if _, _, err := r.Begin(ctx, messenger.Actor{}, messenger.File{ID: id, Shape: shape, Name: "a/b\\c.jpg", Size: int64(len(b))}); err != nil {
		r.Fatal(err)
	}
	f, _, err := r.Put(ctx, messenger.Actor{}, id, 0, bytes.NewReader(b))
	return f, err
}

func (r room) read(f messenger.KeptFile, small bool) []byte {
	r.Helper()
	place := f.Place
	if small {
		place = f.Small
	}
	from, err := r.folder.Open(ctx, place)
	if err != nil {
		r.Fatal(err)
	}
	defer from.Close()
	b, err := io.ReadAll(from)
	if err != nil {
		r.Fatal(err)
	}
	return b
}

func TestOtherFilesStayAsTheyAre(t *testing.T) {
	r := open(t)
	for _, c := range []struct {
		b     string
		shape messenger.FileShape
		want  messenger.FileShape
		kind  string
	}{
		{"%PDF-1.7\n1 0 obj", messenger.ShapeFile, messenger.ShapeFile, "application/pdf"},
		{"<html><script>alert(1)</script>", messenger.ShapeVideo, messenger.ShapeFile, "text/html"},
		{"OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead\x01", messenger.ShapeVoice, messenger.ShapeVoice, "audio/ogg"},
		{"just words", messenger.ShapeVoice, messenger.ShapeFile, "text/plain"},
	} {
		f, err := r.upload(c.shape, []byte(c.b))
		if err != nil || f.Shape != c.want || f.Type != c.kind || string(r.read(f, false)) != c.b {
			t.Errorf("%q is %+v, %v", c.b, f, err)
		}
	}
}

// cut is a body that breaks off.
type cut struct {
	from io.Reader
	left int
}

func (c *cut) Read(b []byte) (int, error) {
	if c.left == 0 {
		return 0, errors.New("the line is down")
	}
	n, err := c.from.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

func TestWhatHasArrivedStays(t *testing.T) {
	r := open(t)
	whole := bytes.Repeat([]byte("0123456789abcdef"), 20<<16) // 20 MiB
	id := messenger.FileID(messenger.NewID())
	begin := messenger.File{ID: id, Shape: messenger.ShapeFile, Name: "large", Size: int64(len(whole))}
	var f messenger.KeptFile
	cuts := 0
	for !f.Whole {
		_, at, err := r.Begin(ctx, messenger.Actor{}, begin)
		if err != nil {
			t.Fatal(err)
		}
		f, _, err = r.Put(ctx, messenger.Actor{}, id, at, &cut{bytes.NewReader(whole[at:]), 4<<20 - 7})
		if errors.Is(err, messenger.ErrFileLength) {
			cuts++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if cuts != 5 || len(r.house.done) != 1 || !bytes.Equal(r.read(f, false), whole) {
		t.Errorf("cut %d times, whole %d times", cuts, len(r.house.done))
	}
	if again, at, err := r.Put(ctx, messenger.Actor{}, id, 0, strings.NewReader("anything")); err != nil || !again.Whole || at != int64(len(whole)) {
		t.Errorf("put again it is %+v at %d, %v", again, at, err)
	}
}

// fullDisk takes so many bytes more.
type fullDisk struct {
	media.Bytes
	left int
}

func (d *fullDisk) Append(ctx context.Context, place messenger.BlobPlace, at int64, from io.Reader) (int64, error) {
	limited := &io.LimitedReader{R: from, N: int64(d.left)}
	length, err := d.Bytes.Append(ctx, place, at, limited)
	if d.left -= int(length - at); d.left == 0 && err == nil {
		err = messenger.ErrStorageFull
	}
	return length, err
}

func TestAFullDisk(t *testing.T) {
	r := open(t)
	disk := &fullDisk{r.folder, 500}
	full := media.New(r.house, disk, media.Config{MaxFile: 1 << 20}, slog.New(slog.DiscardHandler))
	id, whole := messenger.FileID(messenger.NewID()), bytes.Repeat([]byte("0123456789"), 100)
	if _, _, err := full.Begin(ctx, messenger.Actor{}, messenger.File{ID: id, Shape: messenger.ShapeFile, Name: "f", Size: 1_000}); err != nil {
		t.Fatal(err)
	}
	_, at, err := full.Put(ctx, messenger.Actor{}, id, 0, bytes.NewReader(whole))
	if !errors.Is(err, messenger.ErrStorageFull) || at != 500 {
		t.Errorf("at %d: %v", at, err)
	}
	disk.left = 1 << 20
	f, _, err := full.Put(ctx, messenger.Actor{}, id, 500, bytes.NewReader(whole[500:]))
	if err != nil || !f.Whole || !bytes.Equal(r.read(f, false), whole) {
		t.Errorf("with room again: %+v, %v", f, err)
	}
}

func TestPiecesThatDoNotFit(t *testing.T) {
	r := open(t)
	id := messenger.FileID(messenger.NewID())
	begin := messenger.File{ID: id, Shape: messenger.ShapeFile, Name: "f", Size: 6}
	if _, _, err := r.Begin(ctx, messenger.Actor{}, begin); err != nil {
		t.Fatal(err)
	}
	put := func(at int64, b string) error {
		_, _, err := r.Put(ctx, messenger.Actor{}, id, at, strings.NewReader(b))
		return err
	}
	if err := put(0, "abc"); err != nil {
		t.Fatal(err)
	}
	for _, at := range []int64{0, 2, 4} {
		if err := put(at, "def"); !errors.Is(err, messenger.ErrFileOffset) {
			t.Errorf("at %d: %v", at, err)
		}
	}
	if err := put(3, "defg"); !errors.Is(err, messenger.ErrFileLength) {
		t.Errorf("too long: %v", err)
	}
	if _, at, err := r.Begin(ctx, messenger.Actor{}, begin); err != nil || at != 0 {
		t.Errorf("after one too long it is at %d, %v", at, err)
	}
	if _, _, err := r.Put(ctx, messenger.Actor{}, messenger.FileID(messenger.NewID()), 0, strings.NewReader("x")); !errors.Is(err, messenger.ErrFileNotFound) {
		t.Errorf("one that was never begun: %v", err)
	}
	for _, c := range []struct {
		change func(*messenger.File)
		want   error
	}{
		{func(f *messenger.File) { f.Size = 0 }, messenger.ErrBadField},
		{func(f *messenger.File) { f.Size = 30<<20 + 1 }, messenger.ErrFileTooLarge},
		{func(f *messenger.File) { f.Shape = "hologram" }, messenger.ErrBadField},
		{func(f *messenger.File) { f.ID = messenger.FileID{} }, messenger.ErrBadField},
		{func(f *messenger.File) { f.Name = strings.Repeat("n", 256) }, messenger.ErrBadField},
		{func(f *messenger.File) { f.Wave = make([]byte, 65) }, messenger.ErrBadField},
		{func(f *messenger.File) { f.Plays = 7 * time.Hour }, messenger.ErrBadField},
	} {
		f := begin
		f.ID = messenger.FileID(messenger.NewID())
		c.change(&f)
		if _, _, err := r.Begin(ctx, messenger.Actor{}, f); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

func TestTwoAtOnceArriveOnce(t *testing.T) {
	r := open(t)
	id := messenger.FileID(messenger.NewID())
	whole := bytes.Repeat([]byte("x"), 1<<20)
	if _, _, err := r.Begin(ctx, messenger.Actor{}, messenger.File{ID: id, Shape: messenger.ShapeFile, Name: "f", Size: int64(len(whole))}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, _, err := r.Put(ctx, messenger.Actor{}, id, 0, bytes.NewReader(whole)); err != nil && !errors.Is(err, messenger.ErrFileOffset) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(r.house.done) != 1 || r.house.done[0].Blob.Size != int64(len(whole)) {
		t.Errorf("made whole %+v", r.house.done)
	}
}
