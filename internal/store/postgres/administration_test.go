package postgres

import (
	"testing"

	"twoticks/internal/store/storetest"
)

func TestAdministration(t *testing.T) {
	storetest.RunAdministration(t, func(t *testing.T) storetest.Whole { return openNew(t) })
}
