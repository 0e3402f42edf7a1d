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

// RunAccounts holds an adapter to what auth.Store says of accounts, sessions, invitations and reset links. The function opens
// an empty store, which is closed by its test's cleanup.
func RunAccounts(t *testing.T, open func(t *testing.T) Whole) {
	for _, c := range []struct {
		name string
		run  func(*office)
	}{
		{"an account is made with all that belongs to it, and found", makeAccount},
		{"of many who would all be the first, one is", oneIsFirst},
		{"of many who want one handle, one gets it", oneHasTheHandle},
		{"a rule that refuses an account leaves nothing of it", refusedAccount},
		{"an account can be made without a session and without a password", importedAccounts},
		{"a password's hash is renewed if it is still the one that was read", renewHash},
		{"an invitation with uses left for one lets one in, of many at once", oneUseLeft},
		{"who used an invitation uses it again at no cost", useAgain},
		{"nobody makes more invitations than they may, also at once", inviteAtOnce},
		{"an invitation is its maker's to list and to take back", invitationsOfOne},
		{"who came by an invitation is listed once there is a chat", acceptedInvitations},
		{"a session is found by its token while its account is in use", findSession},
		{"the longest unused devices end, and no program does", devicesEnd},
		{"of sessions those that are alive are told", tellAlive},
		{"a session that is in use is touched, and ends once", touchAndEnd},
		{"a reset link is good once, for one, and ends what was open", resetOnce},
		{"an earlier reset link is void", earlierLinkIsVoid},
		{"what has ended is forgotten, a few rows at a time", pruneInRounds},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(&office{T: t, Whole: open(t), now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
		})
	}
}

// people are three with accounts, Ana the administrator.
func (o *office) people() {
	o.Helper()
	o.ana, o.bo, o.cy = o.account("ana", true), o.account("bo", false), o.account("cy", false)
}

// newAccount is a sign-up that is always allowed.
func (o *office) newAccount(handle string) auth.CreateAccount {
	user := auth.UserID(messenger.NewID())
	return auth.CreateAccount{
		User: user, Handle: handle, Name: handle, PasswordHash: "hash of " + handle, Session: o.session(user), At: o.now,
		Guard: func(auth.Standing) (bool, error) { return false, nil },
	}
}

// atOnce calls f for each of some numbers at the same time, and returns what came of each.
func atOnce(n int, f func(int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = f(i) })
	}
	all.Wait()
	return errs
}

// won is how many of them succeeded; the others must have failed as said.
func (o *office) won(errs []error, others error) (n int) {
	o.Helper()
	for _, err := range errs {
		switch {
		case err == nil:
			n++
		case !errors.Is(err, others):
			o.Errorf("who did not win got %v, want %v", err, others)
		}
	}
	return n
}

func makeAccount(o *office) {
	if has, err := o.HasAccounts(ctx); err != nil || has {
		o.Errorf("in an empty store: %t, %v", has, err)
	}
	if _, err := o.FirstAdministrator(ctx); !errors.Is(err, auth.ErrNoAccount) {
		o.Errorf("in an empty store: %v", err)
	}
	o.people()
	if has, err := o.HasAccounts(ctx); err != nil || !has {
		o.Errorf("with accounts: %t, %v", has, err)
	}
	byHandle, err := o.AccountByHandle(ctx, "ana")
	o.must(err)
	byID, err := o.AccountByID(ctx, o.ana)
	o.must(err)
	first, err := o.FirstAdministrator(ctx)
	o.must(err)
	want := auth.Account{
		User: o.ana, Handle: "ana", Name: "The ana", Version: 1, Administrator: true, PasswordHash: "hash of ana", CreatedAt: o.now,
	}
	if byHandle != want || byID != want || first != want {
		o.Errorf("Ana is %+v, %+v and %+v, want %+v", byHandle, byID, first, want)
	}
	if _, err := o.AccountByHandle(ctx, "nobody"); !errors.Is(err, auth.ErrNoAccount) {
		o.Errorf("nobody: %v", err)
	}
	if _, err := o.AccountByID(ctx, auth.UserID(messenger.NewID())); !errors.Is(err, auth.ErrNoAccount) {
		o.Errorf("nobody: %v", err)
	}
	if person, err := o.PersonByHandle(ctx, "bo"); err != nil || person.ID != o.bo || person.Name != "The bo" {
		o.Errorf("Bo is %+v, %v", person, err)
	}
	if acts := o.acts(); !slices.Equal(acts, []string{"account created", "account created", "account created"}) {
		o.Errorf("the audit log has %v", acts)
	}
}

