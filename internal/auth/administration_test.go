package auth_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/testkit"
)

func (d *door) change(t *testing.T, by, whom auth.SignedIn, change auth.AccountChange) error {
	t.Helper()
	_, err := d.ChangeAccount(t.Context(), actorOf(by), whom.Account.User, change)
	return err
}

func TestOnlyAdministratorsAdminister(t *testing.T) {
	d := newDoor(t, nil)
	ana, bo := d.signUp(t, "ana"), d.signUp(t, "bo")
	acts := map[string]func(auth.Actor) error{
		"accounts": func(a auth.Actor) error {
			_, err := d.Accounts(t.Context(), a, auth.AccountQuery{Limit: 1})
			return err
		},
		"change": func(a auth.Actor) error {
			_, err := d.ChangeAccount(t.Context(), a, bo.Account.User, auth.SignOut)
			return err
		},
		"reset link": func(a auth.Actor) error { _, _, err := d.ResetLinkFor(t.Context(), a, bo.Account.User); return err },
		"invitations": func(a auth.Actor) error {
			_, err := d.AllInvitations(t.Context(), a, auth.InvitationID{}, 1)
			return err
		},
		"revoke":          func(a auth.Actor) error { return d.RevokeAnyInvitation(t.Context(), a, auth.InvitationID{}) },
		"audit":           func(a auth.Actor) error { _, err := d.AuditLines(t.Context(), a, 1); return err },
		"usage":           func(a auth.Actor) error { _, err := d.Usage(t.Context(), a); return err },
		"registration":    func(a auth.Actor) error { _, err := d.RegistrationState(t.Context(), a); return err },
		"register":        func(a auth.Actor) error { _, err := d.SetRegistration(t.Context(), a, auth.Closed); return err },
		"everything else": func(a auth.Actor) error { return d.MustAdminister(t.Context(), a) },
	}
	// What an open socket still says of who was one is not believed.
	stale := actorOf(bo)
	stale.Administrator = true
	for name, act := range acts {
		for who, actor := range map[string]auth.Actor{"a member": actorOf(bo), "who says to be one": stale} {
			if err := act(actor); !errors.Is(err, auth.ErrNotAllowed) {
				t.Errorf("%s, by %s: %v", name, who, err)
			}
		}
		if err := act(actorOf(ana)); err != nil && !errors.Is(err, auth.ErrNoInvitation) {
			t.Errorf("%s, by an administrator: %v", name, err)
		}
	}
}

func TestDisabledAccount(t *testing.T) {
	d := newDoor(t, nil)
	ana, bo := d.signUp(t, "ana"), d.signUp(t, "bo")
	invitation := d.invite(t, bo, auth.NewInvitation{})
	if err := d.change(t, ana, bo, auth.Disable); err != nil {
		t.Fatal(err)
	}
	if d.works(t, bo) || !slices.Contains(d.ended, bo.Session) {
		t.Error("the session lives on, or its sockets were not told")
	}
	if _, err := d.SignIn(t.Context(), home, "bo", testkit.Password); !errors.Is(err, auth.ErrAccountDisabled) {
		t.Errorf("with the right password: %v", err)
	}
	if _, err := d.SignIn(t.Context(), home, "bo", "not the right one"); !errors.Is(err, auth.ErrInvalidCredentials) {
		t.Errorf("nobody else learns that it is disabled: %v", err)
	}
	if _, err := d.LookUpInvitation(t.Context(), home, invitation.Token); !errors.Is(err, auth.ErrInviteInvalid) {
		t.Errorf("its invitations: %v", err)
	}
	if _, _, err := d.ResetLinkFor(t.Context(), actorOf(ana), bo.Account.User); !errors.Is(err, auth.ErrNoAccount) {
		t.Errorf("a link for its password: %v", err)
	}
	if err := d.change(t, ana, bo, auth.Enable); err != nil {
		t.Fatal(err)
	}
	d.signIn(t, "bo")
	if d.works(t, bo) {
		t.Error("the session of before is alive again")
	}
}

