package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"twoticks/tools/results"
)

// verdict is what a run says of one criterion.
type verdict struct {
	criterion
	tests   []results.Test
	missing []string
}

func (v verdict) shown() bool { return len(v.missing) == 0 }

// shows says whether a test of this layer and place ran the real server or a browser. The client's unit tests and those of the
// rooms that are pure rules can refute a criterion, but do not show one.
func shows(layer string, t results.Test) bool {
	if layer == "web" {
		return false
	}
	return !slices.Contains([]string{"twoticks/internal/messenger", "twoticks/protocol"}, t.Where)
}

func judge(criteria []criterion, run results.Run) []verdict {
	verdicts := make([]verdict, len(criteria))
	at := map[string]int{}
	for i, c := range criteria {
		verdicts[i].criterion = c
		at[c.number] = i
	}
	shownParts := map[string][]string{} // criterion -> parts that a real run showed; "" for a test that names none
	for _, layer := range run.Layers {
		for _, t := range layer.Tests {
			for _, m := range results.Mentions(t.Name) {
				v := &verdicts[at[m.Criterion]]
				v.tests = append(v.tests, t)
				if t.Outcome != results.Passed {
					v.missing = append(v.missing, fmt.Sprintf("%s %s: %s", t.Outcome, t.Where, t.Name))
				} else if shows(layer.Name, t) {
					shownParts[m.Criterion] = append(shownParts[m.Criterion], append([]string{""}, m.Parts...)...)
				}
			}
		}
	}
	for i := range verdicts {
		v := &verdicts[i]
		v.missing = append(v.missing, lacking(*v, shownParts[v.number])...)
	}
	return verdicts
}

// lacking says what no test showed.
func lacking(v verdict, shown []string) (missing []string) {
	for _, part := range v.parts {
		if !slices.Contains(shown, part) {
			missing = append(missing, v.number+" "+part)
		}
	}
	for _, named := range shown {
		if named != "" && !slices.Contains(v.parts, named) {
			missing = append(missing, fmt.Sprintf("a test names a part that the page does not know: %s (%s)", v.number, named))
		}
	}
	switch {
	case len(v.tests) == 0:
		return []string{"no test"}
	case len(shown) == 0:
		return append(missing, "no test on the real server or in a browser")
	}
	return missing
}

// halfThere is true where something was shown and something is missing: that is worth a line of its own.
func (v verdict) halfThere() bool { return !v.shown() && len(v.tests) > 0 }

func printVerdicts(out io.Writer, verdicts []verdict) {
	total := 0
	for first := 0; first < len(verdicts); first += 5 {
		five := verdicts[first : first+5]
		var marks []string
		shown := 0
		for _, v := range five {
			mark := "."
			switch {
			case v.shown():
				mark = "x"
				shown++
			case v.halfThere():
				mark = "/"
			}
			marks = append(marks, mark+" "+v.number)
		}
		total += shown
		fmt.Fprintf(out, "%-4s %d of 5   %s\n", five[0].requirement(), shown, strings.Join(marks, "   "))
	}
	fmt.Fprintln(out, "\nx shown   / half there   . no test")
	for _, v := range verdicts {
		if v.halfThere() {
			fmt.Fprintf(out, "half there: %s: %s\n", v.number, strings.Join(slices.Compact(v.missing), "; "))
		}
	}
	fmt.Fprintf(out, "spec: %d of 60\n", total)
}
