package postgres

import (
	"context"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

// begin begins a transaction as another node would; it is ended by the test, or with it.
func begin(t *testing.T, s *Store) *tx {
	t.Helper()
	ctx := context.Background()
	conn, err := s.reads.Acquire(ctx)
	must(t, err)
	t.Cleanup(conn.Release)
	_, err = conn.Exec(ctx, `BEGIN`)
	must(t, err)
	t.Cleanup(func() {
		if conn.Conn().PgConn().TxStatus() != 'I' {
			_, err := conn.Exec(ctx, `ROLLBACK`)
			must(t, err)
		}
	})
	return newTx(ctx, conn.Conn())
}

func commit(t *testing.T, x *tx) {
	t.Helper()
	_, err := x.conn.Exec(context.Background(), `COMMIT`)
	must(t, err)
}

// waiting waits until somebody waits for a lock.
func waiting(t *testing.T, s *Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for waits := false; !waits; {
		must(t, s.reads.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid), pg_sleep(0.01)
			WHERE NOT l.granted AND a.datname = current_database())`).Scan(&waits))
	}
}

// [C15] Two nodes take versions; the one whose transaction ends first took its version last. Whoever reads by their order must not
// see the second without the first, or it would never ask for the first again.
func TestVersionsComeToBeSeenInTheirOrder(t *testing.T) {
	ctx := context.Background()
	address := newDatabase(t)
	one, two := openAt(t, address), openAt(t, address)
	chat, ana, bo := directChat(t, one)
	start, err := two.LastOrder(ctx)
	must(t, err)
	key, err := one.userKey(ctx, bo)
	must(t, err)

	slow := begin(t, one)
	must(t, slow.lockAccounts())
	_, err = slow.nextRev(ctx, key)
	must(t, err)
	done := make(chan error)
	go func() {
		_, err := two.SetDraft(ctx, messenger.SetDraft{User: ana, Chat: chat, Text: "Dear Bo", At: day, Guard: messenger.MustBeMember})
		done <- err
	}()
	waiting(t, two)
	if revs, err := two.RevsSince(ctx, start, 10); err != nil || len(revs) != 0 {
		t.Errorf("while the first is on its way: %+v, %v", revs, err)
	}
	commit(t, slow)
	must(t, <-done)
	revs, err := two.RevsSince(ctx, start, 10)
	if err != nil || len(revs) != 2 || revs[0].User != bo || revs[1].User != ana || revs[0].Order >= revs[1].Order {
		t.Errorf("at the end: %+v, %v", revs, err)
	}
}

// [C15] Reading goes further back than it was asked to, while a transaction lasts that may bring entries of before, and for some time
// after it.
func TestHeadsAreReadFurtherBackBehindALongTransaction(t *testing.T) {
	var l lateness
	now := day
	for i, step := range []struct {
		after, lasts, want time.Duration
	}{
		{0, 0, 0}, {time.Second, prompt, 0}, // nothing but what is read again anyway
		{time.Second, 20 * time.Second, 20 * time.Second}, {time.Second, 7 * time.Second, 20 * time.Second},
		{unseenFor - time.Second, 0, 20 * time.Second}, {2 * time.Second, 0, 0},
		{0, 6 * time.Second, 6 * time.Second},
	} {
		now = now.Add(step.after)
		if got := l.note(step.lasts, now); got != step.want {
			t.Errorf("step %d reads %v further back, want %v", i, got, step.want)
		}
	}

	ctx := context.Background()
	s := openNew(t)
	chat, ana, _ := directChat(t, s)
	r, err := send(s, ana, chat, "late")
	must(t, err)
	ask := messenger.HeadsPage{Since: r.At.Add(30 * time.Second), Limit: 10}
	if heads, _, err := s.HeadsSince(ctx, ask); err != nil || len(heads) != 0 {
		t.Errorf("by itself: %+v, %v", heads, err)
	}
	s.lateness.note(40*time.Second, time.Now())
	if heads, _, err := s.HeadsSince(ctx, ask); err != nil || len(heads) != 1 || heads[0].Chat != chat || heads[0].Head != r.Seq {
		t.Errorf("behind a long transaction: %+v, %v", heads, err)
	}
}

// How long the oldest lasts is of those that have written, since only they bring anything.
func TestOldestWrite(t *testing.T) {
	ctx := context.Background()
	s := openNew(t)
	x := begin(t, s)
	lasts := func() time.Duration {
		t.Helper()
		d, err := s.oldestWrite(ctx)
		must(t, err)
		return d
	}
	var one int
	must(t, x.row(ctx, `SELECT 1`).scan(&one))
	if d := lasts(); d != 0 {
		t.Errorf("of one that reads: %v", d)
	}
	must(t, x.exec(ctx, `INSERT INTO meta (name, value) VALUES ('a', 'b')`))
	if first := lasts(); first <= 0 || lasts() <= first {
		t.Errorf("of one that writes: %v", first)
	}
	commit(t, x)
	if d := lasts(); d != 0 {
		t.Errorf("of one that has ended: %v", d)
	}
}
