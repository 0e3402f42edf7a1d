package redis

import (
	"bytes"
	"slices"
	"testing"

	"twoticks/internal/channel"
)

func FuzzFrame(f *testing.F) {
	f.Add(appendFrame(nil, nodeID{1}, 7, []channel.Topic{{1}, {2}}, []byte("event")))
	f.Add(appendFrame(nil, nodeID{1}, 7, nil, nil))
	f.Add([]byte{frameVersion, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{frameVersion + 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, ok := parseFrame(b)
		if !ok {
			return
		}
		if again := appendFrame(nil, got.node, got.number, got.topics, got.bytes); !bytes.Equal(again, b) {
			t.Errorf("%x was read as what is written %x", b, again)
		}
		if len(got.topics) > len(b)/len(channel.Topic{}) || !slices.Equal(got.bytes, b[len(b)-len(got.bytes):]) {
			t.Errorf("%x: %d topics and %d bytes", b, len(got.topics), len(got.bytes))
		}
	})
}
