package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// seconds are the bounds of what people wait for: a commit takes a millisecond or a few, a person notices 100, and nothing
// is waited for longer than 15 s.
var seconds = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15}

// acts are the bounds of how many acts one transaction has.
var acts = []float64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}

// Emit gives the value that a metric has now.
type Emit func(m *Metric, value float64, labels ...string)

// Set is the figures of one server. It is safe for use by many goroutines.
type Set struct {
	registry *prometheus.Registry

	commands cache[string, prometheus.Observer]
	errors   cache[refusal, prometheus.Counter]
	requests cache[request, prometheus.Counter]

	commits, batches, announced, pushed prometheus.Histogram
}

type refusal struct{ command, code string }

type request struct {
	route  string
	status int
}

// New makes an empty one.
func New() *Set {
	s := &Set{registry: prometheus.NewRegistry()}
	commands := prometheus.NewHistogramVec(histogramOpts(commandDuration, seconds), commandDuration.Labels)
	errors := prometheus.NewCounterVec(prometheus.CounterOpts{Name: commandErrors.Name, Help: commandErrors.Help}, commandErrors.Labels)
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: httpRequests.Name, Help: httpRequests.Help}, httpRequests.Labels)
	s.commands.make = func(command string) prometheus.Observer { return commands.WithLabelValues(command) }
	s.errors.make = func(r refusal) prometheus.Counter { return errors.WithLabelValues(r.command, r.code) }
	s.requests.make = func(r request) prometheus.Counter {
		return requests.WithLabelValues(r.route, strconv.Itoa(r.status))
	}
	s.commits = prometheus.NewHistogram(histogramOpts(commitDuration, seconds))
	s.batches = prometheus.NewHistogram(histogramOpts(commitActs, acts))
	s.announced = prometheus.NewHistogram(histogramOpts(announceDuration, seconds))
	s.pushed = prometheus.NewHistogram(histogramOpts(pushDuration, seconds))
	s.registry.MustRegister(commands, errors, requests, s.commits, s.batches, s.announced, s.pushed,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return s
}

func histogramOpts(m *Metric, bounds []float64) prometheus.HistogramOpts {
	return prometheus.HistogramOpts{Name: m.Name, Help: m.Help, Buckets: bounds}
}

// Read says who knows the figures that rooms keep. It is called once, before the page is served.
func (s *Set) Read(from func(Emit)) { s.registry.MustRegister(reader{from}) }

// Handler is the page.
func (s *Set) Handler() http.Handler { return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{}) }

// Command counts a command. The code is empty when it succeeded.
func (s *Set) Command(name, code string, took time.Duration) {
	s.commands.get(name).Observe(took.Seconds())
	if code != "" {
		s.errors.get(refusal{name, code}).Inc()
	}
}

// Request counts an answer over HTTP.
func (s *Set) Request(route string, status int) { s.requests.get(request{route, status}).Inc() }

// Committed counts a transaction of the store's writer.
func (s *Set) Committed(acts int, took time.Duration) {
	s.batches.Observe(float64(acts))
	s.commits.Observe(took.Seconds())
}

// Announced counts a batch that was told of, so long after its commit.
func (s *Set) Announced(after time.Duration) { s.announced.Observe(after.Seconds()) }

// Pushed counts a write of events whose oldest waited so long.
func (s *Set) Pushed(after time.Duration) { s.pushed.Observe(after.Seconds()) }

// reader collects the figures that rooms keep.
type reader struct{ from func(Emit) }

// Describe implements prometheus.Collector.
func (r reader) Describe(to chan<- *prometheus.Desc) {
	for _, m := range all {
		if !measured[m] {
			to <- m.desc
		}
	}
}

// measured are those that are counted as it happens, and described by their own collectors.
var measured = map[*Metric]bool{
	commandDuration: true, commandErrors: true, httpRequests: true,
	commitDuration: true, commitActs: true, announceDuration: true, pushDuration: true,
}

// Collect implements prometheus.Collector.
func (r reader) Collect(to chan<- prometheus.Metric) {
	r.from(func(m *Metric, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(m.desc, m.value(), value, labels...)
	})
}
