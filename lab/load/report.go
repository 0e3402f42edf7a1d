package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// report is what a run found: the machine, the settings, and the figures in the order in which they were taken.
type report struct {
	Began    time.Time         `json:"began"`
	Machine  machine           `json:"machine"`
	Settings map[string]string `json:"settings"`
	Figures  []figure          `json:"figures"`
}

type machine struct {
	Processors int     `json:"processors"`
	System     string  `json:"system"`
	Go         string  `json:"go"`
	Syncs      float64 `json:"syncs_per_second"`
	Echoes     float64 `json:"echoes_per_second"`
}

// figure is one result. Ratio is to the yardstick of the same run that bounds it; zero where there is none.
type figure struct {
	Name      string             `json:"name"`
	What      string             `json:"what"`
	Value     float64            `json:"value"`
	Unit      string             `json:"unit"`
	Ratio     float64            `json:"ratio,omitempty"`
	Yardstick string             `json:"yardstick,omitempty"`
	Beside    map[string]float64 `json:"beside,omitempty"`
}

func newReport(settings map[string]string) *report {
	return &report{
		Began: time.Now().UTC().Truncate(time.Second), Settings: settings,
		Machine: machine{Processors: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()},
	}
}

// add keeps a figure and says it at once, so that who waits sees how far it is.
func (r *report) add(f figure) {
	r.Figures = append(r.Figures, f)
	fmt.Fprintf(os.Stderr, "%s  %s: %s %s%s\n", time.Since(r.Began).Round(time.Second), f.Name, number(f.Value), f.Unit, beside(f.Beside))
}

// Where a figure stands beside a yardstick.
const (
	syncs  = "syncs of the disk"
	echoes = "echoes of the bare library"
)

func (r *report) against(yardstick string, f figure) figure {
	f.Yardstick = yardstick
	switch yardstick {
	case syncs:
		f.Ratio = f.Value / r.Machine.Syncs
	case echoes:
		f.Ratio = f.Value / r.Machine.Echoes
	}
	return f
}

// table writes it for people, and ends in the lines for programs.
func (r *report) table(out io.Writer) {
	m := r.Machine
	fmt.Fprintf(out, "\n%s, %d processors, %s; yardsticks: %s syncs of 4 KiB/s, %s echoes/s\n", m.System, m.Processors, m.Go, number(m.Syncs), number(m.Echoes))
	for _, name := range sortedKeys(r.Settings) {
		fmt.Fprintf(out, "  %s: %s\n", name, r.Settings[name])
	}
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range r.Figures {
		ratio := ""
		if f.Ratio != 0 {
			ratio = fmt.Sprintf("%.2f of %s", f.Ratio, f.Yardstick)
		}
		fmt.Fprintf(w, "%s\t%s\t%s %s\t%s\t%s\n", f.Name, f.What, number(f.Value), f.Unit, ratio, strings.TrimPrefix(beside(f.Beside), "; "))
	}
	w.Flush()
	fmt.Fprintln(out)
	for _, f := range r.Figures {
		ratio := "-"
		if f.Ratio != 0 {
			ratio = fmt.Sprintf("%.2f", f.Ratio)
		}
		fmt.Fprintf(out, "bench: %s %s %s %s\n", f.Name, number(f.Value), strings.ReplaceAll(f.Unit, " ", "-"), ratio)
	}
}

func (r *report) write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

func beside(figures map[string]float64) (text string) {
	for _, name := range sortedKeys(figures) {
		text += fmt.Sprintf("; %s %s", name, number(figures[name]))
	}
	return text
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// number writes as many digits as mean something.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}

// times are durations that were measured.
type times []time.Duration

func (t *times) add(d time.Duration) { *t = append(*t, d) }

// at returns, in milliseconds, the smallest that p per cent do not exceed.
func (t times) at(p float64) float64 {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return milliseconds(sorted[min(len(sorted)-1, int(p/100*float64(len(sorted))))])
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