func TestThereIsAlwaysAnAdministrator(t *testing.T) {
	d := newDoor(t, nil)
	ana, bo := d.signUp(t, "ana"), d.signUp(t, "bo")
	for _, change := range []auth.AccountChange{auth.MakeMember, auth.Disable} {
		if err := d.change(t, ana, ana, change); !errors.Is(err, auth.ErrLastAdministrator) {
			t.Errorf("%s, the last one: %v", change, err)
		}
	}
	if err := d.change(t, ana, bo, auth.MakeAdministrator); err != nil {
		t.Fatal(err)
	}
	if d.works(t, bo) {
		t.Error("new rights came to a session of before")
	}
	bo = d.signIn(t, "bo")
	if err := d.change(t, bo, bo, auth.Disable); !errors.Is(err, auth.ErrNotAllowed) {
		t.Errorf("shuts oneself out: %v", err)
	}
	if err := d.change(t, bo, ana, auth.Disable); err != nil {
		t.Fatal(err)
	}
	// Ana is an administrator still, but a disabled one does not count.
	if err := d.change(t, bo, bo, auth.MakeMember); !errors.Is(err, auth.ErrLastAdministrator) {
		t.Errorf("the last one that works: %v", err)
	}
	if err := d.change(t, ana, bo, auth.MakeMember); !errors.Is(err, auth.ErrNotAllowed) {
		t.Errorf("by a disabled administrator: %v", err)
	}
	if err := d.change(t, bo, ana, "promote"); !errors.Is(err, messenger.ErrBadField) {
		t.Errorf("a change that there is not: %v", err)
	}
}

func TestResetLinkByAnAdministrator(t *testing.T) {
	d := newDoor(t, nil)
	ana, bo := d.signUp(t, "ana"), d.signUp(t, "bo")
	link, expires, err := d.ResetLinkFor(t.Context(), actorOf(ana), bo.Account.User)
	if err != nil || !expires.Equal(d.clock.Now().Add(time.Hour)) {
		t.Fatalf("%v, until %v", err, expires)
	}
	if err := d.ResetPassword(t.Context(), home, link[strings.LastIndex(link, "/")+1:], "another lantern on the shore"); err != nil {
		t.Fatal(err)
	}
	lines, err := d.AuditLines(t.Context(), actorOf(ana), 2)
	if err != nil || lines[1].Act != "reset link made" || lines[1].By.User != ana.Account.User || lines[1].Detail != "@bo" {
		t.Errorf("the audit log has %+v, %v", lines, err)
	}
}

func TestRegistrationIsChangedWhileItRuns(t *testing.T) {
	d := newDoor(t, func(c *auth.Config) { c.Registration = auth.Open })
	ana, bo := d.signUp(t, "ana"), d.signUp(t, "bo")
	set := func(mode auth.Registration) auth.RegistrationState {
		t.Helper()
		state, err := d.SetRegistration(t.Context(), actorOf(ana), mode)
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	comes := func(handle string) error {
		_, err := d.CreateAccount(t.Context(), home, auth.NewAccount{Name: "Cy", Handle: handle, Password: testkit.Password})
		return err
	}
	if state := set(auth.Invite); state != (auth.RegistrationState{Mode: auth.Invite, Setting: auth.Open, Changed: true}) {
		t.Errorf("the state is %+v", state)
	}
	if err := comes("cy"); !errors.Is(err, auth.ErrRegistrationClosed) {
		t.Errorf("without an invitation: %v", err)
	}
	if _, err := d.CreateInvitation(t.Context(), actorOf(bo), auth.NewInvitation{}); !errors.Is(err, auth.ErrNotAllowed) {
		t.Errorf("a member invites: %v", err)
	}
	invitation := d.invite(t, ana, auth.NewInvitation{})
	set(auth.Closed)
	if _, err := d.signUpBy(t, "cy", invitation.Token); !errors.Is(err, auth.ErrRegistrationClosed) {
		t.Errorf("an invitation while it is closed: %v", err)
	}
	d.open(t) // a restart
	if got := d.Registration(t.Context()); got != auth.Closed {
		t.Errorf("after a restart it is %s", got)
	}
	if state := set(""); state != (auth.RegistrationState{Mode: auth.Open, Setting: auth.Open}) {
		t.Errorf("given back, the state is %+v", state)
	}
	if err := comes("cy"); err != nil {
		t.Errorf("as the setting says: %v", err)
	}
	if _, err := d.SetRegistration(t.Context(), actorOf(ana), "maybe"); !errors.Is(err, messenger.ErrBadField) {
		t.Errorf("a mode that there is not: %v", err)
	}
}

// Two doors over one store are two nodes.
func TestAnotherNodeHearsOfRegistrationSoon(t *testing.T) {
	d := newDoor(t, nil)
	ana := d.signUp(t, "ana")
	here := d.Auth
	d.open(t)
	there := d.Auth
	if got := there.Registration(t.Context()); got != auth.Open {
		t.Fatal(got)
	}
	if _, err := here.SetRegistration(t.Context(), actorOf(ana), auth.Closed); err != nil {
		t.Fatal(err)
	}
	d.clock.Advance(6 * time.Second)
	if got := there.Registration(t.Context()); got != auth.Closed {
		t.Errorf("six seconds later it is %s there", got)
	}
}
