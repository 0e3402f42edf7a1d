package watch

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"twoticks/lab/faults/proxy"
)

// message is one of PostgreSQL's. Without a kind it is the first of a connection.
func message(kind string, parts ...string) string {
	body := strings.Join(parts, "\x00") + "\x00"
	return kind + string(binary.BigEndian.AppendUint32(nil, uint32(4+len(body)))) + body
}

func TestCommitsAreMet(t *testing.T) {
	start := message("", "\x00\x03\x00\x00user", "twoticks")
	insert := message("P", "", "INSERT INTO messages VALUES ('commit')", "")
	prepared := message("P", "st1", "COMMIT", "")
	bound := message("B", "", "st1", "")
	sync := message("S")
	for name, c := range map[string]struct {
		fate proxy.Fate
		said []string
		on   string
		met  bool
	}{
		"cut before a simple one":           {proxy.Break, []string{start, message("Q", "commit;")}, start, true},
		"cut before one that is prepared":   {proxy.Break, []string{start, prepared, insert, bound, sync}, start + prepared + insert, true},
		"answered to nobody, but done":      {proxy.Swallow, []string{start, prepared, bound + sync}, start + prepared + bound + sync, true},
		"in pieces":                         {proxy.Break, strings.Split(start+insert+message("Q", "COMMIT"), ""), start + insert, true},
		"another statement is none":         {proxy.Break, []string{start, insert, message("B", "", "", "")}, start + insert + message("B", "", "", ""), false},
		"none was asked for: all goes past": {proxy.Carry, []string{start, message("Q", "commit")}, start + message("Q", "commit"), false},
	} {
		var met []proxy.Fate
		commits := &Commits{Met: func(f proxy.Fate) { met = append(met, f) }}
		commits.Arm(c.fate)
		on, fate := pass(commits.Watch(), c.said)
		if on != c.on || slices.Contains(met, c.fate) != c.met || c.met && fate != c.fate {
			t.Errorf("%s: %q went on, fate %d, met %v", name, on, fate, met)
		}
	}
}

// pass lets a Watch see what is said, until it ends the call.
func pass(w proxy.Watch, said []string) (on string, fate proxy.Fate) {
	for _, s := range said {
		var b []byte
		b, fate = w([]byte(s))
		if on += string(b); fate != proxy.Carry {
			break
		}
	}
	return on, fate
}

const (
	chat  = "chat-of-16-bytes"
	topic = "user-of-16-bytes"
)

// publish is a node's command about an entry of a chat, with the number of what it says.
func publish(name string, number uint64, about string, seq uint64) string {
	frame := append([]byte{publishing}, "node-one"...)
	frame = binary.BigEndian.AppendUint64(frame, number)
	frame = binary.BigEndian.AppendUint32(frame, 1)
	frame = append(frame, topic...)
	if about != "" {
		frame = binary.BigEndian.AppendUint64(append(append(frame, 'S'), about...), seq)
	}
	frame = append(frame, "L{}"...)
	return fmt.Sprintf("*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n", len(name), name, len(frame), frame)
}

func TestOnePublicationIsLost(t *testing.T) {
	var lost []Publication
	p := &Publications{Lost: func(p Publication) { lost = append(lost, p) }}
	id := "Y2hhdC1vZi0xNi1ieXRlcw"
	for name, c := range map[string]struct {
		traceless bool
		after     uint64 // the number of what comes behind
	}{"with a gap": {false, 8}, "without a trace": {true, 7}} {
		lost = nil
		p.Lose(id, c.traceless)
		said := []string{"*1\r\n$4\r\nPING\r\n", publish("tt", 6, "", 0), publish("tt", 7, chat, 4), publish("tt", 8, chat, 5)}
		want := said[0] + said[1] + publish("tu", 7, chat, 4) + publish("tt", c.after, chat, 5)
		if on, _ := pass(p.Watch(), strings.Split(strings.Join(said, ""), "")); on != want {
			t.Errorf("%s: %q went on, want %q", name, on, want)
		}
		if !slices.Equal(lost, []Publication{{id, 4, c.traceless}}) {
			t.Errorf("%s: lost were %v", name, lost)
		}
	}
}

func TestWhatIsNoPublicationOfOursPasses(t *testing.T) {
	p := &Publications{Lost: func(Publication) { t.Error("something was lost") }}
	p.Lose("Y2hhdC1vZi0xNi1ieXRlcw", true)
	for _, said := range []string{
		publish("tt", 7, "another--16bytes", 4), strings.Replace(publish("tt", 7, chat, 4), "\x01node", "\x02node", 1),
		"*3\r\n$7\r\nPUBLISH\r\n$1\r\na\r\n$1\r\nb\r\n", "*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
	} {
		if on, _ := pass(p.Watch(), []string{said}); !bytes.Equal([]byte(on), []byte(said)) {
			t.Errorf("%q became %q", said, on)
		}
	}
}
