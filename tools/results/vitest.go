package results

import (
	"encoding/json"
	"fmt"
	"path/filepath"
)

type vitestReport struct {
	TestResults []struct {
		Name             string `json:"name"`
		Status           string `json:"status"`
		Message          string `json:"message"`
		AssertionResults []struct {
			FullName string  `json:"fullName"`
			Status   string  `json:"status"`
			Duration float64 `json:"duration"`
		} `json:"assertionResults"`
	} `json:"testResults"`
}

// ReadVitest reads the report of Vitest's JSON reporter. A file that could not be loaded is a failed test.
func ReadVitest(root string, body []byte) ([]Test, error) {
	var report vitestReport
	if err := json.Unmarshal(body, &report); err != nil {
		return nil, fmt.Errorf("read vitest report: %w", err)
	}
	var all []Test
	for _, file := range report.TestResults {
		where := relative(root, file.Name)
		anyFailed := false
		for _, a := range file.AssertionResults {
			t := Test{Where: where, Name: a.FullName, Outcome: vitestOutcome(a.Status), Seconds: a.Duration / 1000}
			anyFailed = anyFailed || t.Outcome == Failed
			all = append(all, t)
		}
		if file.Status == "failed" && !anyFailed {
			all = append(all, Test{Where: where, Name: "the file as a whole", Outcome: Failed})
		}
	}
	return all, nil
}

func vitestOutcome(status string) Outcome {
	switch status {
	case "passed":
		return Passed
	case "failed":
		return Failed
	default: // pending, skipped, todo, disabled
		return Skipped
	}
}

func relative(root, path string) string {
	if short, err := filepath.Rel(root, path); err == nil {
		return short
	}
	return path
}
