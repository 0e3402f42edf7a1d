package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// criterion is one row of docs/requirements.md.
type criterion struct {
	number string // R3.2
	parts  []string
}

// requirement is the number before the dot.
func (c criterion) requirement() string {
	before, _, _ := strings.Cut(c.number, ".")
	return before
}

const (
	beginTests = "<!-- tests:begin, written by make spec WRITE=1 -->"
	endTests   = "<!-- tests:end -->"
)

var row = regexp.MustCompile(`(?m)^\| (R\d+\.\d) \| [^|]+ \|([^|]*)\| [^|]+ \|$`)

// parse reads the criteria off the page and insists on all sixty, in order: a row that lost its shape must not go unnoticed.
func parse(body string) ([]criterion, error) {
	var all []criterion
	for _, m := range row.FindAllStringSubmatch(body, -1) {
		c := criterion{number: m[1]}
		for part := range strings.SplitSeq(m[2], ",") {
			if part = strings.TrimSpace(part); part != "" {
				c.parts = append(c.parts, part)
			}
		}
		all = append(all, c)
	}
	i := 0
	for r := 1; r <= 12; r++ {
		for n := 1; n <= 5; n++ {
			want := fmt.Sprintf("R%d.%d", r, n)
			if i >= len(all) || all[i].number != want {
				return nil, fmt.Errorf("%s: no row of the usual shape for %s where it should stand", page, want)
			}
			i++
		}
	}
	if i != len(all) {
		return nil, fmt.Errorf("%s: %d rows, meant to be sixty", page, len(all))
	}
	return all, nil
}

// withTests puts the list of tests between its two markers.
func withTests(body string, verdicts []verdict) (string, error) {
	before, rest, found := strings.Cut(body, beginTests)
	_, after, ended := strings.Cut(rest, endTests)
	if !found || !ended {
		return "", fmt.Errorf("%s: the markers round the list of tests are gone", page)
	}
	var list strings.Builder
	for _, v := range verdicts {
		if len(v.tests) == 0 {
			continue
		}
		fmt.Fprintf(&list, "- **%s**", v.number)
		if !v.shown() {
			fmt.Fprintf(&list, " (not yet: %s)", strings.Join(v.missing, "; "))
		}
		list.WriteString("\n")
		for _, line := range testLines(v) {
			fmt.Fprintf(&list, "  - %s\n", line)
		}
	}
	return before + beginTests + "\n\n" + list.String() + "\n" + endTests + after, nil
}

func testLines(v verdict) []string {
	var lines []string
	for _, t := range v.tests {
		lines = append(lines, fmt.Sprintf("`%s`: %s", strings.TrimPrefix(t.Where, "twoticks/"), escape(t.Name)))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

var special = regexp.MustCompile("[\\\\`*_<>\\[\\]|]")

func escape(text string) string { return special.ReplaceAllString(text, `\$0`) }
