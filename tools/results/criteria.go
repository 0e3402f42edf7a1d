package results

import (
	"regexp"
	"strings"
)

// Mention is a criterion that a test's name claims to show: its number, and which parts of it, if the name says so.
type Mention struct {
	Criterion string
	Parts     []string
}

var (
	number    = regexp.MustCompile(`R(?:1[0-2]|[1-9])\.[1-5]`)
	qualifier = regexp.MustCompile(`^ ?\(([^()]*)\)`)
)

// Mentions finds the criteria in a test's name. A number counts as a whole word only: R1.1 is not in R11.1, XR1.1 or R1.12.
// "R3.2 (direct, group)" names two parts of R3.2.
func Mentions(name string) []Mention {
	var found []Mention
	for _, at := range number.FindAllStringIndex(name, -1) {
		before, after := name[:at[0]], name[at[1]:]
		if endsInWord(before) || startsInWord(after) {
			continue
		}
		m := Mention{Criterion: name[at[0]:at[1]]}
		if q := qualifier.FindStringSubmatch(after); q != nil {
			for part := range strings.SplitSeq(q[1], ",") {
				if part = strings.TrimSpace(part); part != "" {
					m.Parts = append(m.Parts, part)
				}
			}
		}
		found = append(found, m)
	}
	return found
}

func endsInWord(before string) bool {
	if before == "" {
		return false
	}
	last := before[len(before)-1]
	return isWord(last) || last == '.'
}

func startsInWord(after string) bool {
	if after == "" {
		return false
	}
	return isWord(after[0]) || after[0] == '.' && len(after) > 1 && isWord(after[1])
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
