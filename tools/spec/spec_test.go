package main

import (
	"os"
	"strings"
	"testing"

	"twoticks/tools/results"
)

func readCriteria(t *testing.T) (string, []criterion) {
	t.Helper()
	body, err := os.ReadFile("../../" + page)
	if err != nil {
		t.Fatal(err)
	}
	criteria, err := parse(string(body))
	if err != nil {
		t.Fatal(err)
	}
	return string(body), criteria
}

func TestThePageHasAllSixtyAndARowOutOfShapeIsNoticed(t *testing.T) {
	body, criteria := readCriteria(t)
	if len(criteria) != 60 {
		t.Fatalf("%d criteria", len(criteria))
	}
	if _, err := parse(strings.Replace(body, "| R7.3 |", "| R7,3 |", 1)); err == nil || !strings.Contains(err.Error(), "R7.3") {
		t.Errorf("a lost row gave %v", err)
	}
}

func TestWhatCountsAsShown(t *testing.T) {
	_, criteria := readCriteria(t)
	run := results.Run{Layers: []results.Layer{
		{Name: "e2e", Tests: []results.Test{
			{Where: "a.spec.ts", Name: "R3.1 one tick", Outcome: results.Passed},
			{Where: "a.spec.ts", Name: "R3.2 (direct) two ticks", Outcome: results.Passed},
			{Where: "a.spec.ts", Name: "R2.3 in one of two", Outcome: results.Passed},
			{Where: "b.spec.ts", Name: "R2.3 in the other", Outcome: results.Failed},
			{Where: "b.spec.ts", Name: "R2.4 left out", Outcome: results.Skipped},
			{Where: "b.spec.ts", Name: "R3.3 (direct) blue", Outcome: results.Passed},
			{Where: "b.spec.ts", Name: "R3.3 (group) blue", Outcome: results.Passed},
			{Where: "b.spec.ts", Name: "R4.3 (nobody) dots", Outcome: results.Passed},
		}},
		{Name: "web", Tests: []results.Test{{Where: "c.test.ts", Name: "R6.1 backoff", Outcome: results.Passed}}},
		{Name: "go", Tests: []results.Test{
			{Where: "twoticks/internal/app", Name: "TestX/R8.5 once", Outcome: results.Passed},
			{Where: "twoticks/internal/messenger", Name: "TestX/R8.3 covers", Outcome: results.Passed},
		}},
	}}
	want := map[string]string{
		"R3.1": "", "R3.3": "", "R8.5": "",
		"R1.1": "no test",
		"R3.2": "R3.2 group",
		"R2.3": "failed b.spec.ts: R2.3 in the other",
		"R2.4": "skipped b.spec.ts: R2.4 left out; no test on the real server or in a browser",
		"R8.3": "no test on the real server or in a browser",
		"R6.1": "no test on the real server or in a browser",
		"R4.3": "R4.3 direct; R4.3 group; a test names a part that the page does not know: R4.3 (nobody)",
	}
	verdicts := judge(criteria, run)
	for _, v := range verdicts {
		if w, listed := want[v.number]; listed && strings.Join(v.missing, "; ") != w {
			t.Errorf("%s lacks %q, want %q", v.number, v.missing, w)
		}
	}
	var out strings.Builder
	printVerdicts(&out, verdicts)
	if !strings.HasSuffix(out.String(), "\nspec: 3 of 60\n") {
		t.Errorf("ends in %q", out.String()[len(out.String())-40:])
	}
}

func TestTheListOfTestsIsReplacedAndNothingElse(t *testing.T) {
	body, criteria := readCriteria(t)
	run := results.Run{Layers: []results.Layer{{Name: "e2e", Tests: []results.Test{{Where: "a.spec.ts", Name: "R1.2 <b>", Outcome: results.Passed}}}}}
	once, err := withTests(body, judge(criteria, run))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(once, "- **R1.2**\n  - `a.spec.ts`: R1.2 \\<b\\>\n") {
		t.Error("the test is not listed")
	}
	empty, err := withTests(once, judge(criteria, results.Run{}))
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(body, beginTests)
	if !strings.HasPrefix(empty, head) || strings.Contains(empty, "a.spec.ts") {
		t.Error("the old list stayed, or more than the list changed")
	}
}
