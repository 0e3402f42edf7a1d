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
