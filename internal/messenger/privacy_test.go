package messenger

import "testing"

func chose(settings ...string) Privacy {
	chosen := map[string]string{}
	for i := 0; i < len(settings); i += 2 {
		chosen[PrivacyPrefix+settings[i]] = settings[i+1]
	}
	return PrivacyOf(chosen)
}

// The table of presence: of whom, who looks, how they stand, and what is told.
func TestWhoSeesPresence(t *testing.T) {
	usual := chose()
	shared, strangers := Between{SharesChat: true}, Between{}
	for _, c := range []struct {
		name             string
		of, viewer       Privacy
		between          Between
		online, lastSeen bool
	}{
		{"at first, who shares a chat sees both", usual, usual, shared, true, true},
		{"at first, a stranger sees nothing", usual, usual, strangers, false, false},
		{"everyone includes strangers", chose("last_seen", "everyone"), usual, strangers, true, true},
		{"online for everyone, last seen as at first", chose("online", "everyone"), usual, strangers, true, false},
		{"last seen for nobody hides both, since online is the same at first", chose("last_seen", "nobody"), usual, shared, false, false},
		{"online apart: last seen for nobody", chose("last_seen", "nobody", "online", "contacts"), usual, shared, true, false},
		{"the time without the state would tell the state", chose("online", "nobody"), usual, shared, false, false},
		{"last seen for everyone, online for who shares a chat: strangers see neither", chose("last_seen", "everyone", "online", "contacts"), usual, strangers, false, false},
		{"who hides both sees nothing of others", usual, chose("last_seen", "nobody"), shared, false, false},
		{"who hides last seen only sees who is online", usual, chose("last_seen", "nobody", "online", "contacts"), shared, true, false},
		{"who hides online sees neither", usual, chose("online", "nobody"), shared, false, false},
		{"who tells only those who share a chat still sees who tells everyone", chose("last_seen", "everyone"), usual, strangers, true, true},
		{"blocked, either way", usual, usual, Between{SharesChat: true, Blocked: true}, false, false},
		{"blocked, and everyone", chose("last_seen", "everyone"), usual, Between{Blocked: true}, false, false},
		{"a value that is not known is as at first", chose("last_seen", "friends", "online", "friends"), usual, shared, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := MaySeeOnline(c.of, c.viewer, c.between); got != c.online {
				t.Errorf("online: %v", got)
			}
			if got := MaySeeLastSeen(c.of, c.viewer, c.between); got != c.lastSeen {
				t.Errorf("last seen: %v", got)
			}
		})
	}
}

// What is told of an audience is what the rule does for each of it.
func TestToldLastSeenIsWhatTheRuleDoes(t *testing.T) {
	values := []string{"everyone", "contacts", "nobody"}
	for _, lastSeen := range values {
		for _, online := range append(values, "last_seen") {
			p := chose("last_seen", lastSeen, "online", online)
			for _, between := range []Between{{}, {SharesChat: true}} {
				if told, is := p.ToldLastSeen().admits(between), MaySeeLastSeen(p, chose(), between); told != is {
					t.Errorf("last seen for %s, online for %s: told that %+v sees it: %v, it does: %v", lastSeen, online, between, told, is)
				}
			}
		}
	}
}

func TestWhoSeesReads(t *testing.T) {
	on, off := chose(), chose("read_receipts", "off")
	for _, c := range []struct {
		one, other Privacy
		want       bool
	}{{on, on, true}, {on, off, false}, {off, on, false}, {off, off, false}, {chose("read_receipts", "on"), on, true}} {
		if got := ShowsReads(c.one, c.other); got != c.want {
			t.Errorf("[C24] %+v and %+v: %v", c.one, c.other, got)
		}
	}
}

func TestWhoMayAdd(t *testing.T) {
	shared := Between{SharesChat: true}
	for _, c := range []struct {
		name string
		who  Acquaintance
		want bool
	}{
		{"at first everyone", Acquaintance{Privacy: chose()}, true},
		{"who shares a chat", Acquaintance{Privacy: chose("groups", "contacts"), Between: shared}, true},
		{"a stranger, where sharing a chat is asked", Acquaintance{Privacy: chose("groups", "contacts")}, false},
		{"nobody", Acquaintance{Privacy: chose("groups", "nobody"), Between: shared}, false},
		{"blocked", Acquaintance{Privacy: chose(), Between: Between{SharesChat: true, Blocked: true}}, false},
		{"an account that was deleted", Acquaintance{Privacy: chose(), Between: shared, Deleted: true}, false},
	} {
		if got := MayAdd(c.who); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
