package postgres

import (
	"testing"

	"twoticks/internal/store/storetest"
)

func TestPrograms(t *testing.T) {
	storetest.RunPrograms(t, func(t *testing.T) storetest.Whole { return openNew(t) })
}
