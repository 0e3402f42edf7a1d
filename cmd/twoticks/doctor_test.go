package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"twoticks/internal/doctor"
)

// sameAs is another run of the program in the folder of the first.
func sameAs(t *testing.T, first *exec.Cmd, args ...string) *exec.Cmd {
	t.Helper()
	c := program(t, args...)
	c.Dir, c.Env = first.Dir, first.Env
	return c
}

// running starts a server and returns when it is there.
func running(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := program(t, append([]string{"serve"}, args...)...)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(syscall.SIGTERM)
		c.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "Stop with") {
			return c
		}
	}
	t.Fatal("the server does not start")
	return nil
}

func examined(t *testing.T, c *exec.Cmd) (findings []doctor.Finding, code int) {
	t.Helper()
	out, err := c.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Healthy  bool
		Findings []doctor.Finding
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if report.Healthy != (code == 0) {
		t.Errorf("healthy is %v and it ends with %d", report.Healthy, code)
	}
	return report.Findings, code
}

func find(findings []doctor.Finding, about string) string {
	for _, f := range findings {
		if f.About == about {
			return string(f.Level) + ": " + f.Found
		}
	}
	return ""
}

func TestDoctorBesideAServerAndWithoutOne(t *testing.T) {
	server := running(t)
	findings, code := examined(t, sameAs(t, server, "doctor", "--json"))
	if code != 0 || !strings.HasPrefix(find(findings, "websocket"), "good") || !strings.HasPrefix(find(findings, "database"), "good") {
		t.Errorf("beside a server it ends with %d and finds %+v", code, findings)
	}
	server.Process.Signal(syscall.SIGTERM)
	server.Wait()
	findings, code = examined(t, sameAs(t, server, "doctor", "--json"))
	if code != 0 || !strings.Contains(find(findings, "address"), "no server runs") || !strings.HasPrefix(find(findings, "database"), "good") {
		t.Errorf("without a server it ends with %d and finds %+v", code, findings)
	}
	spoilt := []byte(strings.Repeat("this is no database", 1000))
	if err := os.WriteFile(filepath.Join(server.Dir, "data", "twoticks.db"), spoilt, 0o600); err != nil {
		t.Fatal(err)
	}
	findings, code = examined(t, sameAs(t, server, "doctor", "--json"))
	if code != 1 || !strings.HasPrefix(find(findings, "database"), "problem") {
		t.Errorf("with a spoilt file it ends with %d and finds %+v", code, findings)
	}
}

func TestDoctorInWords(t *testing.T) {
	server := running(t)
	out, err := sameAs(t, server, "doctor").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"good     websocket", "warning  backup", "-> set backup_dir"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it does not say %q: %s", want, out)
		}
	}
}
