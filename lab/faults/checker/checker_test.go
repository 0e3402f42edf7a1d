package checker

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"twoticks/lab/faults/history"
)

// story is a history made by hand: Ana and Bo in a chat, each with one device, and Cy, who was there for a while.
type story struct{ events []history.Event }

func (s *story) add(e history.Event) {
	e.At = time.Duration(len(s.events)) * time.Millisecond
	e.Chat = "chat"
	s.events = append(s.events, e)
}

var users = map[string]string{"ana1": "ana", "bo1": "bo", "cy1": "cy"}

func text(id string) string { return "text of " + id }

func (s *story) sent(device, id string, order, seq uint64) {
	s.add(history.Event{Op: history.Compose, Device: device, User: users[device], ID: id, Order: order, Hash: text(id)})
	s.add(history.Event{Op: history.Send, Device: device, User: users[device], ID: id, Order: order, Via: "socket"})
	s.add(history.Event{Op: history.Ack, Device: device, User: users[device], ID: id, Order: order, Hash: text(id), Seq: seq, Time: int64(seq), Via: "answer"})
}

// entry is what stands at a seq of a message that was never changed.
func entry(op history.Op, device, sender, id string, seq uint64, via string) history.Event {
	return history.Event{
		Op: op, Device: device, User: users[device], Sender: sender, ID: id, Seq: seq, Kind: "text", Hash: text(id), Time: int64(seq), Via: via,
	}
}

func (s *story) got(device, sender, id string, seq uint64) {
	s.add(entry(history.Wire, device, sender, id, seq, "push"))
	s.add(entry(history.Apply, device, sender, id, seq, "push"))
}

func line(op history.Op, device, sender string, seq uint64, via string) history.Event {
	e := entry(op, device, sender, "", seq, via)
	e.Kind, e.Hash = "system", "a line"
	return e
}

func (s *story) mark(device, kind, whose, via string, delivered, read uint64) {
	s.add(history.Event{Op: history.Marks, Device: device, User: users[device], Kind: kind, Sender: whose, Via: via, Delivered: delivered, Read: read})
}

// good is a history in which nothing is wrong. Three messages of Ana, one of them sent twice, one of Bo, and a line: Cy
// goes at 5.
func good() *story {
	s := &story{}
	s.sent("ana1", "a1", 1, 1)
	s.got("bo1", "ana", "a1", 1)
	s.add(history.Event{Op: history.Report, Device: "bo1", User: "bo", Delivered: 1, Read: 1})
	s.mark("ana1", "peer", "bo", "push", 1, 1)
	s.sent("ana1", "a2", 2, 2)
	s.add(history.Event{Op: history.Send, Device: "ana1", User: "ana", ID: "a2", Order: 2, Via: "http"})
	s.add(history.Event{Op: history.Ack, Device: "ana1", User: "ana", ID: "a2", Order: 2, Hash: text("a2"), Seq: 2, Time: 2, Duplicate: true, Via: "answer"})
	s.sent("bo1", "b1", 1, 3)
	s.sent("ana1", "a3", 3, 4)
	for seq, id := range []string{"a1", "a2", "b1", "a3"} {
		sender := map[byte]string{'a': "ana", 'b': "bo"}[id[0]]
		s.add(entry(history.Apply, "ana1", sender, id, uint64(seq+1), "ack"))
		if seq > 0 {
			s.got("bo1", sender, id, uint64(seq+1))
		}
		s.got("cy1", sender, id, uint64(seq+1))
	}
	for _, device := range []string{"ana1", "bo1", "cy1"} {
		s.add(line(history.Apply, device, "ana", 5, "push"))
	}
	s.add(history.Event{Op: history.Report, Device: "bo1", User: "bo", Delivered: 5, Read: 4})
	s.add(history.Event{Op: history.Report, Device: "ana1", User: "ana", Delivered: 5, Read: 3})
	s.mark("ana1", "mine", "ana", "answer", 5, 3)
	s.mark("ana1", "peer", "bo", "push", 5, 4)
	s.end()
	return s
}

