package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"twoticks/tools/results"
)

// selection is a line "test: <layer> <where> <pattern>" of a patch's head: which test is to find it.
//
//	test: go ./internal/store/sqlite TestAppend
//	test: web web/src/sync/receipts.test.ts R8.5
//	test: e2e e2e/ticks.spec.ts R3\.2
//
// The pattern is whatever the runner takes: -run, -t or -g.
type selection struct {
	layer, where, pattern string
}

// readHead takes the selections off the lines above the diff. The other lines there say, for people, what is broken.
func readHead(patch string) ([]selection, error) {
	var found []selection
	for line := range strings.Lines(patch) {
		if strings.HasPrefix(line, "diff ") || strings.HasPrefix(line, "--- ") {
			break
		}
		rest, is := strings.CutPrefix(strings.TrimSpace(line), "test: ")
		if !is {
			continue
		}
		words := strings.SplitN(rest, " ", 3)
		if len(words) != 3 || runners[words[0]] == nil {
			return nil, fmt.Errorf("cannot read %q: it should be test: go|web|e2e, a place, a pattern", strings.TrimSpace(line))
		}
		found = append(found, selection{words[0], words[1], words[2]})
	}
	if len(found) == 0 {
		return nil, errors.New(`no line "test: …" above the diff says which test is to find it`)
	}
	return found, nil
}

// try breaks a copy and returns the test that noticed.
func try(ctx context.Context, root, requirement, patchPath string) (results.Test, error) {
	ctx, cancel := context.WithTimeout(ctx, patchTime)
	defer cancel()
	body, err := os.ReadFile(patchPath)
	if err != nil {
		return results.Test{}, err
	}
	selections, err := readHead(string(body))
	if err != nil {
		return results.Test{}, err
	}
	broken, err := copyTree(ctx, root)
	if err != nil {
		return results.Test{}, err
	}
	defer broken.remove()
	if err := broken.apply(ctx, patchPath); err != nil {
		return results.Test{}, err
	}
	tests, err := broken.run(ctx, selections)
	if err != nil {
		return results.Test{}, err
	}
	red, ok := redFor(requirement, tests)
	if !ok {
		return results.Test{}, fmt.Errorf("%d tests ran and none that names %s went red", len(tests), requirement)
	}
	return red, wasGreen(ctx, root, red, selections)
}

// redFor finds a failed test whose name claims a criterion of the requirement.
func redFor(requirement string, tests []results.Test) (results.Test, bool) {
	for _, t := range tests {
		if t.Outcome != results.Failed {
			continue
		}
		for _, m := range results.Mentions(t.Name) {
			if strings.HasPrefix(m.Criterion, requirement+".") {
				return t, true
			}
		}
	}
	return results.Test{}, false
}

// wasGreen makes sure that the breaking made the test red: it passed in the last make test, or passes now in a copy left whole.
func wasGreen(ctx context.Context, root string, red results.Test, selections []selection) error {
	if run, err := results.Load(root); err == nil {
		for _, layer := range run.Layers {
			if outcomeOf(red, layer.Tests) == results.Passed {
				return nil
			}
		}
	}
	whole, err := copyTree(ctx, root)
	if err != nil {
		return err
	}
	defer whole.remove()
	tests, err := whole.run(ctx, selections)
	if err != nil {
		return fmt.Errorf("without the patch: %w", err)
	}
	if o := outcomeOf(red, tests); o != results.Passed {
		return fmt.Errorf("%q is not green without the patch either", red.Name)
	}
	return nil
}

func outcomeOf(wanted results.Test, tests []results.Test) results.Outcome {
	for _, t := range tests {
		if t.Where == wanted.Where && t.Name == wanted.Name {
			return t.Outcome
		}
	}
	return ""
}
