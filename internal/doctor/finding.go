// Package doctor looks at what a server stands on and cannot see by itself: the disk, the clock, the address by which people
// reach it. Each look gives findings: what is so, and where something is wrong, what to do about it.
//
// It is not for health, which is a question that a balancer asks every second: it writes to the disk, dials the public
// address, and takes seconds. What is inside the server (settings, database, channel layer) app asks the rooms and judges,
// with the words of this room. It owns no goroutine and keeps nothing; a look that fails is a finding too.
package doctor

// Level is how bad a finding is.
type Level string

// The levels. A problem keeps people from writing, or lets something be lost; a warning will, or may.
const (
	Good    Level = "good"
	Warning Level = "warning"
	Problem Level = "problem"
)

// Finding is one thing that was looked at.
type Finding struct {
	Level Level `json:"level"`
	// About is what was looked at, in a word or two; Found is what is so.
	About string `json:"about"`
	Found string `json:"found"`
	// Mend is what to do about it; empty where nothing needs to be done.
	Mend string `json:"mend,omitempty"`
}

// Well is a finding that needs nothing.
func Well(about, found string) Finding { return Finding{Good, about, found, ""} }

// Warn is one that will become a problem, or may.
func Warn(about, found, mend string) Finding { return Finding{Warning, about, found, mend} }

// Ill is a problem.
func Ill(about, found, mend string) Finding { return Finding{Problem, about, found, mend} }

// Healthy tells whether no finding is a problem.
func Healthy(findings []Finding) bool {
	for _, f := range findings {
		if f.Level == Problem {
			return false
		}
	}
	return true
}
