package command

import (
	"context"
	"log/slog"
	"time"

	"twoticks/protocol"
)

// ended tells how a command went: to whoever counts, and, where the log is that fine, in a line with its request id. Neither
// learns what was in it.
func (s *Set) ended(ctx context.Context, name string, refused *protocol.Error, took time.Duration) {
	code := ""
	if refused != nil {
		code = string(refused.Code)
	}
	if s.options.Observe != nil {
		s.options.Observe(name, code, took)
	}
	if s.log.Enabled(ctx, slog.LevelDebug) {
		s.log.DebugContext(ctx, "command", "command", name, "code", code, "took", took, "request_id", RequestID(ctx))
	}
}