// end is the final read.
func (s *story) end() {
	for device, user := range map[string]string{"ana1": "ana", "bo1": "bo"} {
		s.add(history.Event{Op: history.FinalPlace, Device: device, User: user, Seq: 5})
	}
	for device, m := range map[string][2]marks{"ana1": {{5, 3}, {5, 4}}, "bo1": {{5, 4}, {5, 3}}} {
		for i, kind := range []string{"mine", "others"} {
			s.add(history.Event{Op: history.FinalMarks, Device: device, User: users[device], Kind: kind, Delivered: m[i].delivered, Read: m[i].read})
		}
	}
	for seq, id := range []string{"a1", "a2", "b1", "a3"} {
		sender := map[byte]string{'a': "ana", 'b': "bo"}[id[0]]
		s.add(entry(history.FinalEntry, "bo1", sender, id, uint64(seq+1), "changes"))
		s.add(entry(history.FinalEntry, "", sender, id, uint64(seq+1), "database"))
	}
	s.add(line(history.FinalEntry, "", "ana", 5, "database"))
	s.add(history.Event{Op: history.FinalHead, Seq: 5})
	for _, user := range []string{"ana", "bo"} {
		s.add(history.Event{Op: history.FinalMember, User: user})
	}
	s.add(history.Event{Op: history.FinalMember, User: "cy", To: 5})
}

// first finds the first event that a rule is true of.
func (s *story) first(t *testing.T, is func(history.Event) bool) *history.Event {
	t.Helper()
	i := slices.IndexFunc(s.events, is)
	if i < 0 {
		t.Fatal("the story has no such event")
	}
	return &s.events[i]
}

func (s *story) drop(is func(history.Event) bool) { s.events = slices.DeleteFunc(s.events, is) }

func of(op history.Op, device, id string) func(history.Event) bool {
	return func(e history.Event) bool { return e.Op == op && e.Device == device && e.ID == id }
}

// gone is everything that shows a message after it was acknowledged.
func gone(id string) func(history.Event) bool {
	return func(e history.Event) bool {
		return e.ID == id && (e.Op == history.FinalEntry || e.Op == history.Apply || e.Op == history.Wire)
	}
}

func TestNothingIsFoundWhereNothingIsWrong(t *testing.T) {
	v := Check(good().events)
	if len(v.Anomalies) > 0 {
		t.Errorf("found %v", v.Anomalies)
	}
	if v.Acked != 4 {
		t.Errorf("%d were acknowledged, want 4", v.Acked)
	}
}

