package sqlite

import (
	"path/filepath"
	"testing"

	"twoticks/internal/store/storetest"
)

func TestPrograms(t *testing.T) {
	storetest.RunPrograms(t, func(t *testing.T) storetest.Whole {
		s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
		withoutSync(t, s)
		return s
	})
}
