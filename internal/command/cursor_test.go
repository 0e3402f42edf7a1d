package command

import "testing"

// A cursor comes back from clients, who may have made it themselves.
func FuzzHeadsCursor(f *testing.F) {
	f.Add("")
	f.Add("AAABk2rIQAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("____________________________________")
	f.Fuzz(func(t *testing.T, cursor string) {
		place, err := readHeadsCursor(cursor)
		if err != nil {
			return
		}
		// The very first place is the same as none.
		if again := headsCursor(place); again != cursor && again != "" {
			t.Errorf("%q comes back as %q", cursor, again)
		}
	})
}
