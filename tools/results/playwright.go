package results

import (
	"encoding/json"
	"fmt"
	"strings"
)

type playwrightReport struct {
	Suites []playwrightSuite `json:"suites"`
	Errors []struct {
		Message string `json:"message"`
	} `json:"errors"`
}

type playwrightSuite struct {
	Title  string            `json:"title"`
	File   string            `json:"file"`
	Suites []playwrightSuite `json:"suites"`
	Specs  []struct {
		Title string `json:"title"`
		File  string `json:"file"`
		Tests []struct {
			Status  string `json:"status"`
			Results []struct {
				Duration float64 `json:"duration"`
			} `json:"results"`
		} `json:"tests"`
	} `json:"specs"`
}

// ReadPlaywright reads the report of Playwright's JSON reporter. A scenario that passed only on a second try has failed,
// and so has a run that ended with an error outside every scenario.
func ReadPlaywright(body []byte) ([]Test, error) {
	var report playwrightReport
	if err := json.Unmarshal(body, &report); err != nil {
		return nil, fmt.Errorf("read playwright report: %w", err)
	}
	var all []Test
	for _, file := range report.Suites {
		all = file.collect(nil, all)
	}
	for _, e := range report.Errors {
		line, _, _ := strings.Cut(e.Message, "\n")
		all = append(all, Test{Where: "e2e", Name: "outside every scenario: " + line, Outcome: Failed})
	}
	return all, nil
}

// collect adds the suite's scenarios; titles are those of the enclosing describe blocks (a file's own title is its path,
// which is not part of a name).
func (s playwrightSuite) collect(titles []string, all []Test) []Test {
	for _, spec := range s.Specs {
		name := strings.Join(append(titles[:len(titles):len(titles)], spec.Title), " › ")
		for _, t := range spec.Tests {
			test := Test{Where: spec.File, Name: name, Outcome: playwrightOutcome(t.Status)}
			for _, r := range t.Results {
				test.Seconds += r.Duration / 1000
			}
			all = append(all, test)
		}
	}
	for _, inner := range s.Suites {
		all = inner.collect(append(titles[:len(titles):len(titles)], inner.Title), all)
	}
	return all
}

func playwrightOutcome(status string) Outcome {
	switch status {
	case "expected":
		return Passed
	case "skipped":
		return Skipped
	default: // unexpected, flaky
		return Failed
	}
}
