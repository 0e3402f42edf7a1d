package live

import (
	"testing"
	"time"
)

func TestBucketRefillsWithTime(t *testing.T) {
	b := bucket{tokens: 2}
	for range 2 {
		if _, ok := b.take(0, 2, 10); !ok {
			t.Fatal("the burst is free")
		}
	}
	wait, ok := b.take(0, 2, 10)
	if ok || wait != 100*time.Millisecond {
		t.Fatalf("got %v, %v; ten a second means a tenth to wait", wait, ok)
	}
	if _, ok := b.take(int64(wait), 2, 10); !ok {
		t.Error("after the wait that was told it is allowed")
	}
}

func TestOffencesAreTheSameCommandBeforeItsTime(t *testing.T) {
	var o offences
	second := int64(time.Second)
	if o.add("a", 0, 1000) || o.add("b", 0, 1000) {
		t.Error("the first refusal is no offence")
	}
	if o.add("a", 2*second, 1000) {
		t.Error("who waited commits none")
	}
	for i, closes := range []bool{false, false, true} {
		if got := o.add("a", 2*second+int64(i)+1, 1000); got != closes {
			t.Errorf("offence %d closes: %v", i+1, got)
		}
	}
}

func TestOffencesAreForgottenAfterAMinute(t *testing.T) {
	var o offences
	now := int64(0)
	for range 10 {
		o.add("a", now, 1000)
		if o.add("a", now+1, 1000) {
			t.Fatal("one offence in half a minute closes nothing")
		}
		now += 31 * int64(time.Second)
	}
}

func TestHiddenPageCountsAsPresentForAWhile(t *testing.T) {
	const after = time.Minute
	minute := int64(after)
	var p presence
	for _, step := range []struct {
		at      int64
		visible bool
		present bool
	}{
		{0, true, true}, {1, false, true}, {minute, false, true}, {minute + 1, false, false}, {minute + 2, true, true}, {minute + 3, false, true},
	} {
		if got := p.report(step.at, step.visible, after); got != step.present {
			t.Errorf("[C33] at %d: present %v", step.at, got)
		}
	}
	var hidden presence
	if hidden.report(0, false, after) {
		t.Error("a page that was never seen is not present")
	}
}
