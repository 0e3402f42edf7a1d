package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The test program is the program itself when this is set: so the tests see real exit codes and a real process.
const asProgram = "TWOTICKS_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	code := m.Run()
	if p := startedPostgreSQL.Load(); p != nil {
		p.Stop()
	}
	os.Exit(code)
}

func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Dir = t.TempDir()
	c.Env = append(os.Environ(), asProgram+"=1", "TWOTICKS_DATA="+filepath.Join(c.Dir, "data"), "TWOTICKS_LISTEN=127.0.0.1:0")
	return c
}

func TestMistakesAreOneLine(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"serve", "--listen", "nowhere"}, 2, "host:port"},
		{[]string{"serve", "--registration", "everybody"}, 2, "open, invite or closed"},
		{[]string{"serve", "--data", "/dev/null/data"}, 1, "cannot make the data folder"},
		{[]string{"serve", "now"}, 2, "now"},
		{[]string{"no-such"}, 2, "no-such"},
		{[]string{"serve", "--redis", "http://:secretive@127.0.0.1"}, 2, "--redis: it should be redis://"},
		{[]string{"serve", "--redis", "redis://:secretive@127.0.0.1:1"}, 1, "nothing listens at 127.0.0.1:1"},
		{[]string{"user", "reset-link"}, 2, "reset-link @handle"},
		{[]string{"user", "reset-link", "@ana"}, 1, "TWOTICKS_DATA"},
		{[]string{"invite", "-uses", "0"}, 2, "1 to 1000"},
		{[]string{"invite"}, 1, "TWOTICKS_DATA"},
		{[]string{"user", "import"}, 2, "user import FILE"},
		{[]string{"user", "import", "people.ndjson"}, 1, "TWOTICKS_DATA"},
		{[]string{"backup"}, 2, "backup FILE"},
		{[]string{"backup", "b.tar.gz"}, 1, "TWOTICKS_DATA"},
		{[]string{"verify-backup", "nowhere.tar.gz"}, 1, "cannot read nowhere.tar.gz"},
		{[]string{"verify-backup", os.Args[0]}, 1, "not a backup"},
		{[]string{"restore"}, 2, "restore [--force] FILE"},
		{[]string{"restore", "nowhere.tar.gz"}, 1, "cannot read nowhere.tar.gz"},
		{[]string{"export", "ana.zip"}, 2, "--user @handle"},
		{[]string{"export", "--user", "@ana", "ana.zip"}, 1, "TWOTICKS_DATA"},
		{[]string{"move", "--from", "sqlite:here"}, 2, "from where and to where"},
		{[]string{"move", "--from", "sqlite:here", "--to", "mysql://there"}, 1, "no Twoticks in the data folder here"},
		{[]string{"move", "--from", "here", "--to", "there"}, 1, "neither sqlite:FOLDER nor postgres://"},
		{[]string{"move", "--from", "sqlite:here", "--to", "database"}, 1, "TWOTICKS_DATABASE"},
	} {
		t.Run("R1.1 "+strings.ReplaceAll(strings.Join(c.args, " "), os.Args[0], "a program"), func(t *testing.T) {
			out, err := program(t, c.args...).CombinedOutput()
			exit, _ := err.(*exec.ExitError)
			if exit == nil || exit.ExitCode() != c.code {
				t.Errorf("it ends with %v, want %d", err, c.code)
			}
			if text := string(out); !strings.Contains(text, c.want) || strings.Count(text, "\n") != 1 || strings.Contains(text, "secretive") {
				t.Errorf("it prints %q, want one line with %q", text, c.want)
			}
		})
	}
}

func TestHelpNamesEverySetting(t *testing.T) {
	out, err := program(t, "help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"twoticks serve", "twoticks invite", "reset-link @handle", "TWOTICKS_LISTEN", "--public-url"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("help does not tell of %s", want)
		}
	}
}

func TestServeUntilTold(t *testing.T) {
	c := program(t, "serve")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	lines := bufio.NewScanner(out)
	url := ""
	for url == "" && lines.Scan() {
		_, url, _ = strings.Cut(lines.Text(), "running at ")
	}
	answer, err := http.Get(url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("it is ready with %d", answer.StatusCode)
	}
	info, err := os.Stat(filepath.Join(c.Dir, "data", "twoticks.db"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the database: %v, %v", info.Mode(), err)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, out) // to its end
	if err := c.Wait(); err != nil {
		t.Errorf("told to end, it ends with %v", err)
	}
}
