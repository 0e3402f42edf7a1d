package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"twoticks/lab/faults/checker"
	"twoticks/lab/faults/history"
)

// outcome is what a run leaves.
type outcome struct {
	verdict checker.Verdict
	done    tally
	figures figures
	file    string
}

// run starts the server and everybody, makes faults until the work is done, heals, waits for rest, reads, and judges.
func run(ctx context.Context, o options) (outcome, error) {
	folder, err := newFolder(o.Folder)
	if err != nil {
		return outcome{}, err
	}
	if o.Binary == "" {
		o.Binary = filepath.Join(folder, "twoticks")
		if err := build(ctx, ".", o.Binary); err != nil {
			return outcome{}, err
		}
	}
	file := filepath.Join(folder, "history.jsonl")
	lines, err := os.Create(file)
	if err != nil {
		return outcome{}, err
	}
	defer lines.Close()
	h := history.NewRecorder(lines)
	returns, err := suffer(ctx, o, folder, h)
	if err := errors.Join(err, h.Close()); err != nil {
		return outcome{}, err
	}
	result := judge(h.Events())
	result.file, result.figures.returns = file, returns
	if len(result.verdict.Anomalies) > 0 {
		return result, nil
	}
	return result, keepGood(folder, filepath.Join(o.Folder, "good"))
}

// keepGood keeps the history of a run in which nothing was found, in the place of the one before. What found something
// keeps its own folder, with the data.
func keepGood(folder, as string) error {
	return errors.Join(os.RemoveAll(filepath.Join(folder, "data")), os.RemoveAll(as), os.Rename(folder, as))
}

func newFolder(parent string) (string, error) {
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", err
	}
	return os.MkdirTemp(parent, time.Now().UTC().Format("20060102-150405-"))
}

// suffer is the run itself. It returns the times of returns to missed messages.
func suffer(ctx context.Context, o options, folder string, h *history.Recorder) (returns times, err error) {
	s, err := openSite(ctx, o, folder, h)
	defer func() { err = errors.Join(err, s.close()) }()
	if err != nil {
		return nil, err
	}
	t, err := settle(ctx, o, s.addresses(), h)
	defer t.close()
	if err != nil {
		return nil, err
	}
	living, die := context.WithCancel(ctx)
	alive := t.live(living)
	alive.Go(func() { s.watchReadiness(living) })
	defer alive.Wait()
	defer die()
	if !t.rest(ctx, o.Quiesce) {
		return nil, errors.New("not everybody could connect before any fault")
	}
	if returns, err = t.measureReturns(ctx, o); err != nil {
		return nil, err
	}
	if err := t.bad(ctx, o, s); err != nil {
		return nil, err
	}
	t.rest(ctx, o.Quiesce)
	t.loseLast(s)
	t.rest(ctx, o.Quiesce)
	if err := t.readAll(ctx); err != nil {
		return nil, err
	}
	die()
	alive.Wait()
	if err := s.end(); err != nil {
		h.Add(history.Event{Op: history.Broken, Kind: err.Error()})
	}
	if err := s.read(ctx, h); err != nil {
		return nil, err
	}
	complaints, err := s.complaints()
	for _, line := range complaints {
		h.Add(history.Event{Op: history.Broken, Kind: "the server's log: " + line})
	}
	return returns, err
}

// bad is the time of faults. It ends with everybody cut at once while all are still writing, and then all is good.
func (t *town) bad(ctx context.Context, o options, s *site) error {
	t.history.Add(history.Event{Op: history.Begin, Node: o.Nodes})
	n := newNemesis(o, t, s, t.history)
	writing, stopWriting := context.WithCancel(ctx)
	defer stopWriting()
	written := t.write(writing, o)
	tormenting, stop := context.WithTimeout(ctx, o.Most)
	defer stop()
	go t.stopWhenDone(tormenting, stop, o)
	err := n.torment(tormenting)
	n.storm()
	// Everybody comes back while the last messages are sent: what falls between is noticed by nothing later.
	sleep(ctx, time.Duration(500+n.random.Int64N(500))*time.Millisecond)
	stopWriting()
	written.Wait()
	t.history.Add(history.Event{Op: history.Heal})
	for _, s := range t.seats {
		s.line.Heal()
	}
	return errors.Join(err, ctx.Err())
}

// stopWhenDone ends the faults when all that has to be reached is.
func (t *town) stopWhenDone(ctx context.Context, stop func(), o options) {
	for sleep(ctx, 2*time.Second) {
		if count(t.history.Events()).short(o.Work) == "" {
			stop()
		}
	}
}

// rest waits until everybody is connected, nothing waits in any outbox, and all devices agree where each chat stands.
// False when that takes longer than it may.
func (t *town) rest(ctx context.Context, within time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for calm := 0; calm < 6; {
		if !sleep(ctx, 50*time.Millisecond) {
			return false
		}
		calm++
		if !t.atRest() {
			calm = 0
		}
	}
	return true
}

func (t *town) atRest() bool {
	furthest := map[string]uint64{}
	for _, s := range t.seats {
		if !s.Settled() {
			return false
		}
		for _, p := range s.Places() {
			furthest[p.Chat.String()] = max(furthest[p.Chat.String()], uint64(p.Cursor))
		}
	}
	for _, s := range t.seats {
		for _, p := range s.Places() {
			if p.Row.To == 0 && uint64(p.Cursor) < furthest[p.Chat.String()] {
				return false
			}
		}
	}
	return true
}

func judge(events []history.Event) outcome {
	return outcome{verdict: checker.Check(events), done: count(events), figures: figures{returnsToService: afterKills(events)}}
}

func judgeFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	events, err := history.Load(file)
	if err != nil {
		return err
	}
	result := judge(events)
	result.print(os.Stdout)
	if len(result.verdict.Anomalies) > 0 {
		return fmt.Errorf("the contract was broken in %s", path)
	}
	return nil
}
