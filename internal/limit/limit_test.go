package limit

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func newLimits(t *testing.T, scale float64) (*Limits, *clock) {
	t.Helper()
	c := &clock{time.Unix(1_000_000, 0)}
	l, err := New(map[string]Rate{"act": {Burst: 3, Every: time.Second}}, scale, c)
	if err != nil {
		t.Fatal(err)
	}
	return l, c
}

func TestBucket(t *testing.T) {
	l, c := newLimits(t, 1)
	for i := range 3 {
		if _, ok := l.Allow("act", "ana"); !ok {
			t.Fatalf("%d of the burst was refused", i+1)
		}
	}
	wait, ok := l.Allow("act", "ana")
	if ok || wait != time.Second {
		t.Errorf("above the burst: %v, %v", wait, ok)
	}
	if _, ok := l.Allow("act", "bo"); !ok {
		t.Error("Bo pays for Ana")
	}
	c.now = c.now.Add(wait - time.Millisecond)
	if _, ok := l.Allow("act", "ana"); ok {
		t.Error("allowed before the wait was over")
	}
	c.now = c.now.Add(time.Millisecond)
	if _, ok := l.Allow("act", "ana"); !ok {
		t.Error("refused after the wait that was told")
	}
	c.now = c.now.Add(time.Hour)
	for range 3 {
		l.Allow("act", "ana")
	}
	if _, ok := l.Allow("act", "ana"); ok {
		t.Error("an hour saved up more than the burst")
	}
}

func TestScale(t *testing.T) {
	l, c := newLimits(t, 10)
	for i := range 30 {
		if _, ok := l.Allow("act", "ana"); !ok {
			t.Fatalf("%d of 30 was refused", i+1)
		}
	}
	wait, ok := l.Allow("act", "ana")
	if ok || wait != time.Second/10 {
		t.Errorf("above the burst: %v, %v", wait, ok)
	}
	c.now = c.now.Add(wait)
	if _, ok := l.Allow("act", "ana"); !ok {
		t.Error("refilled no quicker")
	}
	for _, scale := range []float64{0, -1} {
		if _, err := New(Table, scale, c); err == nil {
			t.Errorf("a scale of %v was taken", scale)
		}
	}
}

// A batch that is larger than the bucket is let through when the bucket is full, and then owed.
func TestBatchAboveTheBurst(t *testing.T) {
	l, c := newLimits(t, 1)
	if _, ok := l.Take("act", "ana", 5); !ok {
		t.Fatal("a batch above the burst is refused for ever")
	}
	wait, ok := l.Allow("act", "ana")
	if ok || wait != 3*time.Second {
		t.Errorf("two are owed, and one more asked for: %v, %v", wait, ok)
	}
	c.now = c.now.Add(wait)
	if _, ok := l.Allow("act", "ana"); !ok {
		t.Error("refused after the wait that was told")
	}
}

func TestWhatIsGivenBackCanBeTakenAgain(t *testing.T) {
	l, _ := newLimits(t, 1)
	for range 10 {
		if _, ok := l.Allow("act", "ana"); !ok {
			t.Fatal("what was given back is gone")
		}
		l.GiveBack("act", "ana", 1)
	}
	l.GiveBack("act", "ana", 10)
	if _, ok := l.Take("act", "ana", 3); !ok {
		t.Error("the bucket is not full")
	}
	if _, ok := l.Allow("act", "ana"); ok {
		t.Error("giving back made the bucket larger")
	}
}

func TestClockSetBack(t *testing.T) {
	l, c := newLimits(t, 1)
	for range 3 {
		l.Allow("act", "ana")
	}
	c.now = c.now.Add(-time.Hour)
	if _, ok := l.Allow("act", "ana"); ok {
		t.Error("setting the clock back filled the bucket")
	}
	c.now = c.now.Add(time.Second)
	if _, ok := l.Allow("act", "ana"); !ok {
		t.Error("the bucket waits for the hour that the clock was set back")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	l, _ := newLimits(t, 1)
	for i := range maxBuckets + 1000 {
		l.Allow("act", fmt.Sprint(i))
	}
	if n := len(l.groups["act"].buckets); n > maxBuckets {
		t.Errorf("%d buckets are kept", n)
	}
}

func TestConcurrentTakersGetTheBurstAndNoMore(t *testing.T) {
	l, _ := newLimits(t, 1)
	var taken sync.Map
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if _, ok := l.Allow("act", "ana"); ok {
				taken.Store(i, true)
			}
		})
	}
	all.Wait()
	n := 0
	taken.Range(func(any, any) bool { n++; return true })
	if n != 3 {
		t.Errorf("%d were allowed", n)
	}
}
