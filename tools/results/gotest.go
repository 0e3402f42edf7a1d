package results

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
)

type goEvent struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Elapsed    float64
	Output     string
}

// GoWatcher hears of things while go test still runs. The function may be nil.
type GoWatcher struct {
	// Package is called when a package has ended, with all it printed if it failed.
	Package func(name string, outcome Outcome, seconds float64, output string)
}

// goPackage gathers one package's events until its own end arrives.
type goPackage struct {
	tests  map[string]*Test
	output strings.Builder
}

// ReadGo reads the stream of go test -json to its end.
//
// A package that fails without a failing test (it does not compile, TestMain gave up, a goroutine panicked between tests)
// is itself reported as a failed test: nothing red may be lost in the count.
func ReadGo(stream io.Reader, watch GoWatcher) ([]Test, error) {
	packages := map[string]*goPackage{}
	var all []Test
	lines := bufio.NewScanner(stream)
	lines.Buffer(make([]byte, 64*1024), 16*1024*1024)
	for lines.Scan() {
		var e goEvent
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return all, fmt.Errorf("read go test report: %w in %.80q", err, lines.Text())
		}
		if e.Package == "" {
			// Build output carries "importpath [variant]" instead of the package.
			e.Package, _, _ = strings.Cut(e.ImportPath, " ")
		}
		p := packages[e.Package]
		if p == nil {
			p = &goPackage{tests: map[string]*Test{}}
			packages[e.Package] = p
		}
		if done, outcome := p.take(e); done {
			all = append(all, p.leaves(e.Package, outcome)...)
			if watch.Package != nil && !(outcome == Skipped && len(p.tests) == 0) {
				watch.Package(e.Package, outcome, e.Elapsed, p.output.String())
			}
		}
	}
	if err := lines.Err(); err != nil {
		return all, fmt.Errorf("read go test report: %w", err)
	}
	return all, nil
}

// take applies one event; done says that the package has ended.
func (p *goPackage) take(e goEvent) (done bool, outcome Outcome) {
	switch e.Action {
	case "output", "build-output":
		p.output.WriteString(e.Output)
		return false, ""
	case "run":
		p.tests[e.Test] = &Test{Where: e.Package, Outcome: Failed}
		return false, ""
	case "pass":
		outcome = Passed
	case "fail":
		outcome = Failed
	case "skip":
		outcome = Skipped
	default:
		return false, ""
	}
	if e.Test == "" {
		return true, outcome
	}
	if t := p.tests[e.Test]; t != nil {
		t.Outcome, t.Seconds = outcome, e.Elapsed
	}
	return false, ""
}

// leaves returns the tests that have no subtests, parents only where they failed by themselves.
func (p *goPackage) leaves(name string, outcome Outcome) []Test {
	children := map[string]int{}
	failedBelow := map[string]bool{}
	for full, t := range p.tests {
		for parent := full; ; {
			cut := strings.LastIndexByte(parent, '/')
			if cut < 0 {
				break
			}
			parent = parent[:cut]
			children[parent]++
			failedBelow[parent] = failedBelow[parent] || t.Outcome == Failed
		}
	}
	var kept []Test
	anyFailed := false
	for full, t := range p.tests {
		if children[full] > 0 && (t.Outcome != Failed || failedBelow[full]) {
			continue
		}
		t.Name = strings.ReplaceAll(full, "_", " ")
		anyFailed = anyFailed || t.Outcome == Failed
		kept = append(kept, *t)
	}
	if outcome == Failed && !anyFailed {
		kept = append(kept, Test{Where: name, Name: "the package as a whole", Outcome: Failed})
	}
	sort.Slice(kept, func(i, j int) bool { return kept[i].Name < kept[j].Name })
	return kept
}
