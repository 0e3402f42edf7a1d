package messenger

import (
	"reflect"
	"testing"
	"time"
)

func TestPlanPin(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	pin := func(target, seq Seq, left time.Duration) PinState {
		return PinState{Target: target, Seq: seq, Until: now.Add(left)}
	}
	three := []PinState{pin(1, 12, time.Hour), pin(2, 11, time.Hour), pin(3, 13, time.Hour)}
	for name, row := range map[string]struct {
		standing []PinState
		seq      Seq
		lasts    time.Duration
		want     PinPlan
	}{
		"the first":                      {nil, 5, time.Hour, PinPlan{Set: true, Anew: true}},
		"one more":                       {three[:2], 5, time.Hour, PinPlan{Set: true, Anew: true}},
		"the oldest gives way":           {three, 5, time.Hour, PinPlan{Ended: []Seq{2}, Set: true, Anew: true}},
		"what has passed goes first":     {append([]PinState{pin(9, 20, 0)}, three[:2]...), 5, time.Hour, PinPlan{Over: []Seq{9}, Set: true, Anew: true}},
		"the same again":                 {three, 1, time.Hour + pinSlack, PinPlan{}},
		"another end":                    {three, 1, 2 * time.Hour, PinPlan{Set: true}},
		"anew, when its time has passed": {[]PinState{pin(1, 12, -time.Hour)}, 1, time.Hour, PinPlan{Over: []Seq{1}, Set: true, Anew: true}},
		"taken away":                     {three, 2, 0, PinPlan{Ended: []Seq{2}}},
		"not there":                      {three, 5, 0, PinPlan{}},
		"not there any more":             {[]PinState{pin(1, 12, 0)}, 1, 0, PinPlan{Over: []Seq{1}}},
	} {
		act := PinMessage{Seq: row.seq, At: now}
		if row.lasts != 0 {
			act.Until = now.Add(row.lasts)
		}
		if got := PlanPin(row.standing, act); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %+v, want %+v", name, got, row.want)
		}
	}
}

func TestPlanWithheldPin(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	pin := func(target, seq Seq, left time.Duration) PinState {
		return PinState{Target: target, Seq: seq, Until: now.Add(left)}
	}
	shared := []PinState{pin(1, 11, time.Hour), pin(2, 12, time.Hour), pin(3, 13, time.Hour)}
	own := []PinState{pin(4, 14, time.Hour), pin(5, 15, time.Hour), pin(6, 16, time.Hour)}
	all := append(append([]PinState{}, shared...), own...)
	for name, row := range map[string]struct {
		mine  []PinState
		seq   Seq
		lasts time.Duration
		want  PinPlan
		told  bool
	}{
		"beside three that both see":    {shared, 7, time.Hour, PinPlan{Set: true, Anew: true}, false},
		"own ones give way":             {all, 7, time.Hour, PinPlan{Ended: []Seq{4}, Set: true, Anew: true}, false},
		"of both, with another end":     {all, 1, 2 * time.Hour, PinPlan{}, false},
		"of both, taken away":           {all, 1, 0, PinPlan{Ended: []Seq{1}}, true},
		"one's own, taken away":         {all, 5, 0, PinPlan{Ended: []Seq{5}}, false},
		"of both, whose time is over":   {[]PinState{pin(1, 11, -time.Hour)}, 1, time.Hour, PinPlan{Set: true, Anew: true}, false},
		"nobody's, and taken away, too": {all, 9, 0, PinPlan{}, false},
	} {
		act := PinMessage{Seq: row.seq, At: now}
		if row.lasts != 0 {
			act.Until = now.Add(row.lasts)
		}
		if got, told := PlanWithheldPin(row.mine, shared, act); !reflect.DeepEqual(got, row.want) || told != row.told {
			t.Errorf("%s: %+v, told %t, want %+v, %t", name, got, told, row.want, row.told)
		}
	}
}
