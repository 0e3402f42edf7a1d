package command_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

func (h *house) set(t *testing.T, actor auth.Actor, name, value string) protocol.Setting {
	t.Helper()
	return do[protocol.SettingKept](t, h, actor, "settings.set", protocol.SettingSet{Name: name, Value: value}).Setting
}

func TestSettingsAreKeptAndSynced(t *testing.T) {
	h := newHouse(t)
	kept := h.set(t, h.ana, "privacy.groups", "contacts")
	if kept.Rev != 1 || kept.Name != "privacy.groups" || kept.Value != "contacts" || kept.Gone {
		t.Errorf("kept %+v", kept)
	}
	if again := h.set(t, h.ana, "privacy.groups", "contacts"); again != kept {
		t.Errorf("[C30] repeated, it is %+v", again)
	}
	rows := do[protocol.AccountRows](t, h, h.ana, "account.since", protocol.AccountSince{})
	if len(rows.Settings) != 1 || rows.Settings[0] != kept || rows.Rev != 1 {
		t.Errorf("another device reads %+v", rows)
	}
	if rows := do[protocol.AccountRows](t, h, h.bo, "account.since", protocol.AccountSince{}); len(rows.Settings) != 0 {
		t.Errorf("somebody else reads %+v", rows)
	}
	if back := h.set(t, h.ana, "privacy.groups", ""); !back.Gone || back.Rev != 2 {
		t.Errorf("taken back, it is %+v", back)
	}
}

func TestEverySettingOfTheTableIsTaken(t *testing.T) {
	h := newHouse(t)
	for _, info := range protocol.Settings {
		if info.Doc == "" || len(info.Values) < 2 {
			t.Errorf("the table says too little of %s", info.Name)
		}
		for _, value := range slices.Backward(info.Values) {
			if kept := h.set(t, h.ana, info.Name, value); kept.Value != value {
				t.Errorf("%s as %q became %+v", info.Name, value, kept)
			}
		}
		for _, value := range []string{"maybe", strings.ToUpper(info.Values[0]), info.Values[0] + " ", strings.Repeat("x", 1000)} {
			if e := refused(t, h, h.ana, "settings.set", protocol.SettingSet{Name: info.Name, Value: value}, protocol.CodeBadField); e.Field != "value" {
				t.Errorf("%s as %.20q: field %q", info.Name, value, e.Field)
			}
		}
	}
	for _, name := range []string{"", "privacy", "privacy.", "privacy.everything", "Privacy.groups"} {
		if e := refused(t, h, h.ana, "settings.set", protocol.SettingSet{Name: name, Value: "nobody"}, protocol.CodeBadField); e.Field != "name" {
			t.Errorf("%q: field %q", name, e.Field)
		}
	}
}

// What the domain takes for the usual is the first value of the table.
func TestTheDomainKnowsWhatStandsAtFirst(t *testing.T) {
	first := map[string]string{}
	for _, info := range protocol.Settings {
		if messenger.AboutPrivacy(info.Name) {
			first[info.Name] = info.Values[0]
		}
	}
	if len(first) == 0 || messenger.PrivacyOf(first) != messenger.PrivacyOf(nil) {
		t.Errorf("%v means %+v, and nothing chosen means %+v", first, messenger.PrivacyOf(first), messenger.PrivacyOf(nil))
	}
	for name := range first {
		differs := false
		for _, info := range protocol.Settings {
			for _, value := range info.Values {
				differs = differs || info.Name == name && messenger.PrivacyOf(map[string]string{name: value}) != messenger.PrivacyOf(nil)
			}
		}
		if !differs {
			t.Errorf("the domain decides nothing by %s", name)
		}
	}
}

func TestSettingsHaveALimit(t *testing.T) {
	h := newHouse(t)
	for i := range 30 {
		h.set(t, h.ana, "privacy.groups", []string{"nobody", "contacts"}[i%2])
	}
	if e := refused(t, h, h.ana, "settings.set", protocol.SettingSet{Name: "privacy.groups", Value: "nobody"}, protocol.CodeRateLimited); e.RetryAfterMs <= 0 {
		t.Errorf("told to wait %d ms", e.RetryAfterMs)
	}
	h.clock.now = h.clock.now.Add(2 * time.Second)
	h.set(t, h.ana, "privacy.groups", "nobody")
}

