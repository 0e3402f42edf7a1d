package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// project lays out a small module with one test that names R3.1, and commits nothing: git only has to list the files.
func project(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for path, body := range map[string]string{
		"go.mod":       "module trial\n\ngo 1.26\n",
		"tick.go":      "package trial\n\nfunc tick() string { return \"sent\" }\n",
		"tick_test.go": "package trial\n\nimport \"testing\"\n\nfunc TestTick(t *testing.T) {\n\tt.Run(\"R3.1 sent\", func(t *testing.T) {\n\t\tif tick() != \"sent\" {\n\t\t\tt.Fatal(tick())\n\t\t}\n\t})\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(root, path), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(root, "node_modules"), 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("git", "init", "-q", root).CombinedOutput(); err != nil {
		t.Fatalf("git init: %v %s", err, out)
	}
	return root
}

func TestAPatchBitesOnlyWhenATestThatNamesTheRequirementGoesRed(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test in copies")
	}
	const diff = "--- a/tick.go\n+++ b/tick.go\n@@ -1,3 +1,3 @@\n package trial\n \n-func tick() string { return \"sent\" }\n"
	cases := []struct{ name, requirement, patch, complaint string }{
		{"a change that matters", "R3", "Says it was read.\ntest: go . TestTick\n" + diff + "+func tick() string { return \"read\" }\n", ""},
		{"a change that does not", "R3", "test: go . TestTick\n" + diff + "+func tick() string { return \"se\" + \"nt\" }\n", "none that names R3 went red"},
		{"another requirement's test", "R4", "test: go . TestTick\n" + diff + "+func tick() string { return \"read\" }\n", "none that names R4 went red"},
		{"a copy that does not compile", "R3", "test: go . TestTick\n" + diff + "+func tick() string { return nothing }\n", "none that names R3 went red"},
		{"older code", "R3", "test: go . TestTick\n" + strings.Replace(diff, "package trial", "package other", 1) + "+\n", "does not apply any more"},
		{"no test named", "R3", diff + "+\n", "which test is to find it"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			patch := filepath.Join(t.TempDir(), c.requirement+".patch")
			if err := os.WriteFile(patch, []byte(c.patch), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := try(t.Context(), project(t), c.requirement, patch)
			switch {
			case c.complaint == "" && err != nil:
				t.Errorf("not found: %v", err)
			case c.complaint != "" && (err == nil || !strings.Contains(err.Error(), c.complaint)):
				t.Errorf("said %v, want %q", err, c.complaint)
			}
		})
	}
}
