package sqlite

import (
	"path/filepath"
	"testing"

	"twoticks/internal/store/storetest"
)

func TestAccounts(t *testing.T) {
	storetest.RunAccounts(t, func(t *testing.T) storetest.Whole {
		s := openAt(t, filepath.Join(t.TempDir(), "twoticks.db"))
		withoutSync(t, s)
		return s
	})
}
