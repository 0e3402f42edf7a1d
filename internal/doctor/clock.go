package doctor

import (
	"fmt"
	"time"
)

// apart is how far two clocks may be from each other. Times that people see come from the database's node or from this one.
const apart = 2 * time.Second

// Steady compares two readings of this machine's clock: by how much it was set between them.
func Steady(earlier, now time.Time) []Finding {
	jumped := now.Round(0).Sub(earlier.Round(0)) - now.Sub(earlier)
	if jumped.Abs() > apart {
		return []Finding{Warn("clock", fmt.Sprintf("it was set by %s while the server runs", jumped.Round(time.Second)),
			"let the time be kept by NTP (chrony, systemd-timesyncd), which moves it gently")}
	}
	return nil
}

// Since looks whether the clock is later than what must lie behind it, such as when the program was built.
func Since(now time.Time, what string, at time.Time) []Finding {
	if at.IsZero() || !now.Before(at.Add(-24*time.Hour)) {
		return nil
	}
	return []Finding{Ill("clock", fmt.Sprintf("it says %s, but %s is from %s", now.UTC().Format(time.DateOnly), what, at.UTC().Format(time.DateOnly)),
		"set the clock, and let it be kept by NTP: what was sent while it was wrong keeps the wrong time")}
}

// Compare looks how far this machine's clock is from that of another server, which was asked between two readings.
func Compare(before, after time.Time, whose string, theirs time.Time) Finding {
	middle := before.Add(after.Sub(before) / 2)
	differs := theirs.Sub(middle.Round(0))
	if differs.Abs() > apart+after.Sub(before)/2 {
		return Warn("clock", fmt.Sprintf("the clock of %s is %s from this machine's", whose, differs.Round(100*time.Millisecond)),
			"let both be kept by NTP: times that people see, and when invitations and sessions end, go by them")
	}
	return Well("clock", "this machine and "+whose+" agree on the time")
}
