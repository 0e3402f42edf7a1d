package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"twoticks/tools/results"
)

// report prints what a person wants to know at the end and returns the exit code. The closing line is a format that
// programs read: nothing may follow it.
func report(out io.Writer, run results.Run, strict bool) int {
	passed, failed, skipped := 0, 0, 0
	fmt.Fprintln(out)
	for _, l := range run.Layers {
		passed += l.Count(results.Passed)
		failed += l.Count(results.Failed)
		skipped += l.Count(results.Skipped)
		remarks(out, l, strict)
	}
	table(out, run)
	fmt.Fprintln(out)
	code := 0
	switch {
	case failed > 0:
		code = 1
	case passed == 0:
		fmt.Fprintln(out, "No test ran, so nothing was shown.")
		code = 1
	case skipped > 0 && strict:
		fmt.Fprintln(out, "Where CI is set, a skipped test counts as a failed run.")
		code = 1
	}
	fmt.Fprintf(out, "%d passed, %d failed", passed, failed)
	if skipped > 0 {
		fmt.Fprintf(out, ", %d skipped", skipped)
	}
	fmt.Fprintln(out)
	return code
}

// remarks names what failed, what was skipped and what was slow.
func remarks(out io.Writer, l results.Layer, strict bool) {
	limits := layer{}
	for _, known := range layers {
		if known.name == l.Name {
			limits = known
		}
	}
	for _, t := range l.Tests {
		switch {
		case t.Outcome == results.Failed:
			fmt.Fprintf(out, "FAILED   %s: %s: %s\n", l.Name, t.Where, t.Name)
		case t.Outcome == results.Skipped && strict:
			fmt.Fprintf(out, "SKIPPED  %s: %s: %s\n", l.Name, t.Where, t.Name)
		case t.Again:
			fmt.Fprintf(out, "AGAIN    %s: %s: %s failed beside others and passed alone\n", l.Name, t.Where, t.Name)
		case limits.slow > 0 && seconds(t.Seconds) > limits.slow:
			fmt.Fprintf(out, "SLOW     %s: %s: %s took %.1f s, meant to stay below %v\n", l.Name, t.Where, t.Name, t.Seconds, limits.slow)
		}
	}
	if limits.budget > 0 && seconds(l.Seconds) > limits.budget {
		fmt.Fprintf(out, "SLOW     %s: the layer took %.0f s, meant to stay below %v\n", l.Name, l.Seconds, limits.budget)
	}
}

func table(out io.Writer, run results.Run) {
	const row = "%-8s %7s %8s %8s %9s\n"
	fmt.Fprintf(out, row, "layer", "tests", "passed", "failed", "seconds")
	fmt.Fprintln(out, strings.Repeat("-", 44))
	for _, l := range run.Layers {
		fmt.Fprintf(out, row, l.Name, fmt.Sprint(len(l.Tests)), fmt.Sprint(l.Count(results.Passed)),
			fmt.Sprint(l.Count(results.Failed)), fmt.Sprintf("%.1f", l.Seconds))
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
