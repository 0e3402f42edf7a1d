package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// measurePairs: distinct pairs of people who write to each other. Closed loops say how much the server bears (W2), paced
// ones how long a message takes from when it was to be sent (W3).
func (l *lab) measurePairs(ctx context.Context, at *place) error {
	most := l.pairs
	if l.wanted("W2-200") {
		most *= 2
	}
	all, err := signUpPairs(ctx, at, most)
	if err != nil {
		return err
	}
	defer func() {
		for _, p := range all {
			closeAll([]*person{p.a, p.b})
		}
	}()
	for _, run := range []struct {
		name     string
		pairs    int
		receipts bool
		perS     int
	}{
		{"W2", l.pairs, false, 0}, {"W2-200", 2 * l.pairs, false, 0}, {"W2-receipts", l.pairs, true, 0},
		{"W3-200", l.pairs, false, 200}, {"W3-5000", l.pairs, false, 5000},
	} {
		if !l.wanted(run.name) || run.perS > 0 && l.nodes > 1 {
			continue
		}
		f := &flow{pairs: all[:run.pairs], receipts: run.receipts}
		send := sending(f.closed)
		if run.perS > 0 {
			send = f.paced(time.Duration(run.pairs) * time.Second / time.Duration(run.perS))
		}
		if err := l.flow(ctx, at, run.name, f, run.perS, send); err != nil {
			return fmt.Errorf("%s: %w", run.name, err)
		}
	}
	return nil
}

// flow runs one and keeps its figure: how many arrived a second of a closed loop, how late the latest one per cent were of
// a paced one.
func (l *lab) flow(ctx context.Context, at *place, name string, f *flow, perS int, send sending) error {
	profiled := l.profile(ctx, at, name, l.lasts)
	m, err := f.run(ctx, at, l.lasts, send)
	if err := errors.Join(err, profiled()); err != nil {
		return err
	}
	delivered := m.perSecond(&m.delivered)
	next := figure{Name: name, Beside: map[string]float64{
		"p50 ms": f.waits.at(50), "p99 ms": f.waits.at(99), "ack p50 ms": f.acks.at(50), "ack p99 ms": f.acks.at(99),
		"server µs each": float64(m.processor.Microseconds()) / float64(max(1, m.delivered.Load())),
	}}
	if perS > 0 {
		next.What, next.Value, next.Unit = fmt.Sprintf("%d messages/s, p99 from when it was to be sent to the other's read", perS), f.waits.at(99), "ms"
		next.Beside["delivered/s"] = delivered
		l.report.add(next)
		return nil
	}
	next.What, next.Value, next.Unit = fmt.Sprintf("%d pairs, each writes when its last is acknowledged", len(f.pairs)), delivered, "messages/s"
	if f.receipts {
		next.What += ", and reports each"
		next.Beside["receipts/s"] = m.perSecond(&m.reported)
	}
	l.report.add(l.report.against(syncs, next))
	return nil
}

// measureAcross: sender and recipient on different nodes (W7).
func (l *lab) measureAcross(ctx context.Context, at *place) error {
	all, err := signUpPairs(ctx, at, l.pairs)
	if err != nil {
		return err
	}
	defer func() {
		for _, p := range all {
			closeAll([]*person{p.a, p.b})
		}
	}()
	const perS = 1000
	f := &flow{pairs: all}
	return l.flow(ctx, at, "W7", f, perS, f.paced(time.Duration(len(all))*time.Second/perS))
}
