package app_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/messenger"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

func sendAs(t *testing.T, c *client.Connection, chat protocol.ChatID, id protocol.ClientID, words string) protocol.SendResult {
	t.Helper()
	m := text("%s", words)
	m.ClientID = id
	return do[protocol.MessageSent](t, c, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{m}}).Results[0]
}

func textsOf(t *testing.T, c *client.Connection, chat protocol.ChatID) (texts []string) {
	t.Helper()
	for _, m := range do[protocol.History](t, c, "history.read", protocol.HistoryRead{Chat: chat}).Messages {
		var body protocol.TextBody
		if err := json.Unmarshal(m.Content.Body, &body); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, body.Text)
	}
	return texts
}

// manyMessages makes the restore one of a server with so many messages of others: TWOTICKS_RESTORE_MESSAGES=1000000.
const manyMessages = "TWOTICKS_RESTORE_MESSAGES"

// startFilled starts a server that has them, and says how many.
func startFilled(t *testing.T) (*testkit.Server, int) {
	t.Helper()
	s := testkit.Start(t, testkit.With(unlimited))
	many, _ := strconv.Atoi(os.Getenv(manyMessages))
	if many == 0 {
		return s, 0
	}
	s.Stop()
	fill := exec.Command("go", "run", "twoticks/lab/fill", "--database", filepath.Join(s.Config().Data, "twoticks.db"),
		"--chats", strconv.Itoa(many/50), "--messages", strconv.Itoa(many))
	if said, err := fill.CombinedOutput(); err != nil {
		t.Fatalf("fill the database: %v: %s", err, said)
	}
	s.Restart()
	return s, many
}

