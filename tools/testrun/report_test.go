package main

import (
	"strings"
	"testing"

	"twoticks/tools/results"
)

func TestReportEndsInTheCountsAndFailsWhereItShould(t *testing.T) {
	test := func(o results.Outcome) results.Test { return results.Test{Where: "p", Name: "x", Outcome: o} }
	cases := []struct {
		name   string
		tests  []results.Test
		strict bool
		last   string
		code   int
	}{
		{"all passed", []results.Test{test(results.Passed)}, true, "1 passed, 0 failed", 0},
		{"one failed", []results.Test{test(results.Passed), test(results.Failed)}, false, "1 passed, 1 failed", 1},
		{"a skip in CI", []results.Test{test(results.Passed), test(results.Skipped)}, true, "1 passed, 0 failed, 1 skipped", 1},
		{"a skip at home", []results.Test{test(results.Passed), test(results.Skipped)}, false, "1 passed, 0 failed, 1 skipped", 0},
		{"nothing ran", nil, false, "0 passed, 0 failed", 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			code := report(&out, results.Run{Layers: []results.Layer{{Name: "go", Tests: c.tests}}}, c.strict)
			lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
			if last := lines[len(lines)-1]; last != c.last || code != c.code {
				t.Errorf("last line %q, code %d; want %q, %d", last, code, c.last, c.code)
			}
		})
	}
}

func TestATestThatRanTwiceCountsByItsSecondRunAndIsNamed(t *testing.T) {
	test := func(name string, o results.Outcome) results.Test {
		return results.Test{Where: "a.spec.ts", Name: name, Outcome: o}
	}
	first := []results.Test{test("x", results.Passed), test("y", results.Failed), test("z", results.Failed)}
	second := []results.Test{test("y", results.Passed), test("z", results.Failed)}
	var out strings.Builder
	code := report(&out, results.Run{Layers: []results.Layer{{Name: "e2e", Tests: replaced(first, second)}}}, true)
	printed := out.String()
	if code != 1 || !strings.Contains(printed, "AGAIN    e2e: a.spec.ts: y") || !strings.Contains(printed, "FAILED   e2e: a.spec.ts: z") || !strings.HasSuffix(printed, "2 passed, 1 failed\n") {
		t.Errorf("code %d, printed:\n%s", code, printed)
	}
}
