// Package metrics is the list of what a server counts, and the page on which Prometheus reads it.
//
// What is counted stands with what it counts: rooms keep plain counters, and app reads them here when somebody asks for the
// page (Read). What has to be measured as it happens (how long a command took) comes by the methods of Set, which allocate
// nothing and take no lock in the usual case. So no room but this one and app knows of Prometheus.
//
// Labels are words of ours (a command, a code, a reason): nothing that a person wrote, and nobody's id, becomes one. The room
// owns no goroutine. docs/metrics.md is written from it.
package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

//go:generate go run ./document

const prefix = "twoticks_"

// Kind is what may be done with a figure.
type Kind string

// The kinds of Prometheus.
const (
	Counter   Kind = "counter"
	Gauge     Kind = "gauge"
	Histogram Kind = "histogram"
)

// Metric is one name on the page.
type Metric struct {
	Name   string
	Kind   Kind
	Labels []string
	Help   string

	desc *prometheus.Desc
}

// all is every metric of ours, in the order of the document.
var all []*Metric

// All lists them.
func All() []*Metric { return slices.Clone(all) }

func define(kind Kind, name, help string, labels []string) *Metric {
	m := &Metric{Name: prefix + name, Kind: kind, Labels: labels, Help: help}
	m.desc = prometheus.NewDesc(m.Name, help, labels, nil)
	all = append(all, m)
	return m
}

func counter(name, help string, labels ...string) *Metric { return define(Counter, name, help, labels) }

func gauge(name, help string, labels ...string) *Metric { return define(Gauge, name, help, labels) }

func histogram(name, help string, labels ...string) *Metric {
	return define(Histogram, name, help, labels)
}

func (m *Metric) value() prometheus.ValueType {
	if m.Kind == Counter {
		return prometheus.CounterValue
	}
	return prometheus.GaugeValue
}
