package breaker

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"twoticks/internal/messenger"
)

// BenchmarkAct is what the breaker costs an act: the same write straight at a store that answers at once, and through it.
func BenchmarkAct(b *testing.B) {
	inner := &broken{}
	guarded := New(inner, slog.New(slog.DiscardHandler))
	b.Cleanup(guarded.Stop)
	for name, write := range map[string]func(context.Context, map[messenger.UserID]time.Time) error{
		"bare": inner.SetLastSeen, "through the breaker": guarded.SetLastSeen,
	} {
		b.Run(name, func(b *testing.B) {
			ctx, cancel := context.WithCancel(b.Context())
			defer cancel()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if err := write(ctx, nil); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