// TestEachAnomalyIsFound spoils the good history in one way each: the checker has to call it by its name.
func TestEachAnomalyIsFound(t *testing.T) {
	for _, c := range []struct {
		name, want string
		class      Class
		spoil      func(*testing.T, *story)
	}{
		{"an acknowledged message between two others is nowhere", "I1 lost-middle", Lost, func(t *testing.T, s *story) { s.drop(gone("a2")) }},
		{"the first one is nowhere", "I1 lost-prefix", Lost, func(t *testing.T, s *story) { s.drop(gone("a1")) }},
		{"the last one is nowhere", "I1 lost-postfix", Lost, func(t *testing.T, s *story) { s.drop(gone("a3")) }},
		{"the head falls below what a device has", "I1 lost-tail", Lost, func(t *testing.T, s *story) {
			s.add(history.Event{Op: history.Ahead, Device: "bo1", User: "bo", Seq: 2, From: 5})
		}},
		{"an acknowledged message stands elsewhere", "I1 moved", Reordered, func(t *testing.T, s *story) {
			s.first(t, of(history.Ack, "bo1", "b1")).Seq = 9
		}},
		{"the text is another", "I1 altered", Untrue, func(t *testing.T, s *story) {
			s.first(t, func(e history.Event) bool { return e.Via == "database" && e.ID == "a1" }).Hash = "another"
		}},
		{"a device is shown another text", "I1 altered", Untrue, func(t *testing.T, s *story) {
			s.first(t, of(history.Apply, "bo1", "a1")).Hash = "another"
		}},
		{"an edit that nobody asked for", "I1 altered", Untrue, func(t *testing.T, s *story) {
			s.first(t, of(history.Apply, "bo1", "a1")).Edited = 4
		}},
		{"the log has what nobody sent", "I2 phantom", Untrue, func(t *testing.T, s *story) {
			s.drop(of(history.Compose, "bo1", "b1"))
		}},
		{"a device saw what the log does not have", "I2 phantom", Untrue, func(t *testing.T, s *story) {
			s.add(entry(history.Wire, "bo1", "ana", "a9", 6, "push"))
		}},
		{"a deletion that nobody asked for", "I2 phantom", Untrue, func(t *testing.T, s *story) {
			e := s.first(t, func(e history.Event) bool { return e.Via == "database" && e.Kind == "system" })
			e.Kind, e.Target = "delete", 1
		}},
		{"what was refused for good is there", "I2 aborted-read", Untrue, func(t *testing.T, s *story) {
			e := s.first(t, of(history.Ack, "bo1", "b1"))
			e.Op, e.Seq = history.Refused, 0
		}},
		{"a place is empty", "I3 gap", Lost, func(t *testing.T, s *story) {
			s.drop(func(e history.Event) bool { return e.Via == "database" && e.Seq == 3 })
		}},
		{"a place is taken twice", "I3 double-seq", Duplicated, func(t *testing.T, s *story) {
			s.add(entry(history.FinalEntry, "", "ana", "a2", 3, "database"))
		}},
		{"two see two at one place", "I4 divergence", Reordered, func(t *testing.T, s *story) {
			s.first(t, of(history.Apply, "cy1", "a2")).ID = "a3"
		}},
		{"two ways of asking differ", "I4 divergence", Reordered, func(t *testing.T, s *story) {
			s.first(t, func(e history.Event) bool { return e.Via == "changes" && e.ID == "a2" }).Sender = "bo"
		}},
		{"a device leaves one out", "I5 skip", Lost, func(t *testing.T, s *story) { s.drop(of(history.Apply, "bo1", "a2")) }},
		{"a device goes back", "I5 reorder", Reordered, func(t *testing.T, s *story) {
			s.add(history.Event{Op: history.Reset, Device: "bo1", User: "bo", Seq: 2, Floor: 1})
		}},
		{"a message is there twice", "I6 duplicate", Duplicated, func(t *testing.T, s *story) {
			e := s.first(t, func(e history.Event) bool { return e.Via == "database" && e.Seq == 4 })
			e.ID, e.Hash = "a2", text("a2")
		}},
		{"a repeat gets another place", "I6 duplicate", Duplicated, func(t *testing.T, s *story) {
			s.first(t, func(e history.Event) bool { return e.Duplicate }).Seq = 3
		}},
		{"a device shows one twice", "I6 applied-twice", Duplicated, func(t *testing.T, s *story) {
			s.add(entry(history.Apply, "bo1", "ana", "a2", 2, "sync"))
		}},
		{"a device never gets to the head", "I7 stale", Lost, func(t *testing.T, s *story) {
			s.first(t, of(history.FinalPlace, "bo1", "")).Seq = 4
		}},
		{"what was sent after an ack lies before it", "I8 real-time", Reordered, func(t *testing.T, s *story) {
			s.first(t, of(history.Ack, "ana1", "a1")).Seq = 3
		}},
		{"an outbox is accepted in another order", "I9 fifo", Reordered, func(t *testing.T, s *story) {
			s.first(t, of(history.Compose, "ana1", "a3")).Order = 0
		}},
		{"a mark that no device of theirs has", "I10 over-claim", Untrue, func(t *testing.T, s *story) {
			s.first(t, of(history.Marks, "ana1", "")).Delivered = 2
		}},
		{"the others are said to have what one has not", "I10 over-claim", Untrue, func(t *testing.T, s *story) {
			at := slices.IndexFunc(s.events, of(history.Marks, "ana1", ""))
			s.events[at].Kind, s.events[at].Sender, s.events[at].Delivered = "others", "", 4
		}},
		{"more was read than delivered", "I10 over-claim", Untrue, func(t *testing.T, s *story) {
			s.first(t, of(history.Marks, "ana1", "")).Read = 2
		}},
		{"a mark at the end that nobody reported", "I10 over-claim", Untrue, func(t *testing.T, s *story) {
			s.drop(of(history.Report, "bo1", ""))
		}},
		{"a mark of one's own falls", "I10 receipt-regress", Untrue, func(t *testing.T, s *story) { s.mark("ana1", "mine", "ana", "answer", 4, 3) }},
		{"a tick goes away", "I11 status-regress", Untrue, func(t *testing.T, s *story) { s.mark("ana1", "peer", "bo", "push", 4, 4) }},
		{"a mark is lower at the end", "I10 receipt-regress", Untrue, func(t *testing.T, s *story) {
			s.first(t, of(history.FinalMarks, "ana1", "")).Read = 1
		}},
		{"a tick says what is not so", "I11 wrong-tick", Untrue, func(t *testing.T, s *story) {
			s.first(t, func(e history.Event) bool { return e.Op == history.FinalMarks && e.Kind == "others" && e.User == "ana" }).Read = 5
		}},
		{"somebody gets what was written after they went", "I12 leak", Leaked, func(t *testing.T, s *story) {
			s.first(t, func(e history.Event) bool { return e.Op == history.FinalMember && e.User == "cy" }).To = 3
		}},
		{"a stranger may read", "I12 leak", Leaked, func(t *testing.T, s *story) {
			e := entry(history.FinalEntry, "dee1", "ana", "a1", 1, "history")
			e.User = "dee"
			s.add(e)
		}},
		{"somebody who went still writes", "I12 intruder", Leaked, func(t *testing.T, s *story) {
			s.first(t, func(e history.Event) bool { return e.Op == history.FinalMember && e.User == "bo" }).To = 2
		}},
		{"time runs back", "I13 time-regress", Reordered, func(t *testing.T, s *story) {
			s.first(t, func(e history.Event) bool { return e.Via == "database" && e.Seq == 4 }).Time = 2
		}},
		{"a try never ends", "I14 hang", Untrue, func(t *testing.T, s *story) {
			s.first(t, of(history.Ack, "bo1", "b1")).At += time.Minute
		}},
		{"a message waits for ever", "I14 stuck", Untrue, func(t *testing.T, s *story) {
			s.drop(func(e history.Event) bool { return e.Op == history.Ack && e.ID == "b1" })
		}},
		{"what was unknown is never settled", "I15 unresolved", Untrue, func(t *testing.T, s *story) {
			s.first(t, of(history.Ack, "bo1", "b1")).Op = history.Unknown
		}},
		{"something else was met", "I16 broken", Untrue, func(t *testing.T, s *story) {
			s.add(history.Event{Op: history.Broken, Kind: "the server's log: panic"})
		}},
	} {
		t.Run(fmt.Sprintf("%s: %s", c.want, c.name), func(t *testing.T) {
			s := good()
			c.spoil(t, s)
			v := Check(s.events)
			found := slices.ContainsFunc(v.Anomalies, func(a Anomaly) bool {
				return a.Invariant+" "+a.Name == c.want && a.Class == c.class && a.Count > 0 && a.Witness != ""
			})
			if !found {
				t.Errorf("found %v", v.Anomalies)
			}
			if v.Count(c.class) == 0 {
				t.Errorf("nothing counts as %s", c.class)
			}
		})
	}
}

