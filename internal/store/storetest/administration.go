package storetest

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// Whole is a store with all that it does.
type Whole interface {
	messenger.Store
	auth.Store
}

// RunAdministration holds an adapter to what auth.AdministrationStore says. The function opens an empty store, which is
// closed by its test's cleanup.
func RunAdministration(t *testing.T, open func(t *testing.T) Whole) {
	for name, run := range map[string]func(*office){
		"accounts are found by a part of name or handle, in pages":     findAccounts,
		"a disabled account is nobody, but for who has its password":   disableAccount,
		"a change ends the sessions, leaves a line, and only once":     changeOnce,
		"two administrators who take each other away: one wins":        demoteEachOther,
		"invitations of everybody, the newest first, taken back once":  everybodysInvitations,
		"an administrator's choice of registration stands until taken": chooseRegistration,
		"devices are listed, and all but one end":                      endOtherDevices,
		"message info names the author's devices that have it":         placesOfDevices,
		"who is told of a message while no page is open":               pushDevices,
		"a password is changed from the one that was read, once":       changePasswordOnce,
		"a deleted account leaves a tombstone and nothing of its own":  deleteAccount,
		"what is kept is counted":                                      countUsage,
	} {
		t.Run(name, func(t *testing.T) {
			o := &office{T: t, Whole: open(t), now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
			o.ana, o.bo, o.cy = o.account("ana", true), o.account("bo", false), o.account("cy", false)
			run(o)
		})
	}
}

// office is a store with an administrator, Ana, and two more.
type office struct {
	*testing.T
	Whole
	now         time.Time
	ana, bo, cy auth.UserID
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// session is one more device.
func (o *office) session(user auth.UserID) auth.Session {
	id := messenger.NewID()
	return auth.Session{
		ID: id, User: user, Token: auth.TokenHash(append(id[:], id[:]...)),
		CreatedAt: o.now, UsedAt: o.now, ExpiresAt: o.now.Add(time.Hour),
	}
}

func (o *office) account(handle string, administrator bool) auth.UserID {
	o.Helper()
	user := auth.UserID(messenger.NewID())
	_, err := o.Whole.CreateAccount(ctx, auth.CreateAccount{
		User: user, Handle: handle, Name: "The " + handle, PasswordHash: "hash of " + handle, Session: o.session(user), At: o.now,
		Guard: func(auth.Standing) (bool, error) { return administrator, nil },
	})
	o.must(err)
	return user
}

// change is an act of Ana's that is always allowed.
func (o *office) change(user auth.UserID, change auth.AccountChange) auth.AccountChanged {
	o.Helper()
	changed, err := o.ChangeAccount(ctx, auth.ChangeAccount{
		By: o.ana, User: user, Change: change, At: o.now, Guard: func(auth.AccountStanding) error { return nil },
	})
	o.must(err)
	return changed
}

func (o *office) acts() (acts []string) {
	o.Helper()
	lines, err := o.AuditLines(ctx, 100)
	o.must(err)
	for _, line := range lines {
		acts = append(acts, line.Act)
	}
	return acts
}

func findAccounts(o *office) {
	o.account("a_b", false)
	handles := func(q auth.AccountQuery) (found []string) {
		o.Helper()
		page, err := o.Accounts(ctx, q)
		o.must(err)
		for _, a := range page.Accounts {
			found = append(found, a.Handle)
			if a.PasswordHash != "" {
				o.Error("a password hash is told")
			}
		}
		if page.Next != "" {
			found = append(found, "after "+page.Next)
		}
		return found
	}
	for _, c := range []struct {
		ask  auth.AccountQuery
		want []string
	}{
		{auth.AccountQuery{Limit: 9}, []string{"a_b", "ana", "bo", "cy"}},
		{auth.AccountQuery{Limit: 2}, []string{"a_b", "ana", "after ana"}},
		{auth.AccountQuery{After: "ana", Limit: 2}, []string{"bo", "cy"}},
		{auth.AccountQuery{Search: "tHE B", Limit: 9}, []string{"bo"}},
		{auth.AccountQuery{Search: "AN", Limit: 9}, []string{"ana"}},
		{auth.AccountQuery{Search: "_", Limit: 9}, []string{"a_b"}},
		{auth.AccountQuery{Search: "%", Limit: 9}, nil},
		{auth.AccountQuery{Search: `\`, Limit: 9}, nil},
	} {
		if got := handles(c.ask); !slices.Equal(got, c.want) {
			o.Errorf("%+v finds %v, want %v", c.ask, got, c.want)
		}
	}
	page, err := o.Accounts(ctx, auth.AccountQuery{Search: "ana", Limit: 1})
	o.must(err)
	if a := page.Accounts[0]; a.User != o.ana || !a.Administrator || a.Bot || a.Disabled || a.Devices != 1 || !a.ActiveAt.Equal(o.now) || !a.CreatedAt.Equal(o.now) {
		o.Errorf("Ana is %+v", a)
	}
}

func disableAccount(o *office) {
	if changed := o.change(o.bo, auth.Disable); len(changed.Ended) != 1 || !changed.Account.Disabled || !changed.Account.DisabledAt.Equal(o.now) || changed.Account.Devices != 0 {
		o.Errorf("disabled: %+v", changed)
	}
	if _, err := o.AccountByHandle(ctx, "bo"); !errors.Is(err, auth.ErrNoAccount) {
		o.Errorf("a disabled account is found: %v", err)
	}
	a, err := o.AccountToSignIn(ctx, "bo")
	o.must(err)
	if !a.Disabled || a.PasswordHash != "hash of bo" || a.User != o.bo {
		o.Errorf("to sign in: %+v", a)
	}
	if _, err := o.AccountToSignIn(ctx, "nobody"); !errors.Is(err, auth.ErrNoAccount) {
		o.Errorf("nobody: %v", err)
	}
	if changed := o.change(o.bo, auth.Enable); len(changed.Ended) != 0 || changed.Account.Disabled {
		o.Errorf("enabled: %+v", changed)
	}
	if a, err := o.AccountToSignIn(ctx, "bo"); err != nil || a.Disabled {
		o.Errorf("enabled, to sign in: %+v, %v", a, err)
	}
}

func changeOnce(o *office) {
	before := len(o.acts())
	for range 2 {
		if changed := o.change(o.bo, auth.MakeAdministrator); !changed.Account.Administrator {
			o.Errorf("made an administrator: %+v", changed)
		}
	}
	o.change(o.bo, auth.SignOut)
	o.change(o.bo, auth.MakeMember)
	if got := o.acts(); len(got) != before+3 || got[0] != "made a member" || got[1] != "signed out everywhere" || got[2] != "made an administrator" {
		o.Errorf("the audit log has %v", got)
	}
	lines, err := o.AuditLines(ctx, 1)
	o.must(err)
	if line := lines[0]; line.By == nil || line.By.User != o.ana || line.Detail != "@bo" || !line.At.Equal(o.now) {
		o.Errorf("the last line is %+v", line)
	}
	refused := errors.New("no")
	_, err = o.ChangeAccount(ctx, auth.ChangeAccount{
		By: o.ana, User: o.bo, Change: auth.Disable, At: o.now, Guard: func(auth.AccountStanding) error { return refused },
	})
	if !errors.Is(err, refused) || len(o.acts()) != before+3 {
		o.Errorf("a refusal comes back as it is and does nothing: %v", err)
	}
	_, err = o.ChangeAccount(ctx, auth.ChangeAccount{By: o.ana, User: auth.UserID(messenger.NewID()), Change: auth.Disable, At: o.now})
	if !errors.Is(err, auth.ErrNoAccount) {
		o.Errorf("nobody is changed: %v", err)
	}
}

func demoteEachOther(o *office) {
	o.change(o.bo, auth.MakeAdministrator)
	guard := func(s auth.AccountStanding) error {
		if !s.ByAdministrator || s.Administrators < 2 {
			return auth.ErrNotAllowed
		}
		return nil
	}
	var both sync.WaitGroup
	errs := make([]error, 2)
	for i, pair := range [][2]auth.UserID{{o.ana, o.bo}, {o.bo, o.ana}} {
		both.Go(func() {
			_, errs[i] = o.ChangeAccount(ctx, auth.ChangeAccount{By: pair[0], User: pair[1], Change: auth.MakeMember, At: o.now, Guard: guard})
		})
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		o.Errorf("both or none won: %v", errs)
	}
}

func everybodysInvitations(o *office) {
	var ids []auth.InvitationID
	for i, by := range []auth.UserID{o.ana, o.bo, o.ana} {
		id := auth.InvitationID(messenger.NewID())
		o.must(o.Whole.CreateInvitation(ctx, auth.CreateInvitation{
			Invitation: auth.Invitation{ID: id, Inviter: by, CreatedAt: o.now.Add(time.Duration(i) * time.Second), ExpiresAt: o.now.Add(time.Hour), MaxUses: 1},
			Token:      auth.TokenHash(append(id[:], id[:]...)), Max: 10,
		}))
		ids = append([]auth.InvitationID{id}, ids...)
	}
	found := func(after auth.InvitationID, limit int) (got []auth.InvitationID, all []auth.FoundInvitation) {
		o.Helper()
		all, err := o.AllInvitations(ctx, after, limit)
		o.must(err)
		for _, f := range all {
			got = append(got, f.Invitation.ID)
		}
		return got, all
	}
	if got, _ := found(auth.InvitationID{}, 2); !slices.Equal(got, ids[:2]) {
		o.Errorf("the first page is %v", got)
	}
	got, all := found(ids[1], 2)
	if !slices.Equal(got, ids[2:]) || all[0].Inviter.Handle != "ana" || all[0].Invitation.Inviter != o.ana {
		o.Errorf("the second page is %+v", all)
	}
	before := len(o.acts())
	for range 2 {
		o.must(o.RevokeAnyInvitation(ctx, o.ana, ids[1], o.now))
	}
	if err := o.RevokeAnyInvitation(ctx, o.ana, auth.InvitationID(messenger.NewID()), o.now); !errors.Is(err, auth.ErrNoInvitation) {
		o.Errorf("one that is not there: %v", err)
	}
	if _, all := found(auth.InvitationID{}, 9); !all[1].Invitation.Revoked || all[0].Invitation.Revoked || len(o.acts()) != before+1 {
		o.Errorf("revoked: %+v", all)
	}
}

func chooseRegistration(o *office) {
	before := len(o.acts())
	want := func(want auth.Registration) {
		o.Helper()
		if got, err := o.RegistrationChoice(ctx); err != nil || got != want {
			o.Errorf("the choice is %q (%v), want %q", got, err, want)
		}
	}
	want("")
	for range 2 {
		o.must(o.SetRegistrationChoice(ctx, o.ana, auth.Closed, o.now))
		want(auth.Closed)
	}
	o.must(o.SetRegistrationChoice(ctx, o.ana, auth.Open, o.now))
	want(auth.Open)
	for range 2 {
		o.must(o.SetRegistrationChoice(ctx, o.ana, "", o.now))
		want("")
	}
	if got := len(o.acts()) - before; got != 3 {
		o.Errorf("%d lines, want one for each change", got)
	}
}

func countUsage(o *office) {
	opened, err := o.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: o.ana, With: o.bo, ID: messenger.NewID(), At: o.now})
	o.must(err)
	chat := opened.Row.Chat
	_, err = o.AppendMessages(ctx, messenger.AppendMessages{
		Sender: o.ana, Chat: chat, At: o.now, Guard: messenger.MustBeMember,
		Messages: []messenger.NewMessage{message("one"), message("two"), message("three")},
	})
	o.must(err)
	_, err = o.ChangeMessage(ctx, messenger.ChangeMessage{
		Actor: o.ana, Chat: chat, Seq: 1, At: o.now, Kind: messenger.Deletion, Guard: anyChange,
	})
	o.must(err)
	u, err := o.Usage(ctx)
	o.must(err)
	if u.People != 3 || u.Chats != 1 || u.Messages != 3 || u.Bytes < 10_000 {
		o.Errorf("the usage is %+v", u)
	}
}

func anyChange(messenger.Relation, *messenger.Message) error { return nil }
