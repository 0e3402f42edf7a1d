package main

import (
	"fmt"
	"slices"
	"time"
)

// times are durations that were measured.
type times []time.Duration

func (t *times) add(d time.Duration) { *t = append(*t, d) }

// at returns the smallest that p per cent do not exceed.
func (t times) at(p float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(len(sorted)-1, int(p/100*float64(len(sorted))))]
}

func (t times) String() string {
	ms := func(p float64) float64 { return float64(t.at(p).Microseconds()) / 1000 }
	return fmt.Sprintf("p50 %.2f, p99 %.2f ms, of %d", ms(50), ms(99), len(t))
}
