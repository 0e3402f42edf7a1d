package metrics

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDocumentIsCurrent(t *testing.T) {
	on, err := os.ReadFile(filepath.Join("..", "..", "docs", "metrics.md"))
	if err != nil {
		t.Fatal(err)
	}
	if string(on) != Markdown() {
		t.Error("docs/metrics.md is not what the list says: run go generate ./internal/metrics")
	}
}

func page(t *testing.T, s *Set) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("the page answers %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestEveryMetricIsOnThePage(t *testing.T) {
	s := New()
	s.Read(func(emit Emit) {
		for _, m := range all {
			if !measured[m] {
				emit(m, 7, m.Labels...)
			}
		}
	})
	s.Command("message.send", "unavailable", 3*time.Millisecond)
	s.Request("/readyz", 200)
	s.Committed(4, time.Millisecond)
	s.Announced(time.Millisecond)
	s.Pushed(time.Millisecond)
	text := page(t, s)
	for _, m := range all {
		if !strings.Contains(text, "# TYPE "+m.Name+" "+string(m.Kind)+"\n") {
			t.Errorf("%s is not there as a %s", m.Name, m.Kind)
		}
	}
	for _, want := range []string{
		`twoticks_command_duration_seconds_bucket{command="message.send",le="0.005"} 1`,
		`twoticks_command_errors_total{code="unavailable",command="message.send"} 1`,
		`twoticks_http_requests_total{route="/readyz",status="200"} 1`,
		`twoticks_store_commit_acts_bucket{le="4"} 1`,
		"go_goroutines ", "process_cpu_seconds_total ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// What every command and every frame passes must not make work for the collector.
func TestCountingAllocatesNothing(t *testing.T) {
	s := New()
	count := func() {
		s.Command("message.send", "rate_limited", time.Millisecond)
		s.Request("/ws", 101)
		s.Committed(3, time.Millisecond)
		s.Announced(time.Millisecond)
		s.Pushed(time.Millisecond)
	}
	count()
	if n := testing.AllocsPerRun(100, count); n != 0 {
		t.Errorf("one of each allocates %v times", n)
	}
}