func TestProfile(t *testing.T) {
	h := newHouse(t)
	h.send(t, h.ana, h.chat(t, h.ana, h.bo), text("hello"))
	me := do[protocol.ProfileKept](t, h, h.ana, "profile.set", protocol.ProfileSet{Name: "Zoe\u0308", About: "In the garden 🌿"}).Me
	if me.Name != "Zo\u00eb" || me.About != "In the garden 🌿" || me.Handle != "ana" || me.Version != 2 {
		t.Errorf("it is %+v", me)
	}
	if again := do[protocol.ProfileKept](t, h, h.ana, "profile.set", protocol.ProfileSet{Name: "Zoe\u0308", About: "In the garden 🌿"}).Me; again != me {
		t.Errorf("repeated, it is %+v", again)
	}
	if seen := do[protocol.People](t, h, h.bo, "person.get", protocol.PersonGet{Users: ids(h.ana)}).People; len(seen) != 1 || seen[0] != me {
		t.Errorf("[C30c] Bo sees %+v", seen)
	}
	for name, bad := range map[string]struct {
		profile protocol.ProfileSet
		code    protocol.ErrorCode
		field   string
	}{
		"no name":        {protocol.ProfileSet{Name: "", About: ""}, protocol.CodeNameNotAllowed, "name"},
		"a turned name":  {protocol.ProfileSet{Name: "An\u202ea"}, protocol.CodeNameNotAllowed, "name"},
		"51 characters":  {protocol.ProfileSet{Name: strings.Repeat("ä", 51)}, protocol.CodeNameNotAllowed, "name"},
		"141 characters": {protocol.ProfileSet{Name: "Ana", About: strings.Repeat("ä", 141)}, protocol.CodeAboutNotAllowed, "about"},
		"turned about":   {protocol.ProfileSet{Name: "Ana", About: "a\u202eb"}, protocol.CodeAboutNotAllowed, "about"},
		"only a space":   {protocol.ProfileSet{Name: "Ana", About: " "}, protocol.CodeAboutNotAllowed, "about"},
	} {
		if e := refused(t, h, h.ana, "profile.set", bad.profile, bad.code); e.Field != bad.field {
			t.Errorf("%s: field %q", name, e.Field)
		}
	}
	if me := do[protocol.ProfileKept](t, h, h.ana, "profile.set", protocol.ProfileSet{Name: "Ana", About: strings.Repeat("ä", 140)}).Me; me.Version != 3 {
		t.Errorf("140 characters: %+v", me)
	}
}

// seen is whether, and how, somebody is told of another's presence.
func seen(t *testing.T, h *house, viewer, of auth.Actor) string {
	t.Helper()
	page := do[protocol.Heads](t, h, viewer, "heads.list", protocol.HeadsList{})
	for _, p := range page.Presence {
		if p.User == protocol.UserID(of.User) {
			return p.State
		}
	}
	return "nothing"
}

func TestPrivacyOfPresence(t *testing.T) {
	h := newHouse(t)
	h.send(t, h.ana, h.chat(t, h.ana, h.bo), text("hello"))
	h.messenger.Hold(h.ana.User, 1)
	h.messenger.Hold(h.bo.User, 2)
	want := func(when, bosView, anasView string) {
		t.Helper()
		if got := seen(t, h, h.bo, h.ana); got != bosView {
			t.Errorf("%s, Bo is told of Ana %q, want %q", when, got, bosView)
		}
		if got := seen(t, h, h.ana, h.bo); got != anasView {
			t.Errorf("%s, Ana is told of Bo %q, want %q", when, got, anasView)
		}
		as := do[protocol.SeenAs](t, h, h.ana, "person.seen_as", protocol.PersonSeenAs{Viewer: protocol.UserID(h.bo.User)})
		shown := "nothing"
		if len(as.Presence) == 1 {
			shown = as.Presence[0].State
		}
		if shown != bosView {
			t.Errorf("%s, seen as Bo it is %q, and Bo is told %q", when, shown, bosView)
		}
	}
	want("at first", "online", "online")
	h.set(t, h.ana, "privacy.online", "nobody")
	want("with Ana hidden", "nothing", "nothing")
	h.set(t, h.ana, "privacy.online", "")
	want("with Ana back", "online", "online")
	h.set(t, h.bo, "privacy.last_seen", "nobody")
	want("with Bo hidden", "nothing", "nothing")
}

