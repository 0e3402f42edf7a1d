package auth_test

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/store/sqlite"
	"twoticks/internal/testkit"
)

// door is auth over a real store, with a clock that the test moves.
type door struct {
	*auth.Auth
	store   *sqlite.Store
	clock   *testkit.Clock
	welcome *welcomer
	config  auth.Config
	ended   []auth.SessionID
}

// welcomer notes who was led to whom.
type welcomer struct {
	mu   sync.Mutex
	met  [][2]auth.UserID
	gone []auth.UserID
	fail error
}

func (w *welcomer) AcceptInvitation(_ context.Context, guest, inviter auth.UserID, _ [16]byte) (auth.ChatID, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.met = append(w.met, [2]auth.UserID{guest, inviter})
	return auth.ChatID{1}, w.fail
}

func (w *welcomer) AccountDeleted(_ context.Context, user auth.UserID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gone = append(w.gone, user)
	return w.fail
}

func newDoor(t *testing.T, change func(*auth.Config)) *door {
	t.Helper()
	d := &door{clock: testkit.NewClock(), welcome: &welcomer{}, config: auth.Config{
		Registration: auth.Open, Loopback: true, BaseURL: "http://localhost:8080", Hash: testkit.SmallHash, DeviceKey: make([]byte, 32),
	}}
	if change != nil {
		change(&d.config)
	}
	var err error
	d.store, err = sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "twoticks.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	d.open(t)
	return d
}

// open makes a new auth over the same store, as a restart does.
func (d *door) open(t *testing.T) {
	t.Helper()
	var err error
	d.Auth, err = auth.New(auth.Ports{
		Store: d.store, Welcomer: d.welcome, Clock: d.clock, Pause: d.clock.Pause, Log: slog.New(slog.DiscardHandler),
	}, d.config)
	if err != nil {
		t.Fatal(err)
	}
	d.OnEnd(func(id auth.SessionID) { d.ended = append(d.ended, id) })
}

var home = auth.Client{Address: netip.MustParseAddr("203.0.113.7"), Device: "Test"}