func TestRestoreWithDevicesAhead(t *testing.T) {
	s, others := startFilled(t)
	took := func(what string, begun time.Time) { t.Logf("%s: %v", what, time.Since(begun).Round(time.Millisecond)) }
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	anas, before, err := ana.Connect(testkit.Within(t))
	if err != nil {
		t.Fatal(err)
	}
	ids := []protocol.ClientID{messenger.NewID(), messenger.NewID(), messenger.NewID()}
	sendAs(t, anas, chat, ids[0], "in the backup")
	file := filepath.Join(t.TempDir(), "b.tar.gz")
	begun := time.Now()
	made, err := app.Backup(t.Context(), s.Config(), file)
	if err != nil || made.Messages != int64(others+1) || others == 0 && made.Users != 2 {
		t.Fatalf("beside the running server: %+v, %v", made, err)
	}
	took("backup", begun)
	sendAs(t, anas, chat, ids[1], "after it")
	last := sendAs(t, anas, chat, ids[2], "and after that")

	if _, err := app.Restore(t.Context(), s.Config(), file, true); err == nil {
		t.Error("a server that runs lost its database")
	}
	s.Stop()
	begun = time.Now()
	if _, err := app.Restore(t.Context(), s.Config(), file, true); err != nil {
		t.Fatal(err)
	}
	took("restore", begun)
	begun = time.Now()
	s.Restart()
	defer took("from the start to everything offered again", begun)

	anas, after, err := ana.Connect(testkit.Within(t))
	if err != nil {
		t.Fatalf("who was signed in is signed out: %v", err)
	}
	bos, _, err := bo.Connect(testkit.Within(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("[C17] devices are told of another history", func(t *testing.T) {
		if after.Epoch == before.Epoch {
			t.Errorf("the epoch is still %s", after.Epoch)
		}
		if got := textsOf(t, anas, chat); !slices.Equal(got, []string{"in the backup"}) {
			t.Errorf("the chat has %q", got)
		}
	})
	t.Run("[C17] a device that is ahead of the log learns where it stands", func(t *testing.T) {
		heads := do[protocol.Heads](t, anas, "heads.list", protocol.HeadsList{Chats: []protocol.ChatID{chat}})
		if heads.Epoch != after.Epoch || heads.Heads[0].Head >= last.Seq {
			t.Errorf("the head is %d of epoch %s, the device has %d", heads.Heads[0].Head, heads.Epoch, last.Seq)
		}
	})
	t.Run("[C17] [C6] what it offers again under the old ids is there once, in its order, for everybody", func(t *testing.T) {
		for range 2 { // the answers to the first were lost
			for i, words := range []string{"in the backup", "after it", "and after that"} {
				again := sendAs(t, anas, chat, ids[i], words)
				if again.Seq != protocol.Seq(i+1) {
					t.Errorf("%q is at %d", words, again.Seq)
				}
			}
		}
		want := []string{"in the backup", "after it", "and after that"}
		for name, c := range map[string]*client.Connection{"Ana": anas, "Bo": bos} {
			if got := textsOf(t, c, chat); !slices.Equal(got, want) {
				t.Errorf("%s reads %q", name, got)
			}
		}
	})
}

func TestOperatorsData(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	ana, bo, cy := s.SignUp(t, "Ana"), s.SignUp(t, "Bo"), s.SignUp(t, "Cy")
	send(t, ana, openChat(t, ana, bo), "for <Bo>, from Ana")
	send(t, bo, openChat(t, bo, cy), "not Ana's business")
	folder := t.TempDir()

	for _, how := range []string{"beside a server", "without one"} {
		if how == "without one" {
			s.Stop()
		}
		t.Run("an export holds what the person may read and nothing else, "+how, func(t *testing.T) {
			file := filepath.Join(folder, how+".zip")
			done, err := app.Export(t.Context(), s.Config(), "@ana", file)
			if err != nil || done.Messages != 1 {
				t.Fatalf("%+v, %v", done, err)
			}
			all := unzipped(t, file)
			for _, want := range []string{"for &lt;Bo&gt;, from Ana", `"text":"for <Bo>, from Ana"`, `"handle": "ana"`} {
				if !strings.Contains(all, want) {
					t.Errorf("there is no %s in %s", want, all)
				}
			}
			if strings.Contains(all, "business") || strings.Contains(all, `"Cy"`) || strings.Contains(all, ">Cy<") { // an id may have both letters
				t.Error("there is what others said to each other")
			}
			if _, err := app.Export(t.Context(), s.Config(), "@ana", file); err == nil {
				t.Error("it was written over")
			}
			if _, err := app.Export(t.Context(), s.Config(), "@nobody", file+"2"); err == nil || !strings.Contains(err.Error(), "@nobody") {
				t.Errorf("of nobody it says %v", err)
			}
		})
		t.Run("a backup is made "+how, func(t *testing.T) {
			file := filepath.Join(folder, how+".tar.gz")
			if made, err := app.Backup(t.Context(), s.Config(), file); err != nil || made.Messages != 2 {
				t.Fatalf("%+v, %v", made, err)
			}
			if m, err := app.VerifyBackup(t.Context(), file); err != nil || m.Messages() != 2 {
				t.Errorf("%v, %v", m, err)
			}
		})
	}
}

func unzipped(t *testing.T, path string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return all.String()
}

func TestImportUsers(t *testing.T) {
	s := testkit.Start(t)
	file := filepath.Join(t.TempDir(), "people.ndjson")
	lines := `{"handle": "ana", "name": "Ana", "role": "administrator"}

{"handle": "bo", "name": "Bo", "password_hash": "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
{"handle": "no good", "name": "Nobody"}
{"handle": "cy", "name": "Cy", "shoe_size": 43}
not json
`
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	done, err := app.ImportUsers(t.Context(), s.Config(), file)
	if err != nil || done.Accounts != 2 || len(done.Refused) != 3 || done.Refused[0].Line != 4 {
		t.Fatalf("%+v, %v", done, err)
	}
	t.Run("who came without a password gets a link for one", func(t *testing.T) {
		if len(done.Links) != 1 || done.Links[0].Handle != "ana" {
			t.Fatalf("links %+v", done.Links)
		}
		_, token, _ := strings.Cut(done.Links[0].Link, "/reset/")
		_, err := client.Call[protocol.Done](testkit.Within(t), s.NewDevice(t), "password.reset", protocol.PasswordReset{Token: token, Password: testkit.Password})
		if err != nil {
			t.Fatal(err)
		}
		if in := s.SignIn(t, "ana"); in.Role != "administrator" {
			t.Errorf("Ana is %s", in.Role)
		}
	})
	t.Run("again it changes nothing", func(t *testing.T) {
		done, err := app.ImportUsers(t.Context(), s.Config(), file)
		if err != nil || done.Accounts != 0 || done.There != 2 || len(done.Links) != 0 {
			t.Errorf("%+v, %v", done, err)
		}
	})
	t.Run("without an administrator an empty server stays empty", func(t *testing.T) {
		empty := testkit.Start(t)
		if err := os.WriteFile(file, []byte(`{"handle": "bo", "name": "Bo"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		done, err := app.ImportUsers(t.Context(), empty.Config(), file)
		if err != nil || done.Accounts != 0 || len(done.Refused) != 1 {
			t.Errorf("%+v, %v", done, err)
		}
	})
}
