package app

import (
	"maps"
	"net/http"
	"net/http/pprof"
	"os"
	"path/filepath"
	"slices"
	"time"

	"twoticks/internal/backup"
	"twoticks/internal/doctor"
	"twoticks/internal/metrics"
)

// observers are told by the rooms how things went. All are nil where nobody reads metrics.
type observers struct {
	command func(command, code string, took time.Duration)
	request func(route string, status int)
	pushed  func(after time.Duration)
}

// meter measures the store's writer, whichever store it is.
type meter interface {
	Committed(acts int, took time.Duration)
	Announced(after time.Duration)
}

func (a *App) observers() observers {
	if a.metrics == nil {
		return observers{}
	}
	return observers{command: a.metrics.Command, request: a.metrics.Request, pushed: a.metrics.Pushed}
}

// meter is nil where nobody reads metrics.
func (a *App) meter() meter {
	if a.metrics == nil {
		return nil
	}
	return a.metrics
}

// serveMetrics begins to serve the page of figures on its own address.
func (a *App) serveMetrics() error {
	if a.metrics == nil {
		return nil
	}
	a.metrics.Read(a.readMetrics)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.metrics.Handler())
	// Which of the program's functions take the time and the memory, for go tool pprof: names and sums, nothing of what is in the
	// memory. Importing its room puts all that it has on http.DefaultServeMux, which nothing serves.
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.Handle("GET /debug/pprof/heap", pprof.Handler("heap"))
	return a.serveAt("TWOTICKS_METRICS_LISTEN", a.config.MetricsListen, mux)
}

// readMetrics reads what the rooms count, when somebody asks for the page.
func (a *App) readMetrics(emit metrics.Emit) {
	a.readDoors(emit)
	a.readStore(emit)
	emit(metrics.Build, 1, buildVersion())
	draining := 0.0
	if a.draining.Load() {
		draining = 1
	}
	emit(metrics.Draining, draining)
	if last, ok, err := backup.Last(a.config.Data); ok && err == nil {
		if last.Error == "" {
			emit(metrics.LastBackup, float64(last.At.Unix()))
			emit(metrics.BackupFailed, 0)
		} else {
			emit(metrics.BackupFailed, 1)
		}
	}
	if a.certificates != nil {
		if at := a.certificates.expires.Load(); at > 0 {
			emit(metrics.CertificateExpires, float64(at))
		}
	}
}

func (a *App) readDoors(emit metrics.Emit) {
	for name, n := range a.limits.Refused() {
		emit(metrics.LimitRefusals, float64(n), name)
	}
	emit(metrics.HashesWaiting, float64(a.auth.HashesWaiting()))
	stats, queues, census := a.live.Stats(), a.live.Queues(), a.domain.Census()
	emit(metrics.Connections, float64(queues.Sockets), "socket")
	emit(metrics.Connections, float64(queues.Others), "stream")
	for _, reason := range slices.Sorted(maps.Keys(stats.Ended)) {
		emit(metrics.ConnectionEnds, float64(stats.Ended[reason]), reason)
	}
	emit(metrics.FramesIn, float64(stats.FramesIn))
	emit(metrics.FramesOut, float64(stats.FramesOut))
	emit(metrics.BytesOut, float64(stats.BytesOut))
	emit(metrics.EventsDropped, float64(stats.Dropped))
	emit(metrics.BadMessages, float64(stats.BadMessages))
	emit(metrics.ChannelMisses, float64(stats.Missed))
	emit(metrics.QueueFrames, float64(queues.Frames), "sum")
	emit(metrics.QueueFrames, float64(queues.MostFrames), "max")
	emit(metrics.QueueBytes, float64(queues.EventBytes), "sum")
	emit(metrics.QueueBytes, float64(queues.MostBytes), "max")
	emit(metrics.Online, float64(census.Online))
	emit(metrics.TypingChats, float64(census.Typing))
	if a.push != nil {
		emit(metrics.Pushes, float64(a.push.Sent.Load()), "sent")
		emit(metrics.Pushes, float64(a.push.Failed.Load()), "failed")
		emit(metrics.Pushes, float64(a.push.Dropped.Load()), "dropped")
		emit(metrics.Pushes, float64(a.push.TakenBack.Load()), "taken_back")
	}
	emit(metrics.Untold, float64(a.fanout.Untold.Load()))
	emit(metrics.Repaired, float64(a.repair.Told.Load()))
	emit(metrics.Nodes, float64(a.Nodes()))
	if a.nodes != nil {
		_, lost := a.nodes.Stats()
		emit(metrics.ChannelLost, float64(lost))
	}
	for _, what := range a.degraded() {
		emit(metrics.ChannelDegraded, 1, what)
	}
}

func (a *App) readStore(emit metrics.Emit) {
	emit(metrics.WriterQueue, float64(a.store.Waiting()))
	reads, writes := a.breaker.States()
	emit(metrics.Circuit, float64(reads), "reads")
	emit(metrics.Circuit, float64(writes), "writes")
	path := filepath.Join(a.config.Data, databaseFile)
	for file, name := range map[string]string{"data": path, "log": path + "-wal"} {
		if size := sizeOf(name); size >= 0 {
			emit(metrics.DatabaseBytes, float64(size), file)
		}
	}
	if free, err := doctor.Free(a.config.Data); err == nil {
		emit(metrics.DiskFree, float64(free))
	}
}

// sizeOf is the length of a file; -1 when there is none.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return -1
	}
	return info.Size()
}
