package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The operator's way with the data, by the real program beside itself.
func TestDataBesideARunningServer(t *testing.T) {
	server := program(t, "serve")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Process.Kill()
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "Stop with"); {
	}
	beside := func(args ...string) (string, error) {
		c := exec.CommandContext(t.Context(), os.Args[0], args...)
		c.Dir, c.Env = server.Dir, server.Env
		said, err := c.CombinedOutput()
		return string(said), err
	}
	must := func(want string, args ...string) {
		t.Helper()
		if said, err := beside(args...); err != nil || !strings.Contains(said, want) {
			t.Fatalf("%v says %q, %v, want %q in it", args, said, err, want)
		}
	}
	people := `{"handle": "ana", "name": "Ana", "role": "administrator"}` + "\n" + `{"handle": "bo", "name": "Bo"}` + "\n"
	if err := os.WriteFile(filepath.Join(server.Dir, "people.ndjson"), []byte(people), 0o600); err != nil {
		t.Fatal(err)
	}
	must("@bo\thttp://", "user", "import", "people.ndjson")
	must("2 people", "backup", "one.tar.gz")
	must("every checksum is right", "verify-backup", "one.tar.gz")
	must("0 chats", "export", "--user", "@ana", "ana.zip")
	if said, err := beside("restore", "--force", "one.tar.gz"); err == nil || !strings.Contains(said, "in use by another") {
		t.Errorf("a server that runs was restored: %s", said)
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	server.Wait()
	if said, err := beside("restore", "one.tar.gz"); err == nil || !strings.Contains(said, "--force") {
		t.Errorf("a database was written over: %s", said)
	}
	must("2 people", "restore", "--force", "one.tar.gz")
	must("2 people", "backup", "two.tar.gz")
}
