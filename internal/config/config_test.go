package config

import (
	"errors"
	"flag"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"twoticks/internal/auth"
)

func env(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaults(t *testing.T) {
	c, rest, err := Load(nil, env(), nil)
	if err != nil || len(rest) != 0 {
		t.Fatal(rest, err)
	}
	if c.Listen != "localhost:8080" || c.Data != "./data" || c.Directory != "auto" || c.LimitsScale != 1 || c.LogLevel != slog.LevelInfo {
		t.Errorf("the defaults are %+v", c)
	}
}

func TestFlagAboveVariableAboveFile(t *testing.T) {
	path := write(t, `
listen = "localhost:1001"
data = "file"
registration = "invite"
trusted_proxies = ["10.0.0.0/8", "::1"]
[limits]
scale = 2.5
[log]
level = "debug"
`)
	c, rest, err := Load([]string{"--listen", "localhost:1003", "reset-link", "--config", path, "@ana"},
		env("TWOTICKS_LISTEN", "localhost:1002", "TWOTICKS_DATA", "variable"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "localhost:1003" || c.Data != "variable" || c.Registration != auth.Invite || c.LimitsScale != 2.5 || c.LogLevel != slog.LevelDebug {
		t.Errorf("the settings are %+v", c)
	}
	if len(c.TrustedProxies) != 2 || c.TrustedProxies[1] != netip.MustParsePrefix("::1/128") {
		t.Errorf("the proxies are %v", c.TrustedProxies)
	}
	if strings.Join(rest, " ") != "reset-link @ana" {
		t.Errorf("the arguments are %q", rest)
	}
}

func TestValueOutOfAFile(t *testing.T) {
	path := write(t, "https://chat.example.org\n")
	c, _, err := Load(nil, env("TWOTICKS_PUBLIC_URL_FILE", path), nil)
	if err != nil || c.PublicURL != "https://chat.example.org" {
		t.Errorf("it is %q, %v", c.PublicURL, err)
	}
	_, _, err = Load(nil, env("TWOTICKS_PUBLIC_URL_FILE", path, "TWOTICKS_PUBLIC_URL", "http://localhost"), nil)
	if err == nil {
		t.Error("two values for one setting were taken")
	}
}

// Row 90: a setting that cannot be understood is one line that says where it stands.
func TestBadSettings(t *testing.T) {
	for _, c := range []struct {
		name string
		file string
		args []string
		env  []string
		want []string
	}{
		{name: "unknown key", file: "listen = \"localhost:1\"\nlisen = \"x\"\n", want: []string{"line 2", "lisen"}},
		{name: "unknown key of a table", file: "[log]\ncolour = \"red\"\n", want: []string{"line 2", "log.colour"}},
		{name: "not TOML", file: "listen = \n", want: []string{"line 1"}},
		{name: "wrong type", file: "listen = 8080\n", want: []string{"line 1", "string in quotes"}},
		{name: "number as text", file: "[limits]\nscale = \"2\"\n", want: []string{"line 2", "number"}},
		{name: "list as text", file: "trusted_proxies = \"10.0.0.0/8\"\n", want: []string{"list of strings"}},
		{name: "bad port", env: []string{"TWOTICKS_LISTEN", "localhost:99999"}, want: []string{"TWOTICKS_LISTEN", "port"}},
		{name: "no port", env: []string{"TWOTICKS_LISTEN", "localhost"}, want: []string{"host:port"}},
		{name: "bad registration", args: []string{"--registration", "everybody"}, want: []string{"--registration", "open, invite or closed"}},
		{name: "public URL with a path", env: []string{"TWOTICKS_PUBLIC_URL", "https://example.org/chat"}, want: []string{"TWOTICKS_PUBLIC_URL"}},
		{name: "public URL without a scheme", env: []string{"TWOTICKS_PUBLIC_URL", "example.org"}, want: []string{"https://"}},
		{name: "scale of nothing", env: []string{"TWOTICKS_LIMITS_SCALE", "0"}, want: []string{"above 0"}},
		{name: "queue without a unit", env: []string{"TWOTICKS_QUEUE_KEEP", "7"}, want: []string{"TWOTICKS_QUEUE_KEEP", "168h"}},
		{name: "queue of less than nothing", args: []string{"--queue-keep=-1h"}, want: []string{"--queue-keep", "0 for ever"}},
		{name: "queue of no time", args: []string{"--queue-keep=5ms"}, want: []string{"at least 1s"}},
		{name: "bad level", args: []string{"--log-level=loud"}, want: []string{"debug, info, warn or error"}},
		{name: "bad network", args: []string{"--trusted-proxies=everybody"}, want: []string{"everybody"}},
		{name: "unknown flag", args: []string{"--no-such"}, want: []string{"no-such", "twoticks help"}},
		{name: "no such file", args: []string{"--config", "no/such.toml"}, want: []string{"no/such.toml"}},
		{name: "no such secret", env: []string{"TWOTICKS_DATA_FILE", "no/such"}, want: []string{"TWOTICKS_DATA_FILE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := c.args
			if c.file != "" {
				args = append(args, "--config", write(t, c.file))
			}
			_, _, err := Load(args, env(c.env...), nil)
			var p *Problem
			if !errors.As(err, &p) {
				t.Fatalf("it was taken: %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(p.Line, want) {
					t.Errorf("it says %q, without %q", p.Line, want)
				}
			}
			if strings.Contains(p.Line, "\n") {
				t.Errorf("it says more than one line: %q", p.Line)
			}
		})
	}
}

func TestHelpIsAsked(t *testing.T) {
	if _, _, err := Load([]string{"--help"}, env(), nil); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("--help gives %v", err)
	}
}

func TestPublicURLIsWrittenAsBrowsersDo(t *testing.T) {
	for in, want := range map[string]string{
		"https://Chat.Example.org/": "https://chat.example.org", "https://chat.example.org:443": "https://chat.example.org",
		"http://chat.example.org:8080": "http://chat.example.org:8080", "https://chat.example.org:80": "https://chat.example.org:80",
	} {
		var c Config
		if err := setPublicURL(&c, in); err != nil || c.PublicURL != want {
			t.Errorf("%s becomes %q, %v", in, c.PublicURL, err)
		}
	}
}

func TestExampleIsCurrentAndValid(t *testing.T) {
	on, err := os.ReadFile(filepath.Join("..", "..", "twoticks.example.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if string(on) != Example() {
		t.Error("twoticks.example.toml is not what the options say: run go generate ./internal/config")
	}
	var settings strings.Builder
	for line := range strings.Lines(Example()) {
		if key, _, found := strings.Cut(strings.TrimPrefix(line, "# "), " = "); found && !strings.Contains(key, " ") {
			line = strings.TrimPrefix(line, "# ")
		}
		settings.WriteString(line)
	}
	if _, _, err := Load([]string{"--config", write(t, settings.String())}, env(), nil); err != nil {
		t.Errorf("with every # taken off: %v", err)
	}
}

func FuzzFile(f *testing.F) {
	f.Add(Example())
	f.Add("[log]\nlevel = 'x'")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "f.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := Load([]string{"--config", path}, env(), nil)
		var p *Problem
		if err != nil && !errors.As(err, &p) {
			t.Errorf("not a line for people: %v", err)
		}
	})
}
