// Package upkeep is what runs by the clock: it takes out of the queues what has waited too long, and forgets what is kept
// for a time only.
//
// It decides when, and how much at once; what happens is the messenger's and auth's. It is not for what a request causes,
// nor for the timers of typing and presence. Only app starts it. It owns one goroutine. What fails is logged and tried
// again at the next turn; nothing waits for it.
//
// Nothing expires by a clock that jumped (C29): see steady.go.
package upkeep

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"twoticks/internal/messenger"
)

// Queue is what the messenger keeps for a time only.
type Queue interface {
	// ExpireQueue expires what has waited for longer than the rule allows, in at most limit chats.
	ExpireQueue(ctx context.Context, rule messenger.QueueRule, limit int) (expired int, more bool, err error)
	// VanishMessages takes some messages whose time is over, and says whether there may be more.
	VanishMessages(ctx context.Context, limit int) (more bool, err error)
	// RetainMessages takes messages that are older than that, of some chats from a place on; the next place is empty at the end.
	RetainMessages(ctx context.Context, keep time.Duration, place string, limit int) (next string, err error)
	// ForgetAdvances forgets old times of receipts, a page from a place on; the next place is empty at the end.
	ForgetAdvances(ctx context.Context, place string) (next string, err error)
}

// Accounts is what auth keeps for a time only.
type Accounts interface {
	// Prune forgets some of what is over, and says whether there may be more.
	Prune(ctx context.Context) (more bool, err error)
}

// Files is what the media room keeps for a time only.
type Files interface {
	// Sweep removes some of what nothing holds any more, and says whether there may be more.
	Sweep(ctx context.Context) (more bool, err error)
}

// Ports are what upkeep calls.
type Ports struct {
	Queue    Queue
	Accounts Accounts
	Files    Files
	Clock    messenger.Clock
	Log      *slog.Logger
}

// Config is what an operator decides.
type Config struct {
	// QueueKeep is how long an undelivered message waits for its recipient; zero is for ever.
	QueueKeep time.Duration
	// QueuePurge: what expired for everybody loses its content.
	QueuePurge bool
	// Retention is how long messages are kept at all; zero is for ever.
	Retention time.Duration
}

// The pace.
const (
	sweepMost   = time.Minute
	sweepLeast  = 100 * time.Millisecond
	sweepChats  = 100 // in one page; each is a short act of its own
	tidyEvery   = time.Hour
	tidyPages   = 200
	pruneRounds = 20
	// Of messages that go: so many at once, and so many times in one turn.
	vanishAtOnce = 200
	vanishRounds = 50
)

// Upkeep is the goroutine that does it.
type Upkeep struct {
	ports  Ports
	rule   messenger.QueueRule
	steady *steady
	place  string // of the advances that were looked at last
	// retention is how long messages are kept, and retained where the chats stand that were looked at last.
	retention time.Duration
	retained  string

	end  context.CancelFunc
	done sync.WaitGroup
}

// Start begins.
func Start(p Ports, c Config) *Upkeep {
	ctx, end := context.WithCancel(context.Background())
	u := &Upkeep{ports: p, rule: messenger.QueueRule{Keep: c.QueueKeep, Purge: c.QueuePurge}, steady: newSteady(p.Clock), end: end, retention: c.Retention}
	u.done.Go(func() { u.run(ctx) })
	return u
}

// Stop ends it and waits. It may be called again.
func (u *Upkeep) Stop() {
	u.end()
	u.done.Wait()
}

// sweepEvery is often enough that nothing stays in a queue for long after its time, however short that is.
func sweepEvery(keep time.Duration) time.Duration {
	if keep <= 0 {
		return sweepMost
	}
	return min(max(keep/4, sweepLeast), sweepMost)
}

func (u *Upkeep) run(ctx context.Context) {
	sweep, tidy := time.NewTicker(min(sweepEvery(u.rule.Keep), sweepEvery(u.retention))), time.NewTicker(tidyEvery)
	defer sweep.Stop()
	defer tidy.Stop()
	for {
		due := u.sweep
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
		case <-tidy.C:
			due = u.tidy
		}
		if jump, ok := u.steady.check(); !ok {
			if jump != 0 {
				u.ports.Log.Warn("the clock jumped: nothing expires until it has been steady for a while", "by", jump, "while", steadyFor)
			}
			continue
		}
		if err := due(ctx); err != nil && ctx.Err() == nil {
			u.ports.Log.Warn("upkeep was not finished; it goes on at its next turn", "error", err)
		}
	}
}

// sweep expires what has waited too long, and removes files that nothing holds.
func (u *Upkeep) sweep(ctx context.Context) error {
	return errors.Join(u.expire(ctx), u.vanish(ctx), u.sweepFiles(ctx))
}

// vanish takes messages whose time is over, by a timer or because nothing is kept for longer. What it does not come to is left for the
// next turn.
func (u *Upkeep) vanish(ctx context.Context) error {
	for range vanishRounds {
		if more, err := u.ports.Queue.VanishMessages(ctx, vanishAtOnce); err != nil || !more {
			if err != nil {
				return err
			}
			break
		}
	}
	if u.retention <= 0 {
		return nil
	}
	for range vanishRounds {
		next, err := u.ports.Queue.RetainMessages(ctx, u.retention, u.retained, vanishAtOnce)
		if err != nil {
			return err
		}
		if u.retained = next; next == "" {
			break
		}
	}
	return nil
}

func (u *Upkeep) sweepFiles(ctx context.Context) error {
	for range pruneRounds {
		if more, err := u.ports.Files.Sweep(ctx); err != nil || !more {
			return err
		}
	}
	return nil
}

func (u *Upkeep) expire(ctx context.Context) error {
	if u.rule.Keep <= 0 {
		return nil
	}
	total := 0
	defer func() {
		if total > 0 {
			u.ports.Log.Info("messages left the queue undelivered", "chats", total, "after", u.rule.Keep)
		}
	}()
	for more := true; more && ctx.Err() == nil; {
		n, next, err := u.ports.Queue.ExpireQueue(ctx, u.rule, sweepChats)
		if err != nil {
			return err
		}
		total, more = total+n, next
	}
	return nil
}

// tidy forgets what is over. What it does not come to is left for the next turn.
func (u *Upkeep) tidy(ctx context.Context) error {
	for range pruneRounds {
		more, err := u.ports.Accounts.Prune(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	for range tidyPages {
		next, err := u.ports.Queue.ForgetAdvances(ctx, u.place)
		if err != nil {
			return err
		}
		if u.place = next; next == "" {
			break
		}
	}
	return nil
}