func oneIsFirst(o *office) {
	const many = 8
	administrators := make([]bool, many)
	for _, err := range atOnce(many, func(i int) error {
		act := o.newAccount("user-" + string(rune('a'+i)))
		act.Guard = func(s auth.Standing) (bool, error) { return s.First, nil }
		made, err := o.Whole.CreateAccount(ctx, act)
		administrators[i] = made.Account.Administrator
		return err
	}) {
		o.must(err)
	}
	if n := len(slices.DeleteFunc(administrators, func(is bool) bool { return !is })); n != 1 {
		o.Errorf("%d were the first", n)
	}
}

func oneHasTheHandle(o *office) {
	o.people()
	if n := o.won(atOnce(8, func(int) error {
		_, err := o.Whole.CreateAccount(ctx, o.newAccount("dee"))
		return err
	}), auth.ErrHandleTaken); n != 1 {
		o.Errorf("%d have the handle", n)
	}
	if _, err := o.Whole.CreateAccount(ctx, o.newAccount("ana")); !errors.Is(err, auth.ErrHandleTaken) {
		o.Errorf("a handle that somebody has: %v", err)
	}
}

func refusedAccount(o *office) {
	refused := errors.New("no")
	act := o.newAccount("dee")
	act.Guard = func(auth.Standing) (bool, error) { return false, refused }
	if _, err := o.Whole.CreateAccount(ctx, act); !errors.Is(err, refused) {
		o.Errorf("a refusal comes back as %v", err)
	}
	if has, err := o.HasAccounts(ctx); err != nil || has || len(o.acts()) != 0 {
		o.Errorf("something is left: %t, %v, %v", has, err, o.acts())
	}
	if _, _, err := o.SessionByToken(ctx, act.Session.Token); !errors.Is(err, auth.ErrNoSession) {
		o.Errorf("its session: %v", err)
	}
}

func importedAccounts(o *office) {
	for _, handle := range []string{"dee", "eli"} {
		act := o.newAccount(handle)
		act.Session, act.PasswordHash = auth.Session{}, ""
		if _, err := o.Whole.CreateAccount(ctx, act); err != nil {
			o.Errorf("%s: %v", handle, err)
		}
		token := auth.TokenHash{handle[0]}
		o.must(o.CreateResetLink(ctx, auth.ResetLink{Token: token, User: act.User, CreatedAt: o.now, ExpiresAt: o.now.Add(time.Hour)}))
		used, err := o.UseResetLink(ctx, auth.UseResetLink{Token: token, PasswordHash: "chosen", At: o.now})
		if err != nil || len(used.Ended) != 0 {
			o.Errorf("%s chooses a password: %+v, %v", handle, used, err)
		}
		if a, err := o.AccountByID(ctx, act.User); err != nil || a.PasswordHash != "chosen" {
			o.Errorf("%s has %+v, %v", handle, a, err)
		}
	}
}

func renewHash(o *office) {
	o.people()
	for _, step := range []struct{ old, renewed, want string }{
		{"hash of nobody", "lost", "hash of ana"}, {"hash of ana", "renewed", "renewed"}, {"hash of ana", "late", "renewed"},
	} {
		o.must(o.SetPasswordHash(ctx, o.ana, step.old, step.renewed))
		if a, err := o.AccountByID(ctx, o.ana); err != nil || a.PasswordHash != step.want {
			o.Errorf("after %q for %q it is %q, %v", step.renewed, step.old, a.PasswordHash, err)
		}
	}
	if a, err := o.AccountByID(ctx, o.bo); err != nil || a.PasswordHash != "hash of bo" {
		o.Errorf("somebody else's is %q, %v", a.PasswordHash, err)
	}
}
