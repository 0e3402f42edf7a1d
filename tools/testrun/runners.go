package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"twoticks/tools/results"
)

// runGo runs every package's tests anew: a cached result would say "ran" of something that did not.
func runGo(root string) ([]results.Test, error) {
	cmd := exec.Command("go", "test", "-json", "-count=1", "-timeout=10m", "./...")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	stream, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	raw, err := os.Create(filepath.Join(root, results.Folder, "go.jsonl"))
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	tests, readErr := results.ReadGo(io.TeeReader(stream, raw), results.GoWatcher{Package: printPackage})
	return tests, errors.Join(readErr, unexplained(cmd.Wait(), tests))
}

func printPackage(name string, outcome results.Outcome, seconds float64, output string) {
	if outcome == results.Failed {
		fmt.Print(output)
		fmt.Printf("FAIL  %s  %.1f s\n", name, seconds)
		return
	}
	if !strings.Contains(output, "[no test files]") {
		fmt.Printf("ok    %s  %.1f s\n", name, seconds)
	}
}

// runWeb runs the client's unit tests.
func runWeb(root string) ([]results.Test, error) {
	report, runErr := runNode(root, "vitest.json", "vitest", "run", "--config", "web/vite.config.ts")
	if report == nil {
		return nil, runErr
	}
	tests, err := results.ReadVitest(root, report)
	return tests, errors.Join(err, unexplained(runErr, tests))
}

// inTurn makes one layer of several.
func inTurn(runners ...func(string) ([]results.Test, error)) func(string) ([]results.Test, error) {
	return func(root string) (tests []results.Test, err error) {
		for _, run := range runners {
			ran, runErr := run(root)
			tests, err = append(tests, ran...), errors.Join(err, runErr)
		}
		return tests, err
	}
}

// fewFailed is how many failed scenarios are looked at again.
const fewFailed = 3

// runBrowsers runs the scenarios of one of Playwright's projects in real browsers against the built binary, so many at a
// time. Where several share two cores, a few that failed are run again alone: they count by that, and are named.
func runBrowsers(project string, atATime int) func(root string) ([]results.Test, error) {
	return func(root string) ([]results.Test, error) {
		tests, err := playwright(root, "--project="+project, fmt.Sprint("--workers=", atATime))
		failed := 0
		for _, t := range tests {
			if t.Outcome == results.Failed {
				failed++
			}
		}
		if err != nil || failed == 0 || failed > fewFailed || atATime == 1 {
			return tests, err
		}
		again, err := playwright(root, "--project="+project, "--workers=1", "--last-failed")
		return replaced(tests, again), err
	}
}

// replaced takes the second outcome of tests that ran twice.
func replaced(tests, again []results.Test) []results.Test {
	for i, t := range tests {
		same := func(other results.Test) bool { return other.Where == t.Where && other.Name == t.Name }
		if j := slices.IndexFunc(again, same); j >= 0 {
			tests[i] = again[j]
			tests[i].Again = again[j].Outcome == results.Passed
		}
	}
	return tests
}

func playwright(root string, args ...string) ([]results.Test, error) {
	report, runErr := runNode(root, "e2e.json", "playwright", append([]string{"test"}, args...)...)
	if report == nil {
		return nil, runErr
	}
	tests, err := results.ReadPlaywright(report)
	return tests, errors.Join(err, unexplained(runErr, tests))
}

// runNode runs a program of node_modules and returns the report it wrote, or nil where it wrote none.
func runNode(root, reportFile, program string, args ...string) (report []byte, err error) {
	path := filepath.Join(root, results.Folder, reportFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(root, "node_modules", ".bin", program), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, os.Stdout, os.Stderr
	runErr := cmd.Run()
	report, err = os.ReadFile(path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s left no report", program), runErr)
	}
	return report, runErr
}

// unexplained keeps a runner's error only when no failed test accounts for it.
func unexplained(err error, tests []results.Test) error {
	for _, t := range tests {
		if t.Outcome == results.Failed {
			return nil
		}
	}
	return err
}
