package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A server that cannot run says why in one line, ends with an exit status that is not 0, and says no secret.
type badStart struct {
	name string
	// prepare makes what is needed in the folder, and returns the arguments.
	prepare func(t *testing.T, folder string) []string
	code    int
	want    []string
}

func put(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func with(args ...string) func(*testing.T, string) []string {
	return func(*testing.T, string) []string { return args }
}

var badStarts = []badStart{
	{"unknown key in the file", func(t *testing.T, folder string) []string {
		return []string{"--config", put(t, folder, "settings.toml", "lisen = \"localhost:1\"\n")}
	}, 2, []string{"line 1", "no setting lisen"}},
	{"unknown flag", with("--lisen", "x"), 2, []string{"lisen", "twoticks help"}},
	{"a domain with its scheme", with("--domain", "https://chat.example.org"), 2, []string{"--domain", "without https://"}},
	{"an address as a domain", with("--domain", "192.0.2.1"), 2, []string{"--domain", "chat.example.org"}},
	{"a certificate without its key", with("--tls-cert", "cert.pem"), 2, []string{"tls_key"}},
	{"a key in place of its file", with("--tls-cert", "cert.pem", "--tls-key", "-----BEGIN PRIVATE KEY-----\nMC4"), 2, []string{"--tls-key: it should be the name of a file"}},
	{"a domain and a certificate", with("--domain", "chat.example.org", "--tls-cert", "c", "--tls-key", "k"), 2, []string{"both set"}},
	{"http in public_url of a server with TLS", with("--domain", "chat.example.org", "--public-url", "http://chat.example.org"), 2, []string{"public_url", "https://"}},
	{"no such certificate", with("--tls-cert", "none.pem", "--tls-key", "none.key"), 1, []string{"none.pem", "no such file", "TWOTICKS_TLS_CERT"}},
	{"a certificate that is none", func(t *testing.T, folder string) []string {
		return []string{"--tls-cert", put(t, folder, "cert.pem", "nothing"), "--tls-key", put(t, folder, "key.pem", "nothing")}
	}, 1, []string{"cert.pem", "key.pem", "PEM"}},
	{"a certificate that may not be read", func(t *testing.T, folder string) []string {
		if err := os.Mkdir(filepath.Join(folder, "cert.pem"), 0o700); err != nil {
			t.Fatal(err)
		}
		return []string{"--tls-cert", filepath.Join(folder, "cert.pem"), "--tls-key", put(t, folder, "key.pem", "nothing")}
	}, 1, []string{"cannot read the certificate", "cert.pem"}},
	{"metrics nowhere", with("--metrics-listen", "203.0.113.1:9090"), 1, []string{"203.0.113.1", "TWOTICKS_METRICS_LISTEN"}},
	{"a folder that cannot be made", with("--data", "/dev/null/data"), 1, []string{"data folder", "TWOTICKS_DATA"}},
	{"a database that is none", func(t *testing.T, folder string) []string {
		data := filepath.Join(folder, "data")
		if err := os.Mkdir(data, 0o700); err != nil {
			t.Fatal(err)
		}
		put(t, data, "twoticks.db", strings.Repeat("this is no database", 1000))
		return nil
	}, 1, []string{"cannot open the database"}},
}

func TestBadSettingsAreOneLine(t *testing.T) {
	for _, c := range badStarts {
		t.Run(c.name, func(t *testing.T) { c.check(t) })
	}
}

// check starts a server that cannot run, and returns what it prints.
func (b badStart) check(t *testing.T, environment ...string) string {
	t.Helper()
	c := program(t, "serve")
	c.Env = append(c.Env, environment...)
	c.Args = append(c.Args, b.prepare(t, c.Dir)...)
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != b.code {
		t.Errorf("it ends with %v, want %d", err, b.code)
	}
	text := string(out)
	if strings.Count(text, "\n") != 1 {
		t.Errorf("it prints more or less than one line: %q", text)
	}
	for _, want := range b.want {
		if !strings.Contains(text, want) {
			t.Errorf("it prints %q, without %q", text, want)
		}
	}
	return text
}

func TestTwoServersOnOneFolder(t *testing.T) {
	first := running(t)
	badStart{code: 1, want: []string{"in use by another twoticks", "TWOTICKS_DATA"}, prepare: with("--data", filepath.Join(first.Dir, "data"))}.check(t)
}
