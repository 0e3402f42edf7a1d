package metrics

import (
	"fmt"
	"strings"
)

// Markdown is the list for people.
func Markdown() string {
	var b strings.Builder
	b.WriteString(`# What a server counts

With ` + "`metrics_listen`" + ` set, Prometheus reads these at ` + "`/metrics`" + ` of that address, which should be one that only your monitoring reaches:
there is no password on it. Each node counts for itself. Beside these there are the usual ` + "`go_*`" + ` and ` + "`process_*`" + ` figures of the
Go runtime and of the process.

Labels are words of the program: nothing that a person wrote, and nobody's id, is among them.

Written by go generate ./internal/metrics.

| name | type | labels | meaning |
|---|---|---|---|
`)
	for _, m := range all {
		labels := ""
		if len(m.Labels) > 0 {
			labels = "`" + strings.Join(m.Labels, "`, `") + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", m.Name, m.Kind, labels, m.Help)
	}
	return b.String()
}