func TestStrangersAreToldOfWhoLetsEveryoneBeTold(t *testing.T) {
	h := newHouse(t)
	h.messenger.Hold(h.ana.User, 1)
	find := func() []protocol.Presence {
		t.Helper()
		return do[protocol.People](t, h, h.cy, "person.find", protocol.PersonFind{Handle: "ana"}).Presence
	}
	as := func() protocol.SeenAs {
		t.Helper()
		return do[protocol.SeenAs](t, h, h.ana, "person.seen_as", protocol.PersonSeenAs{})
	}
	if got, stranger := find(), as(); len(got) != 0 || len(stranger.Presence) != 0 || stranger.SharesChat || !stranger.MayAdd || !stranger.Receipts || !stranger.Listed {
		t.Errorf("[C33] at first a stranger is told %+v, and as one it is %+v", got, stranger)
	}
	h.set(t, h.ana, "privacy.online", "everyone")
	h.set(t, h.ana, "privacy.groups", "contacts")
	h.set(t, h.ana, "privacy.read_receipts", "off")
	if got, stranger := find(), as(); len(got) != 1 || got[0].State != "online" || !slices.Equal(got, stranger.Presence) || stranger.MayAdd || stranger.Receipts {
		t.Errorf("then a stranger is told %+v, and as one it is %+v", got, stranger)
	}
}

func TestSeenAsIsForPeopleOneKnows(t *testing.T) {
	h := newHouse(t)
	for name, viewer := range map[string]protocol.UserID{
		"a stranger": protocol.UserID(h.bo.User), "nobody": messenger.NewID(), "oneself": protocol.UserID(h.ana.User),
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, h, h.ana, "person.seen_as", protocol.PersonSeenAs{Viewer: viewer}, protocol.CodePersonNotFound)
		})
	}
	h.send(t, h.ana, h.chat(t, h.ana, h.bo), text("hello"))
	as := do[protocol.SeenAs](t, h, h.ana, "person.seen_as", protocol.PersonSeenAs{Viewer: protocol.UserID(h.bo.User)})
	if !as.SharesChat || as.Person.Handle != "ana" {
		t.Errorf("seen as Bo: %+v", as)
	}
}

func TestReadReceiptsOfADirectChat(t *testing.T) {
	h := newHouse(t)
	chat := h.chat(t, h.ana, h.bo)
	read := func() (shown, own protocol.Seq) {
		t.Helper()
		sent := h.send(t, h.ana, chat, text("hello"))
		seq := sent.Results[0].Seq
		do[protocol.ReceiptMarked](t, h, h.bo, "receipt.mark", protocol.ReceiptMark{Marks: []protocol.ChatMark{{Chat: chat, Read: seq}}})
		of := func(actor auth.Actor) protocol.HeadsRow {
			return do[protocol.Heads](t, h, actor, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{chat}}).Heads[0]
		}
		return of(h.ana).Others.Read, of(h.bo).Mine.Read
	}
	if shown, own := read(); shown != 1 || own != 1 {
		t.Errorf("at first Ana sees %d, Bo has %d", shown, own)
	}
	h.set(t, h.ana, "privacy.read_receipts", "off")
	if shown, own := read(); shown != 1 || own != 2 {
		t.Errorf("[C24] with Ana's off she sees %d, Bo's own devices have %d", shown, own)
	}
	h.set(t, h.ana, "privacy.read_receipts", "on")
	if shown, own := read(); shown != 3 || own != 3 {
		t.Errorf("with both on again Ana sees %d, Bo has %d", shown, own)
	}
}

func TestWhoMayNotBeAddedIsNamed(t *testing.T) {
	h := newHouse(t)
	h.set(t, h.bo, "privacy.groups", "nobody")
	request := protocol.GroupCreate{ClientID: messenger.NewID(), Name: "Garden", Users: ids(h.bo, h.cy)}
	for range 2 {
		made := do[protocol.ChatOpened](t, h, h.ana, "group.create", request)
		if !slices.Equal(made.NotAdded, ids(h.bo)) || made.Heads.Members != 2 {
			t.Errorf("made with %d, without %v", made.Heads.Members, made.NotAdded)
		}
	}
	chat := do[protocol.ChatOpened](t, h, h.ana, "group.create", request).Row.Chat
	add := protocol.GroupAdd{Chat: chat, Users: ids(h.bo, h.cy)}
	if got := do[protocol.Members](t, h, h.ana, "group.add", add); !slices.Equal(got.NotAdded, ids(h.bo)) || len(got.Members) != 2 {
		t.Errorf("added %d, without %v", len(got.Members), got.NotAdded)
	}
	h.set(t, h.bo, "privacy.groups", "everyone")
	if got := do[protocol.Members](t, h, h.ana, "group.add", add); len(got.NotAdded) != 0 || len(got.Members) != 3 {
		t.Errorf("added %d, without %v", len(got.Members), got.NotAdded)
	}
}
