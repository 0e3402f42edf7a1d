package app_test

import (
	"bytes"
	"crypto/rand"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// onBothStores runs a test on SQLite with a folder for the bytes, and on PostgreSQL, which keeps them too.
func onBothStores(t *testing.T, run func(t *testing.T, s *testkit.Server)) {
	t.Run("sqlite", func(t *testing.T) { run(t, testkit.Start(t, testkit.With(unlimited))) })
	t.Run("postgres", func(t *testing.T) {
		run(t, testkit.Start(t, testkit.With(unlimited), testkit.With(on(newDatabase(t)))))
	})
}

func randomID() (id protocol.ClientID) {
	rand.Read(id[:])
	return id
}

func newFile(shape string, b []byte) protocol.FileBegin {
	return protocol.FileBegin{File: protocol.FileID(randomID()), Shape: shape, Name: "the sea.jpg", Size: int64(len(b))}
}

// upload brings a file of somebody's to the server.
func upload(t *testing.T, c *client.Client, shape string, b []byte) protocol.File {
	t.Helper()
	f, err := c.Upload(testkit.Within(t), newFile(shape, b), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func withFiles(words string, files ...protocol.File) protocol.NewMessage {
	m := protocol.NewMessage{ClientID: randomID()}
	m.Content = protocol.Content{Kind: "files", Version: 1, Body: protocol.Encode(protocol.FilesBody{Files: files, Text: words})}
	return m
}

func sendOne(t *testing.T, c *client.Client, chat protocol.ChatID, m protocol.NewMessage) protocol.Seq {
	t.Helper()
	sent := call[protocol.MessageSent](t, c, "message.send", protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{m}})
	if sent.Results[0].Error != nil {
		t.Fatal(sent.Results[0].Error)
	}
	return sent.Results[0].Seq
}

// readFile reads what somebody sees, or the code with which it is refused.
func readFile(t *testing.T, c *client.Client, chat protocol.ChatID, seq protocol.Seq, n int) ([]byte, http.Header, protocol.ErrorCode) {
	t.Helper()
	from, h, err := c.ReadFile(testkit.Within(t), chat, seq, n)
	if err != nil {
		return nil, nil, code(err)
	}
	defer from.Close()
	b, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return b, h, ""
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 90, 60)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFilesOfMessages(t *testing.T) {
	onBothStores(t, func(t *testing.T, s *testkit.Server) {
		ana, bo, cy := s.SignUp(t, "Ana"), s.SignUp(t, "Bo"), s.SignUp(t, "Cy")
		chat := openChat(t, ana, bo)
		page := []byte("<html><script>alert(1)</script></html>")
		notes := []byte(strings.Repeat("notes and more notes\n", 40_000)) // several pieces in PostgreSQL

		picture, lie, large := upload(t, ana.Client, "picture", photo(t)), upload(t, ana.Client, "video", page), upload(t, ana.Client, "file", notes)
		if picture.Type != "image/jpeg" || picture.Width != 90 || picture.Height != 60 || picture.Blur == "" || lie.Shape != "file" {
			t.Errorf("it is %+v, and the page %+v", picture, lie)
		}
		seq := sendOne(t, ana.Client, chat, withFiles("Look", protocol.File{ID: picture.ID, Name: "sea.jpg", Type: "text/html", Width: 1}, lie, large))

		page1 := call[protocol.History](t, bo.Client, "history.read", protocol.HistoryRead{Chat: chat})
		body, refused := protocol.DecodeServer[protocol.FilesBody](page1.Messages[0].Content.Body)
		if refused != nil || len(body.Files) != 3 || body.Text != "Look" {
			t.Fatalf("the message is %+v, %v", body, refused)
		}
		if f := body.Files[0]; f.Name != "sea.jpg" || f.Type != "image/jpeg" || f.Width != 90 || f.Shape != "picture" {
			t.Errorf("what is said of the picture is the sender's word: %+v", f)
		}

		b, h, _ := readFile(t, bo.Client, chat, seq, 0)
		if m, err := jpeg.Decode(bytes.NewReader(b)); err != nil || m.Bounds().Dx() != 90 || h.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(h.Get("Content-Disposition"), "inline") {
			t.Errorf("the picture: %v, %v", err, h)
		}
		b, h, _ = readFile(t, bo.Client, chat, seq, 1)
		if !bytes.Equal(b, page) || h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") ||
			!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox; default-src 'none'") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("a page as a file: %q, %v", b, h)
		}
		if b, _, _ = readFile(t, bo.Client, chat, seq, 2); !bytes.Equal(b, notes) {
			t.Errorf("%d bytes came of %d", len(b), len(notes))
		}

		t.Run("[C23] not for others, nor of what is not there", func(t *testing.T) {
			for _, c := range []struct {
				who  *client.Client
				chat protocol.ChatID
				seq  protocol.Seq
				n    int
			}{{cy.Client, chat, seq, 0}, {bo.Client, chat, seq, 3}, {bo.Client, chat, seq + 1, 0}, {bo.Client, protocol.ChatID(bo.Me.ID), seq, 0}} {
				if _, _, code := readFile(t, c.who, c.chat, c.seq, c.n); code != protocol.CodeFileNotFound {
					t.Errorf("%+v: %s", c, code)
				}
			}
			if _, _, code := readFile(t, s.NewDevice(t), chat, seq, 0); code != protocol.CodeLoginRequired {
				t.Errorf("signed out: %s", code)
			}
		})

		t.Run("a file that one cannot read is not one's to send, one that one can is sent on without another upload", func(t *testing.T) {
			with := openChat(t, cy, bo)
			sent := call[protocol.MessageSent](t, cy.Client, "message.send", protocol.MessageSend{Chat: with, Messages: []protocol.NewMessage{withFiles("", picture)}})
			if e := sent.Results[0].Error; e == nil || e.Code != protocol.CodeFileMissing {
				t.Errorf("Cy sent it: %+v", sent.Results)
			}
			on := withFiles("", picture)
			on.Forwarded = true
			there := sendOne(t, bo.Client, with, on)
			if _, _, code := readFile(t, cy.Client, with, there, 0); code != "" {
				t.Errorf("sent on: %s", code)
			}
			call[protocol.MessageChange](t, ana.Client, "message.delete", protocol.MessageDelete{Chat: chat, Seq: seq})
			for n := range 3 {
				if _, _, code := readFile(t, bo.Client, chat, seq, n); code != protocol.CodeFileNotFound {
					t.Errorf("file %d of a message that was deleted for everyone: %s", n, code)
				}
			}
			if _, _, code := readFile(t, cy.Client, with, there, 0); code != "" {
				t.Errorf("what was sent on is gone with the first: %s", code)
			}
			refusedWith(t, bo.Client, "file.begin", protocol.FileBegin{File: large.ID, Shape: "file", Name: "x", Size: 10}, protocol.CodeFileNotFound)
		})

		t.Run("words beside files are edited, the files stay", func(t *testing.T) {
			f := upload(t, ana.Client, "picture", photo(t))
			at := sendOne(t, ana.Client, chat, withFiles("Tea at foru", f))
			edit := func(m protocol.NewMessage) error {
				_, err := ana.Client.Post(testkit.Within(t), "message.edit", protocol.Encode(protocol.MessageEdit{Chat: chat, Seq: at, Content: m.Content}))
				return err
			}
			if err := edit(withFiles("Tea at four", f)); err != nil {
				t.Error(err)
			}
			for _, m := range []protocol.NewMessage{text("no files"), withFiles("another", upload(t, ana.Client, "file", notes))} {
				if err := edit(m); code(err) != protocol.CodeBadField {
					t.Errorf("edited to other files: %v", err)
				}
			}
			found := call[protocol.MessagesFound](t, bo.Client, "message.search", protocol.MessageSearch{Text: "tea at four"})
			if len(found.Found) != 1 || found.Found[0].Seq != at {
				t.Errorf("found %+v", found.Found)
			}
		})
	})
}

func TestBadUploads(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	ana := s.SignUp(t, "Ana")
	small := []byte("twelve bytes")
	put := func(begin protocol.FileBegin, at int64, b []byte) protocol.ErrorCode {
		t.Helper()
		_, err := ana.Client.PutFile(testkit.Within(t), begin.File, at, bytes.NewReader(b))
		return code(err)
	}
	begun := newFile("file", small)
	call[protocol.FileUpload](t, ana.Client, "file.begin", begun)
	if got := put(newFile("file", small), 0, small); got != protocol.CodeFileNotFound {
		t.Errorf("never begun: %s", got)
	}
	if got := put(begun, 5, small); got != protocol.CodeFileOffset {
		t.Errorf("with a gap: %s", got)
	}
	if got := put(begun, -1, small); got != protocol.CodeBadField {
		t.Errorf("before the beginning: %s", got)
	}
	if got := put(begun, 0, append(small, '!')); got != protocol.CodeLengthMismatch {
		t.Errorf("longer than it was said to be: %s", got)
	}
	refusedWith(t, ana.Client, "file.begin", protocol.FileBegin{File: begun.File, Shape: "file", Name: "x", Size: 25<<20 + 1}, protocol.CodeFileTooLarge)
	bad := newFile("picture", small)
	call[protocol.FileUpload](t, ana.Client, "file.begin", bad)
	if got := put(bad, 0, small); got != protocol.CodeImageDamaged {
		t.Errorf("no picture: %s", got)
	}
	if up := call[protocol.FileUpload](t, ana.Client, "file.begin", bad); up.Offset != 0 || up.Whole != nil {
		t.Errorf("what was refused is here: %+v", up)
	}
	m := withFiles("", protocol.File{ID: begun.File, Name: "x"})
	sent := call[protocol.MessageSent](t, ana.Client, "message.send", protocol.MessageSend{Chat: openChat(t, ana, s.SignUp(t, "Bo")), Messages: []protocol.NewMessage{m}})
	if e := sent.Results[0].Error; e == nil || e.Code != protocol.CodeFileMissing {
		t.Errorf("sent before it was here: %+v", sent.Results)
	}
}

func TestFilesOutliveARestart(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited))
	ana := s.SignUp(t, "Ana")
	whole, half := upload(t, ana.Client, "picture", photo(t)), newFile("file", []byte("twelve bytes"))
	call[protocol.FileUpload](t, ana.Client, "file.begin", half)
	if _, err := ana.Client.PutFile(testkit.Within(t), half.File, 0, strings.NewReader("twelve")); err != nil {
		t.Fatal(err)
	}
	s.Restart()
	if up := call[protocol.FileUpload](t, ana.Client, "file.begin", half); up.Offset != 6 || up.Whole != nil {
		t.Errorf("half of a file is %+v", up)
	}
	if up := call[protocol.FileUpload](t, ana.Client, "file.begin", protocol.FileBegin{File: whole.ID, Shape: "picture", Name: "x", Size: 9}); up.Whole == nil {
		t.Errorf("a whole one is %+v", up)
	}
}