func (d *door) signUp(t *testing.T, handle string) auth.SignedIn {
	t.Helper()
	in, err := d.CreateAccount(t.Context(), home, auth.NewAccount{Name: "Ana", Handle: handle, Password: testkit.Password})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func (d *door) signIn(t *testing.T, handle string) auth.SignedIn {
	t.Helper()
	in, err := d.SignIn(t.Context(), home, handle, testkit.Password)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func (d *door) works(t *testing.T, in auth.SignedIn) bool {
	t.Helper()
	actor, err := d.Authenticate(t.Context(), in.Token)
	if err != nil && !errors.Is(err, auth.ErrLoginRequired) {
		t.Fatal(err)
	}
	return err == nil && actor.User == in.Account.User && actor.Session == in.Session
}

func TestFirstAccountIsTheAdministrators(t *testing.T) {
	d := newDoor(t, nil)
	if first, byLink, err := d.NeedsSetUp(t.Context()); !first || byLink || err != nil {
		t.Errorf("before anybody: %v %v %v", first, byLink, err)
	}
	if !d.signUp(t, "ana").Account.Administrator {
		t.Error("the first is none")
	}
	if d.signUp(t, "bo").Account.Administrator {
		t.Error("the second is one")
	}
	if link, err := d.SetUpLink(t.Context()); link != "" || err != nil {
		t.Errorf("afterwards there is a set-up link: %q, %v", link, err)
	}
}

func TestSetUpLinkExpires(t *testing.T) {
	d := newDoor(t, func(c *auth.Config) { c.Loopback = false })
	link, err := d.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token := link[len("http://localhost:8080/set-up/"):]
	d.clock.Advance(time.Hour)
	n := auth.NewAccount{Name: "Ana", Handle: "ana", Password: testkit.Password, SetUp: token}
	if _, err := d.CreateAccount(t.Context(), home, n); !errors.Is(err, auth.ErrInviteInvalid) {
		t.Errorf("an hour later: %v", err)
	}
}

func TestRegistration(t *testing.T) {
	for _, c := range []struct {
		mode                auth.Registration
		without, invitation error
	}{
		{auth.Open, nil, nil}, {auth.Invite, auth.ErrRegistrationClosed, nil}, {auth.Closed, auth.ErrRegistrationClosed, auth.ErrRegistrationClosed},
	} {
		t.Run(string(c.mode), func(t *testing.T) {
			d := newDoor(t, func(k *auth.Config) { k.Registration = auth.Open })
			ana := d.signUp(t, "ana")
			made, err := d.CreateInvitation(t.Context(), actorOf(ana), auth.NewInvitation{MaxUses: 5})
			if err != nil {
				t.Fatal(err)
			}
			d.config.Registration = c.mode
			d.open(t)
			n := auth.NewAccount{Name: "Bo", Handle: "bo", Password: testkit.Password}
			if _, err := d.CreateAccount(t.Context(), home, n); !errors.Is(err, c.without) && err != c.without {
				t.Errorf("without an invitation: %v", err)
			}
			n.Handle, n.Invitation = "cy", made.Token
			if _, err := d.CreateAccount(t.Context(), home, n); !errors.Is(err, c.invitation) && err != c.invitation {
				t.Errorf("with one: %v", err)
			}
		})
	}
}

func actorOf(in auth.SignedIn) auth.Actor {
	return auth.Actor{User: in.Account.User, Session: in.Session, Administrator: in.Account.Administrator}
}

func TestWrongPasswordAndNobodySoundAlike(t *testing.T) {
	d := newDoor(t, nil)
	d.signUp(t, "ana")
	for _, handle := range []string{"ana", "nobody", "", "Ana"} {
		before := d.clock.Now()
		_, err := d.SignIn(t.Context(), home, handle, "not the password")
		if !errors.Is(err, auth.ErrInvalidCredentials) {
			t.Errorf("%q: %v", handle, err)
		}
		if took := d.clock.Now().Sub(before); took != time.Second {
			t.Errorf("%q: answered after %v", handle, took)
		}
	}
	before := d.clock.Now()
	d.signIn(t, "ana")
	if took := d.clock.Now().Sub(before); took != 0 {
		t.Errorf("the right password is answered after %v", took)
	}
}

func TestStrangerCannotLockAKnownDeviceOut(t *testing.T) {
	d := newDoor(t, func(c *auth.Config) { c.Scale = 1000 })
	ana := d.signUp(t, "ana")
	for range 8 {
		d.SignIn(t.Context(), home, "ana", "not the password") // each answer is looked at elsewhere
	}
	if _, err := d.SignIn(t.Context(), home, "ana", testkit.Password); !errors.Is(err, auth.ErrTooManyAttempts) {
		t.Errorf("a stranger after eight tries: %v", err)
	}
	known := home
	known.DeviceToken = ana.DeviceToken
	if _, err := d.SignIn(t.Context(), known, "ana", testkit.Password); err != nil {
		t.Errorf("the owner's device: %v", err)
	}
	known.DeviceToken = d.signUp(t, "bo").DeviceToken
	if _, err := d.SignIn(t.Context(), known, "ana", testkit.Password); !errors.Is(err, auth.ErrTooManyAttempts) {
		t.Errorf("a device that is known to another account: %v", err)
	}
}

func TestHashIsRenewedWhenParametersChange(t *testing.T) {
	d := newDoor(t, nil)
	old := d.signUp(t, "ana").Account.PasswordHash
	d.config.Hash.MemoryKiB *= 2
	d.open(t)
	d.signIn(t, "ana")
	account, err := d.store.AccountByHandle(t.Context(), "ana")
	if err != nil || account.PasswordHash == old {
		t.Errorf("the hash is the old one: %v", err)
	}
	d.signIn(t, "ana")
}

func TestSessionEnds(t *testing.T) {
	t.Run("when it is unused for 30 days", func(t *testing.T) {
		d := newDoor(t, nil)
		in := d.signUp(t, "ana")
		d.clock.Advance(30*24*time.Hour - time.Minute)
		if !d.works(t, in) {
			t.Error("it ended before")
		}
		d.clock.Advance(29 * 24 * time.Hour)
		if !d.works(t, in) {
			t.Error("its use did not count")
		}
		d.clock.Advance(30 * 24 * time.Hour)
		if d.works(t, in) {
			t.Error("it did not")
		}
	})
	t.Run("after 180 days in any case", func(t *testing.T) {
		d := newDoor(t, nil)
		in := d.signUp(t, "ana")
		for range 8 {
			d.clock.Advance(20 * 24 * time.Hour)
			if !d.works(t, in) {
				t.Fatal("it ended before")
			}
		}
		d.clock.Advance(20 * 24 * time.Hour)
		if d.works(t, in) {
			t.Error("it did not")
		}
		if dead, err := d.Alive(t.Context(), []auth.SessionID{in.Session}); len(dead) != 1 || err != nil {
			t.Errorf("its sockets live on: %v, %v", dead, err)
		}
	})
	t.Run("at once when it is ended here", func(t *testing.T) {
		d := newDoor(t, nil)
		in := d.signUp(t, "ana")
		if !d.works(t, in) {
			t.Fatal("it does not work")
		}
		if err := d.EndSession(t.Context(), in.Session); err != nil {
			t.Fatal(err)
		}
		if d.works(t, in) {
			t.Error("it works from memory")
		}
		if len(d.ended) != 1 || d.ended[0] != in.Session {
			t.Errorf("live was told of %v", d.ended)
		}
	})
	t.Run("within 30 s when it is ended elsewhere", func(t *testing.T) {
		d := newDoor(t, nil)
		in := d.signUp(t, "ana")
		d.works(t, in)
		if err := d.store.EndSession(t.Context(), in.Session, d.clock.Now()); err != nil {
			t.Fatal(err)
		}
		d.clock.Advance(30 * time.Second)
		if d.works(t, in) {
			t.Error("it works from memory")
		}
	})
	t.Run("the longest unused when an eleventh device comes", func(t *testing.T) {
		d := newDoor(t, nil)
		devices := []auth.SignedIn{d.signUp(t, "ana")}
		for range 9 {
			d.clock.Advance(time.Minute)
			devices = append(devices, d.signIn(t, "ana"))
		}
		d.clock.Advance(2 * time.Hour)
		d.works(t, devices[0])
		d.signIn(t, "ana")
		for i, in := range devices {
			if d.works(t, in) == (i == 1) {
				t.Errorf("device %d: works is %v", i, d.works(t, in))
			}
		}
	})
}

func TestOpenSocketCountsAsUse(t *testing.T) {
	d := newDoor(t, nil)
	in := d.signUp(t, "ana")
	for range 50 {
		d.clock.Advance(24 * time.Hour)
		if dead, err := d.Alive(t.Context(), []auth.SessionID{in.Session}); len(dead) != 0 || err != nil {
			t.Fatalf("%v, %v", dead, err)
		}
	}
	if !d.works(t, in) {
		t.Error("a device that was connected for 50 days was idle")
	}
}

func TestAliveNamesTheDead(t *testing.T) {
	d := newDoor(t, nil)
	one, two := d.signUp(t, "ana"), d.signIn(t, "ana")
	nobody := auth.SessionID(messenger.NewID())
	if err := d.EndSession(t.Context(), one.Session); err != nil {
		t.Fatal(err)
	}
	dead, err := d.Alive(t.Context(), []auth.SessionID{one.Session, two.Session, nobody})
	if err != nil || len(dead) != 2 || dead[0] != one.Session || dead[1] != nobody {
		t.Errorf("%v, %v", dead, err)
	}
	if err := d.EndAllSessions(t.Context(), two.Account.User); err != nil || d.works(t, two) {
		t.Errorf("ending all leaves one: %v", err)
	}
}

func TestTokensOfNobody(t *testing.T) {
	d := newDoor(t, nil)
	d.signUp(t, "ana")
	for _, token := range []string{"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"} {
		if _, err := d.Authenticate(t.Context(), token); !errors.Is(err, auth.ErrLoginRequired) {
			t.Errorf("%q: %v", token, err)
		}
	}
}
