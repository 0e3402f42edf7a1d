package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Names of what is made by the clock: they sort by time.
const (
	prefix = "twoticks-"
	suffix = ".tar.gz"
	stamp  = "20060102T150405Z"
)

// retryAfter is how long after a failure it is tried again.
const retryAfter = 10 * time.Minute

// Plan is when backups are made by the clock.
type Plan struct {
	Folder string
	Every  time.Duration
	// Keep is how many of them stay: the newest.
	Keep int
}

// Status is how the last backup went: for whoever administers the server.
type Status struct {
	At   time.Time `json:"at"`
	File string    `json:"file,omitempty"`
	// Error is why there is none; then the rest is empty.
	Error    string        `json:"error,omitempty"`
	Bytes    int64         `json:"bytes,omitempty"`
	Took     time.Duration `json:"took_ns,omitempty"`
	Users    int64         `json:"users,omitempty"`
	Chats    int64         `json:"chats,omitempty"`
	Messages int64         `json:"messages,omitempty"`
}

// statusFile is in the data folder and not in the database: it must not be rewound with it.
const statusFile = "last-backup.json"

// Last reads how the last backup of the server with this data folder went; ok is false when none was ever tried.
func Last(data string) (s Status, ok bool, err error) {
	text, err := os.ReadFile(filepath.Join(data, statusFile))
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	return s, err == nil, err
}

// MakeAndNote makes a backup and notes in the data folder how it went.
func (j Job) MakeAndNote(ctx context.Context, file, data string) (Status, error) {
	begun := time.Now()
	s := Status{At: j.Now().UTC().Truncate(time.Second), File: file}
	m, err := j.Make(ctx, file)
	if err == nil {
		s.Took, s.Users, s.Chats, s.Messages = time.Since(begun), m.Users(), m.Chats(), m.Messages()
		var info fs.FileInfo
		if info, err = os.Stat(file); err == nil {
			s.Bytes = info.Size()
		}
	}
	switch {
	case ctx.Err() != nil: // the server was stopped: nothing is wrong
		return s, err
	case err != nil:
		s.File, s.Error = "", err.Error()
	}
	return s, errors.Join(err, note(data, s))
}

func note(data string, s Status) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	path := filepath.Join(data, statusFile)
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("note how the backup went: %w", err)
	}
	return os.Rename(path+".new", path)
}

// Schedule makes backups by the clock.
type Schedule struct {
	plan Plan
	job  Job
	data string
	log  *slog.Logger
	end  context.CancelFunc
	done sync.WaitGroup
}

// Start begins. When the newest file of the folder is older than Every, the first one is made at once.
func Start(p Plan, j Job, data string, log *slog.Logger) *Schedule {
	ctx, end := context.WithCancel(context.Background())
	s := &Schedule{plan: p, job: j, data: data, log: log, end: end}
	s.done.Go(func() { s.run(ctx) })
	return s
}

// Stop ends it, also in the midst of a backup, and waits. It may be called again.
func (s *Schedule) Stop() {
	s.end()
	s.done.Wait()
}

func (s *Schedule) run(ctx context.Context) {
	due := time.NewTimer(s.plan.wait(s.job.Now()))
	defer due.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-due.C:
		}
		next := s.plan.Every
		if err := s.turn(ctx); err != nil && ctx.Err() == nil {
			next = min(next, retryAfter)
			s.log.Error("no backup was made", "error", err, "again_in", next)
		}
		due.Reset(next)
	}
}

func (s *Schedule) turn(ctx context.Context) error {
	if err := os.MkdirAll(s.plan.Folder, 0o700); err != nil {
		return fmt.Errorf("make the folder of backups: %w", err)
	}
	file := filepath.Join(s.plan.Folder, prefix+s.job.Now().UTC().Format(stamp)+suffix)
	made, err := s.job.MakeAndNote(ctx, file, s.data)
	if err != nil {
		return err
	}
	s.log.Info("made a backup", "file", file, "bytes", made.Bytes, "messages", made.Messages, "took", made.Took.Round(time.Millisecond))
	return s.plan.prune(file)
}

// wait is how long from now on nothing is due.
func (p Plan) wait(now time.Time) time.Duration {
	files, err := p.files()
	if err != nil || len(files) == 0 {
		return 0
	}
	name := strings.TrimSuffix(strings.TrimPrefix(files[len(files)-1], prefix), suffix)
	last, err := time.Parse(stamp, name)
	if err != nil {
		return 0
	}
	// A file from the future is of a clock that was wrong.
	return min(max(last.Add(p.Every).Sub(now), 0), p.Every)
}

// prune takes the oldest away, and never the one just made.
func (p Plan) prune(made string) error {
	files, err := p.files()
	if err != nil {
		return err
	}
	for _, name := range files[:max(0, len(files)-p.Keep)] {
		if name == filepath.Base(made) {
			continue
		}
		if err := os.Remove(filepath.Join(p.Folder, name)); err != nil {
			return fmt.Errorf("remove an old backup: %w", err)
		}
	}
	return nil
}

// files are the names of what was made by the clock, the oldest first.
func (p Plan) files() ([]string, error) {
	entries, err := os.ReadDir(p.Folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) && len(name) == len(prefix)+len(stamp)+len(suffix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
