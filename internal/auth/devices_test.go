package auth_test

import (
	"errors"
	"slices"
	"testing"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/testkit"
)

const another = "a slow boat on the green canal"

func (d *door) actor(t *testing.T, in auth.SignedIn) auth.Actor {
	t.Helper()
	actor, err := d.Authenticate(t.Context(), in.Token)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func TestDevicesAreListedAndSignedOut(t *testing.T) {
	d := newDoor(t, nil)
	one, other := d.signUp(t, "ana"), d.signUp(t, "bo")
	two, three := d.signIn(t, "ana"), d.signIn(t, "ana")
	ana := d.actor(t, one)
	if _, err := d.CreateToken(t.Context(), ana, auth.UserID{}, "Script", 1); err != nil {
		t.Fatal(err)
	}
	list, err := d.Devices(t.Context(), ana)
	if err != nil || len(list) != 3 || list[0].Device != "Test" || list[0].CreatedAt.IsZero() {
		t.Fatalf("the devices are %+v, %v", list, err)
	}
	for _, id := range []auth.SessionID{other.Session, messenger.NewID()} {
		if err := d.EndDevice(t.Context(), ana, id); err != nil || !d.works(t, other) {
			t.Errorf("somebody else's device was signed out: %v", err)
		}
	}
	for range 2 {
		if err := d.EndDevice(t.Context(), ana, two.Session); err != nil || d.works(t, two) || !d.works(t, three) {
			t.Errorf("signed out: %v", err)
		}
	}
	if !slices.Contains(d.ended, two.Session) {
		t.Error("nobody was told, so its sockets stay")
	}
	if err := d.EndOtherDevices(t.Context(), ana); err != nil || d.works(t, three) || !d.works(t, one) {
		t.Errorf("the others: %v", err)
	}
	if tokens, err := d.Tokens(t.Context(), ana, auth.UserID{}); err != nil || len(tokens) != 1 {
		t.Errorf("programs stay: %v, %v", tokens, err)
	}
}

func TestPasswordIsChangedWithTheOldOne(t *testing.T) {
	d := newDoor(t, nil)
	one := d.signUp(t, "ana")
	two := d.signIn(t, "ana")
	ana := d.actor(t, one)
	made, err := d.CreateToken(t.Context(), ana, auth.UserID{}, "Script", 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		old, renewed string
		want         error
	}{
		"a wrong one":        {"not what it is at all", another, auth.ErrInvalidCredentials},
		"a short new one":    {testkit.Password, "short", auth.ErrPasswordTooShort},
		"a common new one":   {testkit.Password, "password123", auth.ErrPasswordCommon},
		"made of the handle": {testkit.Password, "ana ana ana", auth.ErrPasswordCommon},
	} {
		if err := d.ChangePassword(t.Context(), home, ana, c.old, c.renewed); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if !d.works(t, two) {
		t.Error("what was refused ended a session")
	}
	if err := d.ChangePassword(t.Context(), home, ana, testkit.Password, another); err != nil {
		t.Fatal(err)
	}
	if !d.works(t, one) || d.works(t, two) {
		t.Error("every other session ends, and this one stays")
	}
	if _, err := d.Authenticate(t.Context(), made.Secret); !errors.Is(err, auth.ErrLoginRequired) {
		t.Errorf("a program still gets in: %v", err)
	}
	if _, err := d.SignIn(t.Context(), home, "ana", testkit.Password); !errors.Is(err, auth.ErrInvalidCredentials) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := d.SignIn(t.Context(), home, "ana", another); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestPasswordsAreNotGuessedFromWithin(t *testing.T) {
	d := newDoor(t, nil)
	ana := d.actor(t, d.signUp(t, "ana"))
	var last error
	for range 12 {
		last = d.ChangePassword(t.Context(), home, ana, "not what it is at all", another)
		if errors.Is(last, auth.ErrTooManyAttempts) {
			break
		}
	}
	var refused *auth.Error
	if !errors.As(last, &refused) || !errors.Is(last, auth.ErrTooManyAttempts) || refused.RetryAfter <= 0 {
		t.Errorf("after a dozen tries: %v", last)
	}
	if err := d.DeleteAccount(t.Context(), home, ana, "ana", testkit.Password); !errors.Is(err, auth.ErrTooManyAttempts) {
		t.Errorf("the same count holds for deleting: %v", err)
	}
}

func TestAccountIsDeleted(t *testing.T) {
	d := newDoor(t, nil)
	first := d.signUp(t, "ana")
	in := d.signUp(t, "bo")
	bo := d.actor(t, in)
	if err := d.DeleteAccount(t.Context(), home, bo, "ana", testkit.Password); messenger.KindOf(err) != messenger.Invalid {
		t.Errorf("another handle: %v", err)
	}
	if err := d.DeleteAccount(t.Context(), home, bo, "bo", another); !errors.Is(err, auth.ErrInvalidCredentials) || !d.works(t, in) {
		t.Errorf("another password: %v", err)
	}
	if err := d.DeleteAccount(t.Context(), home, d.actor(t, first), "ana", testkit.Password); !errors.Is(err, auth.ErrLastAdministrator) || !d.works(t, first) {
		t.Errorf("the last administrator: %v", err)
	}
	if err := d.DeleteAccount(t.Context(), home, bo, "@bo", testkit.Password); err != nil {
		t.Fatal(err)
	}
	if d.works(t, in) || !slices.Contains(d.ended, in.Session) || !slices.Equal(d.welcome.gone, []auth.UserID{bo.User}) {
		t.Errorf("sessions ended %v, chats were left by %v", d.ended, d.welcome.gone)
	}
	if _, err := d.SignIn(t.Context(), home, "bo", testkit.Password); !errors.Is(err, auth.ErrInvalidCredentials) {
		t.Errorf("signing in again: %v", err)
	}
	lines, err := d.AuditLines(t.Context(), d.actor(t, first), 50)
	if err != nil || !slices.ContainsFunc(lines, func(l auth.WrittenAuditLine) bool { return l.Act == "account deleted" && l.Detail == "@bo" }) {
		t.Errorf("the audit log has %+v, %v", lines, err)
	}
	// The handle is free again, and whoever has it now is somebody else.
	again := d.signUp(t, "bo")
	if again.Account.User == bo.User || d.works(t, in) {
		t.Error("who takes the handle is who had it")
	}
	for _, handle := range []string{"deleted.", "deleted.0123456789abcdef01234567"} {
		if _, err := d.CreateAccount(t.Context(), home, auth.NewAccount{Name: "X", Handle: handle, Password: testkit.Password}); !errors.Is(err, auth.ErrHandleTaken) {
			t.Errorf("%s: %v", handle, err)
		}
	}
}

func TestWhatACrashLeftOfADeletionIsFinished(t *testing.T) {
	d := newDoor(t, nil)
	d.signUp(t, "ana")
	in := d.signUp(t, "bo")
	_, err := d.store.CreateGroup(t.Context(), messenger.CreateGroup{Actor: in.Account.User, ID: messenger.NewID(), Name: "Garden", At: d.clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	d.welcome.fail = messenger.ErrUnavailable
	if err := d.DeleteAccount(t.Context(), home, d.actor(t, in), "bo", testkit.Password); err != nil {
		t.Errorf("the account is gone all the same: %v", err)
	}
	for range 2 {
		if _, err := d.Prune(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if got := len(d.welcome.gone); got != 3 {
		t.Errorf("its chats were left %d times, want at once and with each turn until it is done", got)
	}
}
