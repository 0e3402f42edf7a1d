package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

const folder = "../../deploy"

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func loadCompose(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{filepath.Join(folder, "compose.yaml")}, cli.WithEnv([]string{"TWOTICKS_DOMAIN=chat.example.org"}))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatalf("compose.yaml does not load: %v", err)
	}
	return project
}

func TestComposeLoads(t *testing.T) {
	project := loadCompose(t)
	if want := []string{"caddy", "node-a", "node-b", "postgres", "redis"}; !slices.Equal(project.ServiceNames(), want) {
		t.Errorf("the services are %v, want %v", project.ServiceNames(), want)
	}
	for _, name := range []string{"node-a", "node-b"} {
		node := project.Services[name]
		if node.Build == nil || node.Build.Dockerfile != "deploy/Dockerfile" || !node.ReadOnly || len(node.CapDrop) != 1 {
			t.Errorf("%s is not built from here, or may more than it needs: %+v", name, node.Build)
		}
		if url := node.Environment["TWOTICKS_PUBLIC_URL"]; url == nil || *url != "https://chat.example.org" {
			t.Errorf("%s does not know its address", name)
		}
		if len(node.Ports) > 0 {
			t.Errorf("%s is published past the balancer", name)
		}
	}
	for _, name := range []string{"postgres", "redis", "caddy"} {
		if check := project.Services[name].HealthCheck; check == nil || len(check.Test) == 0 {
			t.Errorf("%s is never asked whether it is well", name)
		}
	}
	for _, name := range []string{"postgres", "redis"} {
		if node := project.Services["node-a"]; node.DependsOn[name].Condition != types.ServiceConditionHealthy {
			t.Errorf("a node starts before %s is there", name)
		}
	}
}

func TestComposeNeedsADomain(t *testing.T) {
	options, err := cli.NewProjectOptions([]string{filepath.Join(folder, "compose.yaml")}, cli.WithEnv(nil))
	if err == nil {
		_, err = options.LoadProject(t.Context())
	}
	if err == nil || !strings.Contains(err.Error(), "TWOTICKS_DOMAIN") {
		t.Errorf("without a domain: %v", err)
	}
}

// Secrets are files that make-secrets.sh writes, and nothing else holds one.
func TestSecretsAreFiles(t *testing.T) {
	project := loadCompose(t)
	copied := t.TempDir()
	script := filepath.Join(copied, "make-secrets.sh")
	if err := os.WriteFile(script, []byte(read(t, "make-secrets.sh")), 0o755); err != nil {
		t.Fatal(err)
	}
	run := func() {
		t.Helper()
		if out, err := exec.Command("sh", script).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	run()
	content := map[string]string{}
	for name, secret := range project.Secrets {
		text, err := os.ReadFile(filepath.Join(copied, "secrets", filepath.Base(secret.File)))
		if err != nil || len(text) < 20 {
			t.Errorf("%s is not written: %v", name, err)
		}
		content[name] = string(text)
	}
	if !strings.Contains(content["database"], ":"+content["postgres_password"]+"@postgres:5432/") {
		t.Error("the address of the database has another password than the database")
	}
	if info, err := os.Stat(filepath.Join(copied, "secrets")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("others can look into the folder: %v, %v", info, err)
	}
	run()
	if again, err := os.ReadFile(filepath.Join(copied, "secrets", "database")); err != nil || string(again) != content["database"] {
		t.Errorf("a second run makes others: %v", err)
	}
	for name, service := range project.Services {
		for variable, value := range service.Environment {
			if value != nil && strings.Contains(strings.ToLower(variable), "password") && !strings.HasPrefix(*value, "/run/secrets/") {
				t.Errorf("%s: %s holds a secret", name, variable)
			}
		}
	}
}

func TestDockerfileParses(t *testing.T) {
	file, err := os.Open(filepath.Join(folder, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	tree, err := parser.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	stages, _, err := instructions.Parse(tree.AST, nil)
	if err != nil {
		t.Fatal(err)
	}
	last := stages[len(stages)-1]
	if last.BaseName != "scratch" {
		t.Errorf("the image stands on %s", last.BaseName)
	}
	var user string
	checked := false
	for _, command := range last.Commands {
		switch c := command.(type) {
		case *instructions.UserCommand:
			user = c.User
		case *instructions.HealthCheckCommand:
			checked = c.Health != nil && slices.Equal(c.Health.Test, []string{"CMD", "/twoticks", "health"})
		}
	}
	if user == "" || strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
		t.Errorf("it runs as %q", user)
	}
	if !checked {
		t.Error("it is never asked whether it is well")
	}
}

// The unit names a program that is installed nowhere here: another one stands in for it.
func TestUnitPassesSystemd(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd is not installed")
	}
	unit := filepath.Join(t.TempDir(), "twoticks.service")
	text := strings.ReplaceAll(read(t, "twoticks.service"), "/usr/local/bin/twoticks", "/bin/true")
	if err := os.WriteFile(unit, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", unit).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}

func TestCaddyfilePassesCaddy(t *testing.T) {
	caddy, err := exec.LookPath("caddy")
	if err != nil {
		t.Skip("Caddy is not installed")
	}
	check := exec.Command(caddy, "validate", "--adapter", "caddyfile", "--config", filepath.Join(folder, "Caddyfile"))
	check.Env = append(os.Environ(), "TWOTICKS_DOMAIN=chat.example.org", "HOME="+t.TempDir(), "XDG_DATA_HOME="+t.TempDir())
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
