// Command spec says which of the sixty criteria the last make test showed.
//
//	spec           prints a row for each requirement, what is missing, and "spec: N of 60"
//	spec -write    also rewrites the list of tests in docs/requirements.md
//
// It takes the criteria from docs/requirements.md and the tests from what make test saved, and runs nothing: it can only
// repeat what a run has shown. A criterion that is not shown is no error; a missing run or an unreadable page is.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"twoticks/tools/results"
)

const page = "docs/requirements.md"

func main() {
	write := flag.Bool("write", false, "rewrite the list of tests in "+page)
	flag.Parse()
	if err := spec(*write); err != nil {
		fmt.Fprintln(os.Stderr, "spec:", err)
		os.Exit(1)
	}
}

func spec(write bool) error {
	body, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	criteria, err := parse(string(body))
	if err != nil {
		return err
	}
	run, err := results.Load(".")
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("there are no results yet: run make test first")
	}
	if err != nil {
		return err
	}
	verdicts := judge(criteria, run)
	var layers []string
	for _, l := range run.Layers {
		layers = append(layers, l.Name)
	}
	fmt.Printf("From the run of make test that began on %s (layers: %s).\n\n", run.Began.Local().Format(time.DateTime), strings.Join(layers, ", "))
	printVerdicts(os.Stdout, verdicts)
	if !write {
		return nil
	}
	updated, err := withTests(string(body), verdicts)
	if err != nil {
		return err
	}
	return os.WriteFile(page, []byte(updated), 0o644)
}
