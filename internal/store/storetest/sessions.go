package storetest

import (
	"errors"
	"slices"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

const manyDevices = 100

// signIn is one more device, of which nobody has to go.
func (o *office) signIn(user auth.UserID) auth.Session {
	o.Helper()
	s := o.session(user)
	ended, err := o.CreateSession(ctx, s, manyDevices)
	o.must(err)
	if len(ended) != 0 {
		o.Errorf("%d sessions ended", len(ended))
	}
	return s
}

// isIn says whether a session can be used.
func (o *office) isIn(s auth.Session) bool {
	o.Helper()
	_, _, err := o.SessionByToken(ctx, s.Token)
	if err != nil && !errors.Is(err, auth.ErrNoSession) {
		o.Error(err)
	}
	return err == nil
}

func findSession(o *office) {
	o.people()
	s := o.session(o.bo)
	s.Device = "Bo's telephone"
	_, err := o.CreateSession(ctx, s, manyDevices)
	o.must(err)
	got, account, err := o.SessionByToken(ctx, s.Token)
	if err != nil || got != s || account.User != o.bo || account.Handle != "bo" {
		o.Errorf("found %+v of %+v, %v; want %+v", got, account, err, s)
	}
	if _, _, err := o.SessionByToken(ctx, auth.TokenHash{1}); !errors.Is(err, auth.ErrNoSession) {
		o.Errorf("a token of none: %v", err)
	}
}

func devicesEnd(o *office) {
	o.people() // each with a first device
	program := o.session(o.bo)
	program.Scopes = 1
	o.must(o.Whole.CreateToken(ctx, auth.CreateToken{Session: program, By: o.bo, Max: 1}))
	var devices []auth.Session
	for range 4 {
		o.now = o.now.Add(time.Second)
		devices = append(devices, o.signIn(o.bo))
	}
	o.must(o.TouchSessions(ctx, []auth.SessionID{devices[0].ID}, o.now.Add(time.Second), o.now))
	o.now = o.now.Add(2 * time.Second)
	last := o.session(o.bo)
	ended, err := o.CreateSession(ctx, last, 3)
	o.must(err)
	if len(ended) != 3 || slices.Contains(ended, devices[0].ID) || slices.Contains(ended, devices[3].ID) || slices.Contains(ended, program.ID) {
		o.Errorf("%d ended", len(ended))
	}
	for i, s := range devices {
		if want := i == 0 || i == 3; o.isIn(s) != want {
			o.Errorf("device %d is in: %t", i, !want)
		}
	}
	if !o.isIn(last) || !o.isIn(program) {
		o.Error("the newest device, or the program, is not in")
	}
	if list, err := o.LiveSessions(ctx, []auth.SessionID{last.ID}, o.now, o.now.Add(-time.Hour)); err != nil || len(list) != 1 {
		o.Errorf("alive: %v, %v", list, err)
	}
}

func tellAlive(o *office) {
	o.people()
	used, unused, expired, of := o.session(o.ana), o.session(o.ana), o.session(o.ana), o.session(o.bo)
	unused.UsedAt, expired.ExpiresAt = o.now.Add(-2*time.Hour), o.now
	for _, s := range []auth.Session{used, unused, expired, of} {
		_, err := o.CreateSession(ctx, s, manyDevices)
		o.must(err)
	}
	ask := []auth.SessionID{used.ID, unused.ID, expired.ID, of.ID, auth.SessionID(messenger.NewID())}
	alive := func(want ...auth.SessionID) {
		o.Helper()
		got, err := o.LiveSessions(ctx, ask, o.now, o.now.Add(-time.Hour))
		o.must(err)
		if len(got) != len(want) {
			o.Errorf("%d are alive, want %d", len(got), len(want))
		}
		for _, id := range want {
			if !slices.Contains(got, id) {
				o.Error("one that is alive is not told")
			}
		}
	}
	alive(used.ID, of.ID)
	o.change(o.bo, auth.Disable)
	alive(used.ID)
	if got, err := o.LiveSessions(ctx, nil, o.now, o.now); err != nil || len(got) != 0 {
		o.Errorf("of none: %v, %v", got, err)
	}
}

func touchAndEnd(o *office) {
	o.people()
	s := o.signIn(o.ana)
	other := o.signIn(o.ana)
	wantUsed := func(want time.Time) {
		o.Helper()
		if got, _, err := o.SessionByToken(ctx, s.Token); err != nil || !got.UsedAt.Equal(want) {
			o.Errorf("used at %v, %v; want %v", got.UsedAt, err, want)
		}
	}
	later := o.now.Add(time.Hour)
	ids := []auth.SessionID{s.ID, auth.SessionID(messenger.NewID())}
	o.must(o.TouchSessions(ctx, ids, later, o.now.Add(-time.Second)))
	wantUsed(o.now)
	o.must(o.TouchSessions(ctx, ids, later, o.now))
	wantUsed(later)

	before := len(o.acts())
	for range 2 {
		o.must(o.Whole.EndSession(ctx, s.ID, o.now))
	}
	if o.isIn(s) || !o.isIn(other) || len(o.acts()) != before+1 {
		o.Errorf("ended: %t, the other: %t, with %d lines", !o.isIn(s), !o.isIn(other), len(o.acts())-before)
	}
	ended, err := o.EndSessions(ctx, o.ana, o.now)
	o.must(err)
	if len(ended) != 2 || !slices.Contains(ended, other.ID) || o.isIn(other) {
		o.Errorf("all ended: %d", len(ended))
	}
}

func (o *office) resetLink(user auth.UserID) auth.ResetLink {
	o.Helper()
	id := messenger.NewID()
	link := auth.ResetLink{Token: auth.TokenHash(append(id[:], id[:]...)), User: user, CreatedAt: o.now, ExpiresAt: o.now.Add(time.Hour)}
	o.must(o.Whole.CreateResetLink(ctx, link))
	return link
}

func resetOnce(o *office) {
	o.people()
	s, of := o.signIn(o.ana), o.signIn(o.bo)
	link := o.resetLink(o.ana)
	if a, err := o.Whole.ResetLinkUser(ctx, link.Token, o.now); err != nil || a.User != o.ana {
		o.Errorf("the link is of %+v, %v", a, err)
	}
	if n := o.won(atOnce(8, func(i int) error {
		used, err := o.Whole.UseResetLink(ctx, auth.UseResetLink{Token: link.Token, PasswordHash: "new", At: o.now})
		if err == nil && (used.User != o.ana || len(used.Ended) != 2 || !slices.Contains(used.Ended, s.ID)) {
			o.Errorf("used by %v, which ended %d", used.User, len(used.Ended))
		}
		return err
	}), auth.ErrResetInvalid); n != 1 {
		o.Errorf("%d used it", n)
	}
	if a, err := o.AccountByID(ctx, o.ana); err != nil || a.PasswordHash != "new" {
		o.Errorf("the hash is %q, %v", a.PasswordHash, err)
	}
	if o.isIn(s) || !o.isIn(of) {
		o.Error("a session of before is in, or somebody else's is not")
	}
}

func earlierLinkIsVoid(o *office) {
	o.people()
	first, second, of := o.resetLink(o.ana), o.resetLink(o.ana), o.resetLink(o.bo)
	for _, c := range []struct {
		link auth.ResetLink
		at   time.Time
		good bool
	}{
		{first, o.now, false}, {second, o.now, true}, {second, second.ExpiresAt.Add(-time.Millisecond), true}, {second, second.ExpiresAt, false},
		{of, o.now, true}, {auth.ResetLink{Token: auth.TokenHash{1}}, o.now, false},
	} {
		_, err := o.Whole.ResetLinkUser(ctx, c.link.Token, c.at)
		if good := err == nil; good != c.good || !good && !errors.Is(err, auth.ErrResetInvalid) {
			o.Errorf("at %v: %v", c.at, err)
		}
	}
	if _, err := o.Whole.UseResetLink(ctx, auth.UseResetLink{Token: second.Token, PasswordHash: "late", At: second.ExpiresAt}); !errors.Is(err, auth.ErrResetInvalid) {
		o.Errorf("used when it had expired: %v", err)
	}
	o.change(o.bo, auth.Disable)
	if _, err := o.Whole.ResetLinkUser(ctx, of.Token, o.now); !errors.Is(err, auth.ErrResetInvalid) {
		o.Errorf("of a disabled account: %v", err)
	}
}

func pruneInRounds(o *office) {
	const old, kept = 6, 3
	o.people() // with a session and a line of the audit log each, as old as what follows
	var sessions []auth.Session
	for i := range old - 3 + kept {
		if i == old-3 {
			o.now = o.now.Add(48 * time.Hour)
		}
		sessions = append(sessions, o.signIn(o.ana))
	}
	before := o.now.Add(-24 * time.Hour)
	o.must(o.Audit(ctx, auth.AuditLine{At: o.now, Act: "the last"}))
	var rounds []int
	for range 4 {
		n, err := o.Prune(ctx, auth.Prune{At: o.now, AuditBefore: before, Limit: 3})
		o.must(err)
		rounds = append(rounds, n)
	}
	if rounds[0] != 3 || rounds[3] != 0 {
		o.Errorf("with a limit of 3 the rounds found %v", rounds)
	}
	for i, s := range sessions {
		if want := i >= old-3; o.isIn(s) != want {
			o.Errorf("session %d is in: %t", i, !want)
		}
	}
	if acts := o.acts(); len(acts) != kept+1 || acts[0] != "the last" {
		o.Errorf("of the audit log %v are left", acts)
	}
	link := o.resetLink(o.bo)
	if n, err := o.Prune(ctx, auth.Prune{At: link.ExpiresAt, AuditBefore: before, Limit: 100}); err != nil || n == 0 {
		o.Errorf("a link that expired: %d, %v", n, err)
	}
}