func TestAServerWithoutFiles(t *testing.T) {
	s := testkit.Start(t, testkit.With(func(c *config.Config) { c.MaxFile = 0 }))
	refusedWith(t, s.SignUp(t, "Ana").Client, "file.begin", newFile("file", []byte("x")), protocol.CodeFileTooLarge)
}

// pictureIsThere checks that a file of a message can be read on a server.
func pictureIsThere(t *testing.T, s *testkit.Server, chat protocol.ChatID, seq protocol.Seq, want []byte) {
	t.Helper()
	if b, _, code := readFile(t, s.SignIn(t, "bo").Client, chat, seq, 0); !bytes.Equal(b, want) {
		t.Errorf("%d bytes of %d came, %s", len(b), len(want), code)
	}
}

func TestFilesAreBackedUpAndMoved(t *testing.T) {
	notes := []byte(strings.Repeat("notes and more notes\n", 40_000))
	write := func(t *testing.T, s *testkit.Server) (protocol.ChatID, protocol.Seq) {
		ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
		chat := openChat(t, ana, bo)
		call[protocol.FileUpload](t, ana.Client, "file.begin", newFile("file", notes)) // and one that never comes
		return chat, sendOne(t, ana.Client, chat, withFiles("", upload(t, ana.Client, "file", notes)))
	}
	onBothStores(t, func(t *testing.T, s *testkit.Server) {
		chat, seq := write(t, s)
		file := filepath.Join(t.TempDir(), "b.tar.gz")
		if _, err := app.Backup(t.Context(), s.Config(), file); err != nil {
			t.Fatal(err)
		}
		if _, err := app.VerifyBackup(t.Context(), file); err != nil {
			t.Error(err)
		}
		s.Stop()
		for name, where := range map[string]func(*config.Config){"into SQLite": func(*config.Config) {}, "into PostgreSQL": on(newDatabase(t))} {
			t.Run(name, func(t *testing.T) {
				c := testkit.Settings(t)
				where(&c)
				if _, err := app.Restore(t.Context(), c, file, false); err != nil {
					t.Fatal(err)
				}
				back := testkit.Start(t, testkit.With(unlimited), testkit.With(func(o *config.Config) { o.Data = c.Data; where(o) }))
				pictureIsThere(t, back, chat, seq, notes)
				back.Restart()
				pictureIsThere(t, back, chat, seq, notes)
				// What was restored is backed up like anything else.
				if _, err := app.Backup(t.Context(), back.Config(), filepath.Join(t.TempDir(), "again.tar.gz")); err != nil {
					t.Error(err)
				}
			})
		}
	})
	t.Run("moved to PostgreSQL and back", func(t *testing.T) {
		address, quiet := newDatabase(t), func(string) {}
		s := testkit.Start(t, testkit.With(unlimited))
		chat, seq := write(t, s)
		s.Stop()
		if _, err := app.Move(t.Context(), config.Config{}, "sqlite:"+s.Config().Data, address, noLog, quiet); err != nil {
			t.Fatal(err)
		}
		there := testkit.Start(t, testkit.With(unlimited), testkit.With(on(address)))
		pictureIsThere(t, there, chat, seq, notes)
		there.Stop()
		folder := filepath.Join(t.TempDir(), "back")
		if _, err := app.Move(t.Context(), config.Config{}, address, "sqlite:"+folder, noLog, quiet); err != nil {
			t.Fatal(err)
		}
		pictureIsThere(t, testkit.Start(t, testkit.With(unlimited), testkit.With(func(o *config.Config) { o.Data = folder })), chat, seq, notes)
	})
}
