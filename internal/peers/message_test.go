package peers

import (
	"bytes"
	"testing"

	"twoticks/internal/channel"
)

// What another node says may come from another version, or from who has no business there.
func FuzzDecode(f *testing.F) {
	f.Add(encode(message{Bye: &struct{}{}}))
	f.Add(encode(message{Look: &look{Number: 3, Users: []id{{1}}}}))
	f.Add([]byte(string(channel.ClassNode) + `{"from":"x","bye":null}`))
	f.Add([]byte{channel.ClassNode})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 || b[0] != channel.ClassNode {
			return // others do not come here
		}
		m, err := decode(b)
		if err != nil {
			return
		}
		once := encode(m)
		again, err := decode(once)
		if err != nil || !bytes.Equal(encode(again), once) {
			t.Errorf("%q is not read as it was written: %v", once, err)
		}
	})
}
