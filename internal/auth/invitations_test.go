package auth_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/testkit"
)

func (d *door) invite(t *testing.T, by auth.SignedIn, n auth.NewInvitation) auth.CreatedInvitation {
	t.Helper()
	made, err := d.CreateInvitation(t.Context(), actorOf(by), n)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (d *door) signUpBy(t *testing.T, handle, token string) (auth.SignedIn, error) {
	t.Helper()
	return d.CreateAccount(t.Context(), home, auth.NewAccount{Name: "Bo", Handle: handle, Password: testkit.Password, Invitation: token})
}

func TestInvitationIsGoodFor(t *testing.T) {
	d := newDoor(t, func(c *auth.Config) { c.Registration = auth.Invite })
	ana := d.signUp(t, "ana")

	t.Run("as many as it says", func(t *testing.T) {
		made := d.invite(t, ana, auth.NewInvitation{MaxUses: 2})
		for i := range 2 {
			in, err := d.signUpBy(t, fmt.Sprintf("bo%d", i), made.Token)
			if err != nil || in.Chat == (auth.ChatID{}) || in.Account.Administrator {
				t.Fatalf("use %d: %+v, %v", i+1, in, err)
			}
		}
		if _, err := d.signUpBy(t, "cy", made.Token); !errors.Is(err, auth.ErrInviteInvalid) {
			t.Errorf("use 3: %v", err)
		}
	})
	t.Run("seven days", func(t *testing.T) {
		made := d.invite(t, ana, auth.NewInvitation{})
		d.clock.Advance(7*24*time.Hour - time.Second)
		if found, err := d.LookUpInvitation(t.Context(), home, made.Token); err != nil || found.Inviter.Handle != "ana" {
			t.Errorf("a second before: %+v, %v", found, err)
		}
		d.clock.Advance(time.Second)
		if _, err := d.LookUpInvitation(t.Context(), home, made.Token); !errors.Is(err, auth.ErrInviteInvalid) {
			t.Errorf("then: %v", err)
		}
	})
	t.Run("until it is taken back", func(t *testing.T) {
		made := d.invite(t, ana, auth.NewInvitation{})
		for range 2 {
			if err := d.RevokeInvitation(t.Context(), actorOf(ana), made.Invitation.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.signUpBy(t, "cy", made.Token); !errors.Is(err, auth.ErrInviteInvalid) {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func TestOneUseLeftAndManyWhoWantIt(t *testing.T) {
	d := newDoor(t, func(c *auth.Config) { c.Registration = auth.Invite })
	made := d.invite(t, d.signUp(t, "ana"), auth.NewInvitation{})
	const racers = 8
	errs := make(chan error, racers)
	for i := range racers {
		go func() {
			_, err := d.signUpBy(t, fmt.Sprintf("bo%d", i), made.Token)
			errs <- err
		}()
	}
	in := 0
	for range racers {
		switch err := <-errs; {
		case err == nil:
			in++
		case !errors.Is(err, auth.ErrInviteInvalid):
			t.Error(err)
		}
	}
	if in != 1 {
		t.Errorf("%d came in by an invitation for one", in)
	}
}

func TestInvitationOfSomebodyElse(t *testing.T) {
	d := newDoor(t, nil)
	ana, bo := d.signUp(t, "ana"), d.signUp(t, "bo")
	made := d.invite(t, ana, auth.NewInvitation{})
	if err := d.RevokeInvitation(t.Context(), actorOf(bo), made.Invitation.ID); !errors.Is(err, auth.ErrInviteInvalid) {
		t.Errorf("Bo takes Ana's back: %v", err)
	}
	if list, err := d.Invitations(t.Context(), actorOf(bo)); len(list) != 0 || err != nil {
		t.Errorf("Bo sees %v, %v", list, err)
	}
}

func TestAcceptWithAnAccount(t *testing.T) {
	d := newDoor(t, nil)
	ana, bo := d.signUp(t, "ana"), d.signUp(t, "bo")
	made := d.invite(t, ana, auth.NewInvitation{})
	for i := range 2 {
		if _, err := d.AcceptInvitation(t.Context(), actorOf(bo), made.Token); err != nil {
			t.Errorf("time %d: %v", i+1, err)
		}
	}
	if list, err := d.Invitations(t.Context(), actorOf(ana)); err != nil || list[0].Uses != 1 {
		t.Errorf("accepting twice counts %+v, %v", list, err)
	}
	if met := d.welcome.met; len(met) != 2 || met[0] != [2]auth.UserID{bo.Account.User, ana.Account.User} {
		t.Errorf("they met as %v", met)
	}
	for range 10 {
		d.AcceptInvitation(t.Context(), actorOf(bo), "AAAAAAAAAAAAAAAAAAAAAA") // each is wrong
	}
	if _, err := d.AcceptInvitation(t.Context(), actorOf(bo), made.Token); !errors.Is(err, auth.ErrTooManyAttempts) {
		t.Errorf("after ten wrong ones: %v", err)
	}
}

// The account stands, whatever becomes of the chat.
func TestAccountStandsWhenTheChatCannotBeOpened(t *testing.T) {
	d := newDoor(t, nil)
	made := d.invite(t, d.signUp(t, "ana"), auth.NewInvitation{})
	d.welcome.fail = messenger.ErrUnavailable
	if in, err := d.signUpBy(t, "bo", made.Token); err != nil || !d.works(t, in) {
		t.Errorf("Bo is outside: %v", err)
	}
}

func TestWhoMayInvite(t *testing.T) {
	d := newDoor(t, nil)
	ana, bo := d.signUp(t, "ana"), d.signUp(t, "bo")
	d.config.Registration = auth.Invite
	d.open(t)
	if _, err := d.CreateInvitation(t.Context(), actorOf(bo), auth.NewInvitation{}); !errors.Is(err, auth.ErrNotAllowed) {
		t.Errorf("by invitation a member lets people in: %v", err)
	}
	for _, n := range []auth.NewInvitation{{MaxUses: -1}, {MaxUses: 1001}, {ExpiresIn: time.Second}, {ExpiresIn: 91 * 24 * time.Hour}} {
		if _, err := d.CreateInvitation(t.Context(), actorOf(ana), n); !errors.Is(err, messenger.ErrBadField) {
			t.Errorf("%+v: %v", n, err)
		}
	}
	for range 20 {
		d.invite(t, ana, auth.NewInvitation{})
	}
	if _, err := d.CreateInvitation(t.Context(), actorOf(ana), auth.NewInvitation{}); !errors.Is(err, messenger.ErrRateLimited) {
		t.Errorf("a 21st in a day: %v", err)
	}
	d.clock.Advance(24 * time.Hour)
	d.invite(t, ana, auth.NewInvitation{})
}
