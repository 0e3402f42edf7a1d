// Package wire writes the domain's values as the protocol's: the one place that knows both.
//
// The command room uses it for replies and the fan-out for events, so that a message looks the same whichever way it
// comes. It decides nothing, reads no store and cannot fail: a value that the domain made always has a form on the wire.
package wire

import (
	"time"

	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Millis writes a time; the zero time is 0, which an optional field leaves out.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time reads one back.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// each converts a list. It is never nil, so that it is written as [] when empty (P10).
func each[From, To any](list []From, convert func(From) To) []To {
	out := make([]To, len(list))
	for i, v := range list {
		out[i] = convert(v)
	}
	return out
}

func userID(id messenger.UserID) protocol.UserID { return protocol.UserID(id) }

// UserIDs writes ids.
func UserIDs(ids []messenger.UserID) []protocol.UserID { return each(ids, userID) }
