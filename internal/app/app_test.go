package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func TestTwoPeopleChat(t *testing.T) {
	s := testkit.Start(t)
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	boLive := bo.GoOnline(t)
	chat := openChat(t, ana, bo)

	sent := send(t, ana, chat, "hello")
	added, err := client.Next[protocol.MessageAdded](testkit.Within(t), boLive)
	if err != nil {
		t.Fatal(err)
	}
	if added.Message.Seq != sent.Seq || added.Message.Sender != ana.Me.ID {
		t.Errorf("Bo was told of %+v, Ana was told %+v", added.Message, sent)
	}

	t.Run("after a restart everything is still there", func(t *testing.T) {
		s.Restart()
		history, err := client.Call[protocol.History](testkit.Within(t), bo.Client, "history.read", protocol.HistoryRead{Chat: chat})
		if err != nil {
			t.Fatal(err)
		}
		if len(history.Messages) == 0 || history.Messages[len(history.Messages)-1].Seq != sent.Seq {
			t.Errorf("Bo reads %+v after the restart", history.Messages)
		}
	})
}

func openChat(t *testing.T, a, b testkit.Person) protocol.ChatID {
	t.Helper()
	opened, err := client.Call[protocol.ChatOpened](testkit.Within(t), a.Client, "chat.open", protocol.ChatOpen{With: b.Me.ID})
	if err != nil {
		t.Fatal(err)
	}
	return opened.Row.Chat
}

