// Command testrun is the inside of make test: it runs the layers of tests one after another, keeps what they reported
// and closes with a table and one line of counts.
//
// It expects everything built and installed (tools/test.sh sees to that) and reads no other state. It ends with an error
// when a test failed, when a layer could not run, when no test ran at all, and, where CI is set, when a test was skipped.
// make spec and make bite read what it saved.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"twoticks/tools/results"
)

// layer is one runner with the time it is meant to need on two cores.
type layer struct {
	name   string
	run    func(root string) ([]results.Test, error)
	budget time.Duration
	// slow is how long a single test may take before it is named in the closing lines.
	slow time.Duration
}

var layers = []layer{
	{name: "go", run: runGo, budget: 5 * time.Minute, slow: 10 * time.Second},
	{name: "web", run: runWeb, budget: 30 * time.Second, slow: time.Second},
	// Those in which latencies are asserted first, and alone.
	{name: "e2e", run: inTurn(runBrowsers("measured", 1), runBrowsers("e2e", 2)), budget: 8 * time.Minute, slow: time.Minute},
	// The main path in Firefox and WebKitGTK. Their own drivers open them, so Playwright is only the runner.
	{name: "browsers", run: runBrowsers("browsers", 1), budget: time.Minute, slow: time.Minute},
	{name: "nodes", run: inTurn(runBrowsers("nodes-measured", 1), runBrowsers("nodes", 2)), budget: 3 * time.Minute, slow: time.Minute},
	{name: "all-on-nodes", run: inTurn(runBrowsers("all-on-nodes-measured", 1), runBrowsers("all-on-nodes", 2)), slow: time.Minute},
}

func main() {
	chosen := flag.String("layers", "go,web,e2e,nodes", "which layers to run, by comma")
	flag.Parse()
	code, err := testrun(strings.Split(*chosen, ","), os.Getenv("CI") != "")
	if err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
		code = 1
	}
	os.Exit(code)
}

func testrun(chosen []string, strict bool) (code int, err error) {
	root, err := os.Getwd()
	if err != nil {
		return 1, err
	}
	if err := os.MkdirAll(filepath.Join(root, results.Folder), 0o755); err != nil {
		return 1, err
	}
	run := results.Run{Began: time.Now().UTC()}
	for _, l := range layers {
		if !slices.Contains(chosen, l.name) {
			continue
		}
		fmt.Printf("== %s\n", l.name)
		began := time.Now()
		tests, err := l.run(root)
		if err != nil {
			tests = append(tests, results.Test{Where: l.name, Name: "the layer could not run: " + err.Error(), Outcome: results.Failed})
		}
		run.Layers = append(run.Layers, results.Layer{Name: l.name, Seconds: time.Since(began).Seconds(), Tests: tests})
	}
	if err := results.Save(root, run); err != nil {
		return 1, err
	}
	return report(os.Stdout, run, strict), nil
}
