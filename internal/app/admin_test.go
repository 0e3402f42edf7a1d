package app_test

import (
	"errors"
	"testing"

	"twoticks/internal/auth"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// codeOf is what a request was refused with; empty when it was not.
func codeOf(err error) protocol.ErrorCode {
	var refused *protocol.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// adminCommands is each command of administrators, as Ana asks it about Bo.
func adminCommands(bo protocol.UserID) map[string]any {
	return map[string]any{
		"admin.overview":          protocol.AdminOverview{},
		"admin.register":          protocol.AdminRegister{Mode: "setting"},
		"admin.people":            protocol.AdminPeople{Search: "bo"},
		"admin.person_change":     protocol.AdminPersonChange{User: bo, Change: "enable"},
		"admin.reset_link":        protocol.AdminResetLink{User: bo},
		"admin.invitations":       protocol.AdminInvitations{},
		"admin.invitation_revoke": protocol.AdminInvitationRevoke{},
		"admin.audit":             protocol.AdminAudit{},
		"admin.doctor":            protocol.AdminDoctor{},
	}
}

func TestAdminCommandsAreForAdministrators(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	commands := adminCommands(bo.Me.ID)
	for _, c := range protocol.Commands {
		if len(c.Name) > 6 && c.Name[:6] == "admin." && commands[c.Name] == nil {
			t.Errorf("%s is not tried here", c.Name)
		}
	}
	stranger := s.NewDevice(t)
	for name, request := range commands {
		ctx := testkit.Within(t)
		if _, err := stranger.Post(ctx, name, protocol.Encode(request)); codeOf(err) != protocol.CodeLoginRequired {
			t.Errorf("%s without a session: %v", name, err)
		}
		if _, err := bo.Post(ctx, name, protocol.Encode(request)); codeOf(err) != protocol.CodeNotAllowed {
			t.Errorf("%s by a member: %v", name, err)
		}
		_, err := ana.Post(ctx, name, protocol.Encode(request))
		if want := map[string]protocol.ErrorCode{"admin.invitation_revoke": protocol.CodeInviteInvalid}[name]; codeOf(err) != want || want == "" && err != nil {
			t.Errorf("%s by an administrator: %v", name, err)
		}
	}
}

func TestAdminCommandsRefuseWhatTheyCannotMean(t *testing.T) {
	s := testkit.Start(t)
	ana := s.SignUp(t, "Ana")
	for _, c := range []struct {
		name    string
		request any
		want    protocol.ErrorCode
	}{
		{"admin.register", protocol.AdminRegister{Mode: "maybe"}, protocol.CodeBadField},
		{"admin.register", protocol.AdminRegister{}, protocol.CodeBadField},
		{"admin.person_change", protocol.AdminPersonChange{User: ana.Me.ID, Change: "promote"}, protocol.CodeBadField},
		{"admin.person_change", protocol.AdminPersonChange{Change: "disable"}, protocol.CodePersonNotFound},
		{"admin.person_change", protocol.AdminPersonChange{User: ana.Me.ID, Change: "make_member"}, protocol.CodeLastAdministrator},
		{"admin.reset_link", protocol.AdminResetLink{}, protocol.CodePersonNotFound},
		{"admin.people", protocol.AdminPeople{Limit: 101}, protocol.CodeBadField},
		{"admin.people", protocol.AdminPeople{After: "Ä"}, protocol.CodeBadField},
		{"admin.audit", protocol.AdminAudit{Limit: 201}, protocol.CodeBadField},
	} {
		if _, err := ana.Post(testkit.Within(t), c.name, protocol.Encode(c.request)); codeOf(err) != c.want {
			t.Errorf("%s %+v: %v, want %s", c.name, c.request, err, c.want)
		}
	}
}

func TestAdminCommandsAreLimited(t *testing.T) {
	s := testkit.Start(t, testkit.WithClock(testkit.NewClock()))
	ana := s.SignUp(t, "Ana")
	for range 60 {
		if _, err := client.Call[protocol.AdminAuditList](testkit.Within(t), ana.Client, "admin.audit", protocol.AdminAudit{Limit: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ana.Post(testkit.Within(t), "admin.people", protocol.Encode(protocol.AdminPeople{})); codeOf(err) != protocol.CodeRateLimited {
		t.Errorf("the sixty-first: %v", err)
	}
}

func TestDisabledPersonIsSentAwayAtOnce(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	sockets := []*client.Connection{bo.GoOnline(t), s.SignIn(t, "bo").GoOnline(t)}
	online := ana.GoOnline(t)
	changed, err := client.Do[protocol.AdminPersonChanged](testkit.Within(t), online, "admin.person_change", protocol.AdminPersonChange{User: bo.Me.ID, Change: "disable"})
	if err != nil || changed.Person.DisabledAt == 0 || changed.Person.Devices != 0 {
		t.Fatalf("disabled: %+v, %v", changed, err)
	}
	for _, socket := range sockets {
		select {
		case <-socket.Ended():
		case <-testkit.Within(t).Done():
			t.Error("a socket stays open")
		}
	}
	if _, err := s.NewDevice(t).SignIn(testkit.Within(t), "bo", testkit.Password); codeOf(err) != protocol.CodeAccountDisabled {
		t.Errorf("signing in: %v", err)
	}
	if _, err := client.Do[protocol.AdminPersonChanged](testkit.Within(t), online, "admin.person_change", protocol.AdminPersonChange{User: bo.Me.ID, Change: "enable"}); err != nil {
		t.Fatal(err)
	}
	s.SignIn(t, "bo")
}

func TestRegistrationChosenInThePageOutlivesARestart(t *testing.T) {
	s := testkit.Start(t)
	ana := s.SignUp(t, "Ana")
	state, err := client.Call[protocol.AdminRegistration](testkit.Within(t), ana.Client, "admin.register", protocol.AdminRegister{Mode: "closed"})
	if err != nil || state != (protocol.AdminRegistration{Mode: "closed", Setting: string(auth.Open), Changed: true}) {
		t.Fatalf("%+v, %v", state, err)
	}
	s.Restart()
	got, err := client.Call[protocol.SessionState](testkit.Within(t), s.NewDevice(t), "session.get", protocol.SessionGet{})
	if err != nil || got.Registration != "closed" {
		t.Errorf("after a restart: %+v, %v", got, err)
	}
}
