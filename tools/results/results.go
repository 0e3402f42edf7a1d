// Package results reads what the test runners of this project report and keeps it in one form.
//
// Three runners, three formats: go test -json, Vitest's and Playwright's JSON reporters. Each reader turns its format into
// the same list of tests, so that the table of make test, the criteria of make spec and the verdicts of make bite
// count the same things. It runs nothing itself. Called by the programs beside it under tools/. A report that cannot be
// read is an error, never an empty list: no tests and no report are different findings.
package results

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Outcome is how one test ended.
type Outcome string

// The three ways a test can end. A test that began and never ended has failed.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
)

// Test is one leaf: a test function, a subtest without subtests of its own, or a browser scenario.
type Test struct {
	// Where is the Go package or the file, relative to the project.
	Where string `json:"where"`
	// Name is the full title, outer titles first, as a person would write it (Go's underscores are spaces again).
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
	Seconds float64 `json:"seconds"`
	// Again says that it failed while others ran beside it, and passed when it ran alone.
	Again bool `json:"again,omitempty"`
}

// Layer is one runner's share of a run.
type Layer struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Tests   []Test  `json:"tests"`
}

// Count returns how many tests of the layer ended in the given way.
func (l Layer) Count(o Outcome) int {
	n := 0
	for _, t := range l.Tests {
		if t.Outcome == o {
			n++
		}
	}
	return n
}

// Run is one make test.
type Run struct {
	Began  time.Time `json:"began"`
	Layers []Layer   `json:"layers"`
}

// Folder is where reports lie, relative to the project's root. Git ignores it.
const Folder = ".results"

const runFile = "tests.json"

// Save writes the run where Load finds it.
func Save(root string, run Run) error {
	body, err := json.MarshalIndent(run, "", " ")
	if err != nil {
		return fmt.Errorf("save results: %w", err)
	}
	folder := filepath.Join(root, Folder)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("save results: %w", err)
	}
	return os.WriteFile(filepath.Join(folder, runFile), append(body, '\n'), 0o644)
}

// Load reads the last saved run. The error is fs.ErrNotExist when there was none.
func Load(root string) (Run, error) {
	var run Run
	body, err := os.ReadFile(filepath.Join(root, Folder, runFile))
	if err != nil {
		return run, fmt.Errorf("load results: %w", err)
	}
	if err := json.Unmarshal(body, &run); err != nil {
		return run, fmt.Errorf("load results: %w", err)
	}
	return run, nil
}