func TestWhatIsRightIsNotFound(t *testing.T) {
	for name, turn := range map[string]func(*testing.T, *story){
		"an edit that was asked for": func(t *testing.T, s *story) {
			s.add(history.Event{Op: history.Change, Device: "ana1", User: "ana", Target: 1, Kind: "edit", Hash: "corrected"})
			for i := range s.events {
				if e := &s.events[i]; e.Op == history.FinalEntry && e.ID == "a1" {
					e.Hash, e.Edited = "corrected", 5
				}
			}
		},
		"a row that was deleted before a device came": func(t *testing.T, s *story) {
			s.add(history.Event{Op: history.Change, Device: "ana1", User: "ana", Target: 1, Kind: "delete"})
			for i := range s.events {
				if e := &s.events[i]; e.ID == "a1" && (e.Op == history.FinalEntry || e.Op == history.Apply && e.Device == "cy1") {
					e.Hash, e.Deleted = "", 5
				}
			}
		},
		"a window that begins anew further on (C12)": func(t *testing.T, s *story) {
			at := slices.IndexFunc(s.events, of(history.Apply, "bo1", "a2"))
			s.events[at] = history.Event{Op: history.Reset, Device: "bo1", User: "bo", Chat: "chat", Seq: 4, Floor: 2}
			s.drop(func(e history.Event) bool {
				return e.Op == history.Apply && e.Device == "bo1" && (e.Seq == 3 || e.Seq == 4)
			})
		},
		"somebody who came back reads from there on (C23)": func(t *testing.T, s *story) {
			s.first(t, func(e history.Event) bool { return e.Op == history.FinalMember && e.User == "cy" }).To = 1
			s.add(history.Event{Op: history.FinalMember, User: "cy", From: 3, To: 5})
			s.drop(func(e history.Event) bool { return e.Device == "cy1" && (e.Seq == 2 || e.Seq == 3) })
		},
		"a refusal of what was never stored": func(t *testing.T, s *story) {
			s.add(history.Event{Op: history.Compose, Device: "bo1", User: "bo", ID: "b2", Order: 2, Hash: text("b2")})
			s.add(history.Event{Op: history.Send, Device: "bo1", User: "bo", ID: "b2", Order: 2})
			s.add(history.Event{Op: history.Refused, Device: "bo1", User: "bo", ID: "b2", Order: 2, Code: "not_a_member"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := good()
			turn(t, s)
			if v := Check(s.events); len(v.Anomalies) > 0 {
				t.Errorf("found %v", v.Anomalies)
			}
		})
	}
}
