package app_test

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"twoticks/internal/config"
	"twoticks/internal/metrics"
	"twoticks/internal/testkit"
	"twoticks/protocol"
	"twoticks/protocol/client"
)

// figures reads the page of metrics: each line's value by its name and labels.
func figures(t *testing.T, address string) map[string]float64 {
	t.Helper()
	answer, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("the page answers %d, %v: %s", answer.StatusCode, err, text)
	}
	values := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		if i := strings.LastIndexByte(strings.TrimSpace(line), ' '); i > 0 && line[0] != '#' {
			if values[line[:i]], err = strconv.ParseFloat(strings.TrimSpace(line[i:]), 64); err != nil {
				t.Fatal(err)
			}
		}
	}
	return values
}

func TestMetricsTellWhatHappened(t *testing.T) {
	address := freeAddress(t)
	s := testkit.Start(t, testkit.With(func(c *config.Config) { c.MetricsListen = address }))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	socket, other := ana.GoOnline(t), bo.GoOnline(t)
	const words = "nobody but Bo should read this"
	request := protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{text(words)}}
	if _, err := client.Do[protocol.MessageSent](testkit.Within(t), socket, "message.send", request); err != nil {
		t.Fatal(err)
	}
	until[protocol.MessageAdded](t, other)
	if _, err := client.Do[protocol.History](testkit.Within(t), socket, "history.read", protocol.HistoryRead{Chat: protocol.ChatID{1}}); err == nil {
		t.Fatal("a chat that is not there was read")
	}
	eventually(t, func() bool { return figures(t, address)["twoticks_push_duration_seconds_count"] > 0 })
	got := figures(t, address)
	for name, want := range map[string]float64{
		`twoticks_command_duration_seconds_count{command="message.send"}`:             1,
		`twoticks_command_duration_seconds_count{command="account.create"}`:           2,
		`twoticks_command_errors_total{code="chat_not_found",command="history.read"}`: 1,
		`twoticks_http_requests_total{route="/ws",status="101"}`:                      2,
		`twoticks_connections{kind="socket"}`:                                         2,
		`twoticks_people_online`:                                                      2,
		`twoticks_store_circuit{circuit="writes"}`:                                    0,
		`twoticks_limit_refusals_total{limit="messages"}`:                             0,
		`twoticks_draining`: 0,
		`twoticks_http_requests_total{route="/api/{command}",status="200"}`:          3,
		`twoticks_pushes_repaired_total`:                                             0,
		`twoticks_command_duration_seconds_bucket{command="message.send",le="+Inf"}`: 1,
	} {
		if value, there := got[name]; !there || value != want {
			t.Errorf("%s is %v (there: %v), want %v", name, value, there, want)
		}
	}
	for _, name := range []string{
		"twoticks_store_commit_acts_count", "twoticks_announce_duration_seconds_count", "twoticks_frames_sent_total",
		`twoticks_database_bytes{file="data"}`, "twoticks_data_disk_free_bytes", "go_goroutines", "process_open_fds",
	} {
		if got[name] <= 0 {
			t.Errorf("%s is %v", name, got[name])
		}
	}
	checkNames(t, got, words)
}

// checkNames: nothing is on the page that the list lacks, and nobody's words or ids are.
func checkNames(t *testing.T, got map[string]float64, words string) {
	t.Helper()
	id := regexp.MustCompile(`"[a-z0-9_-]*[A-Z][A-Za-z0-9_-]{20,}"`)
	for line := range got {
		name, _, _ := strings.Cut(line, "{")
		bare := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_sum"), "_count")
		listed := slices.ContainsFunc(metrics.All(), func(m *metrics.Metric) bool { return m.Name == name || m.Name == bare })
		if strings.HasPrefix(name, "twoticks_") && !listed {
			t.Errorf("%s is not in the list", name)
		}
		if strings.Contains(line, words) || strings.HasPrefix(name, "twoticks_") && !strings.Contains(name, "build") && id.MatchString(line) {
			t.Errorf("the page tells %s", line)
		}
	}
}

func TestMetricsOfPostgreSQL(t *testing.T) {
	address := freeAddress(t)
	s := testkit.Start(t, testkit.With(func(c *config.Config) {
		c.MetricsListen, c.Database, c.DatabaseAsConfigured = address, newDatabase(t), true
	}))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	openChat(t, ana, bo)
	eventually(t, func() bool {
		got := figures(t, address)
		_, waiting := got["twoticks_store_queue_acts"]
		return waiting && got["twoticks_store_commit_acts_count"] > 0 && got["twoticks_announce_duration_seconds_count"] > 0
	})
}

func TestMetricsAreNotForThePublic(t *testing.T) {
	s := testkit.Start(t)
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/profile?seconds=1", "/debug/vars"} {
		if status := statusOf(t, s.URL()+path); status != http.StatusNotFound {
			t.Errorf("row 88: %s answers %d", path, status)
		}
	}
}

// Which functions take time and memory may be asked where the figures are; what is in the memory nowhere.
func TestProfiles(t *testing.T) {
	address := freeAddress(t)
	testkit.Start(t, testkit.With(func(c *config.Config) { c.MetricsListen = address }))
	for path, want := range map[string]int{
		"/debug/pprof/profile?seconds=1": http.StatusOK, "/debug/pprof/heap": http.StatusOK,
		"/debug/pprof/": http.StatusNotFound, "/debug/pprof/goroutine": http.StatusNotFound, "/debug/pprof/trace": http.StatusNotFound, "/debug/pprof/cmdline": http.StatusNotFound,
	} {
		if status := statusOf(t, "http://"+address+path); status != want {
			t.Errorf("%s answers %d, want %d", path, status, want)
		}
	}
}
