package httpapi

import (
	"testing"
	"time"
)

func TestProbeKeyIsGoodOnceAndForAMinute(t *testing.T) {
	s := &Server{}
	key, late := s.OpenProbe(), s.OpenProbe()
	if s.probes.take("") || s.probes.take(key+"x") {
		t.Error("a key that was never made is good")
	}
	if !s.probes.take(key) || s.probes.take(key) {
		t.Error("a key is not good once")
	}
	s.probes.until[late] = time.Now().Add(-time.Second)
	if s.probes.take(late) {
		t.Error("a key is good after its minute")
	}
}
