package postgres

import (
	"testing"

	"twoticks/internal/store/storetest"
)

func TestAccounts(t *testing.T) {
	storetest.RunAccounts(t, func(t *testing.T) storetest.Whole { return openNew(t) })
}