func send(t *testing.T, p testkit.Person, chat protocol.ChatID, text string) protocol.SendResult {
	t.Helper()
	sent, err := client.Call[protocol.MessageSent](testkit.Within(t), p.Client, "message.send", protocol.MessageSend{
		Chat: chat, Messages: []protocol.NewMessage{{
			ClientID: protocol.ClientID{1, byte(len(text))},
			Content:  protocol.Content{Kind: "text", Version: 1, Body: jsontext.Value(fmt.Sprintf(`{"text":%q}`, text))},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := sent.Results[0]; r.Error != nil || r.Seq == 0 {
		t.Fatalf("sending gave %+v", r)
	}
	return sent.Results[0]
}

func TestEndedSessionClosesItsSocket(t *testing.T) {
	s := testkit.Start(t)
	ana := s.SignUp(t, "Ana")
	phone := s.SignIn(t, "ana")
	connection := phone.GoOnline(t)
	if err := phone.SignOut(testkit.Within(t)); err != nil {
		t.Fatal(err)
	}
	select {
	case <-connection.Ended():
	case <-testkit.Within(t).Done():
		t.Fatal("the socket of a session that ended is still open")
	}
	var closed *client.Closed
	if err := connection.Why(); !errors.As(err, &closed) || closed.Code != protocol.CloseSignedOut {
		t.Errorf("the socket was closed with %v, want %d", err, protocol.CloseSignedOut)
	}
	if _, err := client.Call[protocol.Heads](testkit.Within(t), phone.Client, "heads.list", protocol.HeadsList{}); code(err) != protocol.CodeLoginRequired {
		t.Errorf("the device that signed out was answered %v", err)
	}
	if _, err := client.Call[protocol.Heads](testkit.Within(t), ana.Client, "heads.list", protocol.HeadsList{}); err != nil {
		t.Errorf("the other device was signed out too: %v", err)
	}
}

func TestStopSendsConnectionsAway(t *testing.T) {
	s := testkit.Start(t)
	connection := s.SignUp(t, "Ana").GoOnline(t)
	s.Stop()
	<-connection.Ended()
	var closed *client.Closed
	if err := connection.Why(); !errors.As(err, &closed) || closed.Code != protocol.CloseGoingAway {
		t.Errorf("the socket was closed with %v, want %d", err, protocol.CloseGoingAway)
	}
	if _, err := http.Get(s.URL() + "/livez"); err == nil {
		t.Error("a server that stopped still answers")
	}
}

func TestInvitationLeadsToTheChat(t *testing.T) {
	s := testkit.Start(t, testkit.With(func(c *config.Config) { c.Registration = "invite" }))
	ana := s.SignUp(t, "Ana")
	anaLive := ana.GoOnline(t)
	made, err := client.Call[protocol.InvitationCreated](testkit.Within(t), ana.Client, "invitation.create", protocol.InvitationCreate{})
	if err != nil {
		t.Fatal(err)
	}
	if want := s.URL() + "/invite/" + made.Token; made.URL != want {
		t.Errorf("the link is %s, want %s", made.URL, want)
	}
	bo := s.SignUpWith(t, protocol.AccountCreate{Name: "Bo", Handle: "bo", Password: testkit.Password, Invitation: made.Token})
	if bo.Chat == (protocol.ChatID{}) || bo.Chat != openChat(t, ana, bo) {
		t.Errorf("Bo was led to chat %s, not to the one with Ana", bo.Chat)
	}
	used, err := client.Next[protocol.InvitationUsed](testkit.Within(t), anaLive)
	if err != nil || used.Person.ID != bo.Me.ID {
		t.Errorf("Ana was told of %+v, %v", used, err)
	}
	_, err = s.NewDevice(t).SignUp(testkit.Within(t), protocol.AccountCreate{Name: "Cy", Handle: "cy", Password: testkit.Password, Invitation: made.Token})
	if code(err) != protocol.CodeInviteInvalid {
		t.Errorf("an invitation for one let a second in: %v", err)
	}
}

func TestStartSaysInOneLineWhatToDo(t *testing.T) {
	free := testkit.Settings(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	running := testkit.Start(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*config.Config)
		want   []string
	}{
		{"port in use", func(c *config.Config) { c.Listen = taken.Addr().String() }, []string{"port " + port + " is already in use", "TWOTICKS_LISTEN="}},
		{"data in use", func(c *config.Config) { c.Data = running.Config().Data }, []string{"in use by another twoticks", fmt.Sprint(os.Getpid()), "TWOTICKS_DATA"}},
		{"data is a file", func(c *config.Config) { c.Data = file }, []string{"cannot make the data folder", "TWOTICKS_DATA"}},
		{"data below a file", func(c *config.Config) { c.Data = filepath.Join(file, "data") }, []string{"cannot make the data folder", "not a directory"}},
		{"no such address", func(c *config.Config) { c.Listen = "192.0.2.1:8080" }, []string{"is not an address of this machine", "TWOTICKS_LISTEN"}},
	} {
		t.Run("R1.1 "+c.name, func(t *testing.T) {
			settings := free
			c.change(&settings)
			a, err := app.Start(t.Context(), settings, app.Options{Hash: testkit.SmallHash})
			if err == nil {
				a.Stop(t.Context())
				t.Fatal("it started")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("it says %q, without %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("it says more than one line: %q", err)
			}
		})
	}
}

func TestGreetingSaysWhatToDoNext(t *testing.T) {
	s := testkit.Start(t)
	if text := greeting(t, s); !strings.Contains(text, s.URL()) || !strings.Contains(text, s.Config().Data) || !strings.Contains(text, "administrator") {
		t.Errorf("the first start prints\n%s", text)
	}
	s.SignUp(t, "Ana")
	if text := greeting(t, s); strings.Contains(text, "administrator's") {
		t.Errorf("a start with accounts prints\n%s", text)
	}
}

func greeting(t *testing.T, s *testkit.Server) string {
	t.Helper()
	var out bytes.Buffer
	if err := s.App().Greet(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Where others can reach the server, being first is not enough to become its administrator.
func TestFirstAccountOffLoopbackNeedsTheSetUpLink(t *testing.T) {
	s := testkit.Start(t, testkit.With(func(c *config.Config) { c.Listen = "0.0.0.0:0" }))
	form := protocol.AccountCreate{Name: "Ana", Handle: "ana", Password: testkit.Password}
	try := func() error {
		_, err := s.NewDevice(t).SignUp(testkit.Within(t), form)
		return err
	}
	if err := try(); code(err) != protocol.CodeRegistrationClosed {
		t.Fatalf("without the link: %v", err)
	}
	form.SetUp = "AAAAAAAAAAAAAAAAAAAAAA"
	if err := try(); code(err) != protocol.CodeInviteInvalid {
		t.Fatalf("with a wrong link: %v", err)
	}
	_, token, ok := strings.Cut(greeting(t, s), "/set-up/")
	if !ok {
		t.Fatal("no set-up link was printed")
	}
	form.SetUp, _, _ = strings.Cut(token, "\n")
	if ana := s.SignUpWith(t, form); ana.Role != "administrator" {
		t.Errorf("Ana is %s", ana.Role)
	}
	form.Handle = "bo"
	if err := try(); code(err) != protocol.CodeRegistrationClosed {
		t.Errorf("the link worked twice: %v", err)
	}
}

func TestOperatorBesideTheServerAndWithoutIt(t *testing.T) {
	s := testkit.Start(t)
	ana := s.SignUp(t, "Ana")
	settings := s.Config()
	for _, running := range []bool{true, false} {
		t.Run(fmt.Sprintf("running %v", running), func(t *testing.T) {
			link, err := app.Invite(t.Context(), settings, "", 3, time.Hour)
			if err != nil || !strings.Contains(link, "/invite/") {
				t.Errorf("an invitation: %q, %v", link, err)
			}
			link, err = app.ResetLink(t.Context(), settings, "@ana")
			if err != nil || !strings.Contains(link, "/reset/") {
				t.Errorf("a reset link: %q, %v", link, err)
			}
			if _, err = app.ResetLink(t.Context(), settings, "@bo"); err == nil || !strings.Contains(err.Error(), "@bo") {
				t.Errorf("a reset link for nobody: %v", err)
			}
			if running {
				s.Stop()
			}
		})
	}
	s.Restart()
	made, err := client.Call[protocol.Invitations](testkit.Within(t), ana.Client, "invitation.list", protocol.InvitationList{})
	if err != nil || len(made.Invitations) != 2 {
		t.Errorf("Ana's invitations are %+v, %v", made, err)
	}
}

func TestResetLinkSetsThePasswordOnceAndSignsOut(t *testing.T) {
	s := testkit.Start(t)
	ana := s.SignUp(t, "Ana")
	link, err := app.ResetLink(t.Context(), s.Config(), "@ana")
	if err != nil {
		t.Fatal(err)
	}
	token := link[strings.LastIndex(link, "/")+1:]
	const chosen = "another lantern by the water"
	reset := func(token, password string) error {
		_, err := client.Call[protocol.Done](testkit.Within(t), s.NewDevice(t), "password.reset", protocol.PasswordReset{Token: token, Password: password})
		return err
	}
	if err := reset(token, "short"); code(err) != protocol.CodePasswordTooShort {
		t.Errorf("a short password: %v", err)
	}
	if err := reset(token, chosen); err != nil {
		t.Fatal(err)
	}
	if err := reset(token, chosen); code(err) != protocol.CodeResetInvalid {
		t.Errorf("the link a second time: %v", err)
	}
	if _, err := client.Call[protocol.Heads](testkit.Within(t), ana.Client, "heads.list", protocol.HeadsList{}); code(err) != protocol.CodeLoginRequired {
		t.Errorf("the old session: %v", err)
	}
	if _, err := s.NewDevice(t).SignIn(testkit.Within(t), "ana", testkit.Password); code(err) != protocol.CodeInvalidCredentials {
		t.Errorf("the old password: %v", err)
	}
	if _, err := s.NewDevice(t).SignIn(testkit.Within(t), "ana", chosen); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestOfTwoFirstAccountsOneIsTheAdministrators(t *testing.T) {
	s := testkit.Start(t)
	const racers = 8
	roles := make(chan string, racers)
	for i := range racers {
		device := s.NewDevice(t)
		go func() {
			in, err := device.SignUp(context.WithoutCancel(t.Context()), protocol.AccountCreate{
				Name: "Ana", Handle: fmt.Sprintf("ana%d", i), Password: testkit.Password,
			})
			if err != nil {
				t.Errorf("sign-up %d: %v", i, err)
			}
			roles <- in.Role
		}()
	}
	administrators := 0
	for range racers {
		if <-roles == "administrator" {
			administrators++
		}
	}
	if administrators != 1 {
		t.Errorf("%d of %d became administrator", administrators, racers)
	}
}

func code(err error) protocol.ErrorCode {
	var e *protocol.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
