package app_test

import (
	"log/slog"
	"path/filepath"
	"slices"
	"testing"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/messenger"
	"twoticks/internal/testkit"
)

var noLog = slog.New(slog.DiscardHandler)

// on lets a server stand on a database of PostgreSQL.
func on(address string) func(*config.Config) {
	return func(c *config.Config) { c.Database, c.DatabaseAsConfigured = address, true }
}

func TestBackupOfPostgreSQL(t *testing.T) {
	s := testkit.Start(t, testkit.With(unlimited), testkit.With(on(newDatabase(t))))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	sendAs(t, ana.GoOnline(t), chat, messenger.NewID(), "in the backup")
	file := filepath.Join(t.TempDir(), "b.tar.gz")
	if made, err := app.Backup(t.Context(), s.Config(), file); err != nil || made.Messages != 1 {
		t.Fatalf("%+v, %v", made, err)
	}
	send(t, ana, chat, "after it")
	s.Stop()
	check := func(t *testing.T, s *testkit.Server) {
		t.Helper()
		if got := textsOf(t, s.SignIn(t, "ana").GoOnline(t), chat); !slices.Equal(got, []string{"in the backup"}) {
			t.Errorf("the chat has %q", got)
		}
		send(t, s.SignIn(t, "bo"), chat, "and it goes on")
	}
	t.Run("[C17] it comes back into another database of PostgreSQL", func(t *testing.T) {
		c, second := testkit.Settings(t), on(newDatabase(t))
		second(&c)
		if _, err := app.Restore(t.Context(), c, file, false); err != nil {
			t.Fatal(err)
		}
		check(t, testkit.Start(t, testkit.With(unlimited), testkit.With(second)))
	})
	t.Run("[C17] it comes back into SQLite", func(t *testing.T) {
		c := testkit.Settings(t)
		if _, err := app.Restore(t.Context(), c, file, false); err != nil {
			t.Fatal(err)
		}
		check(t, testkit.Start(t, testkit.With(unlimited), testkit.With(func(o *config.Config) { o.Data = c.Data })))
	})
	t.Run("a database that holds something is not written over", func(t *testing.T) {
		if _, err := app.Restore(t.Context(), s.Config(), file, true); err == nil {
			t.Error("it was")
		}
	})
}

func TestMove(t *testing.T) {
	address := newDatabase(t)
	s := testkit.Start(t, testkit.With(unlimited))
	ana, bo := s.SignUp(t, "Ana"), s.SignUp(t, "Bo")
	chat := openChat(t, ana, bo)
	_, before, err := ana.Connect(testkit.Within(t))
	if err != nil {
		t.Fatal(err)
	}
	send(t, ana, chat, "written on SQLite")
	folder, quiet := s.Config().Data, func(string) {}
	if _, err := app.Move(t.Context(), config.Config{}, "sqlite:"+folder, address, noLog, quiet); err == nil {
		t.Error("it was moved from under a server that runs")
	}
	s.Stop()
	if _, err := app.Move(t.Context(), config.Config{}, "sqlite:"+folder, address, noLog, quiet); err != nil {
		t.Fatal(err)
	}
	s = testkit.Start(t, testkit.With(unlimited), testkit.With(on(address)))
	again := s.SignIn(t, "ana")
	anas, after, err := again.Connect(testkit.Within(t))
	if err != nil {
		t.Fatal(err)
	}
	if after.Epoch != before.Epoch {
		t.Errorf("[C17] nothing was rewound, and the epoch went from %s to %s", before.Epoch, after.Epoch)
	}
	sendAs(t, anas, chat, messenger.NewID(), "written on PostgreSQL")
	if _, err := app.Move(t.Context(), config.Config{}, address, "sqlite:"+t.TempDir(), noLog, quiet); err == nil {
		t.Error("it was moved from under a server that runs")
	}
	s.Stop()
	back := t.TempDir()
	if _, err := app.Move(t.Context(), s.Config(), "database", "sqlite:"+back, noLog, quiet); err != nil {
		t.Fatal(err)
	}
	s = testkit.Start(t, testkit.With(unlimited), testkit.With(func(c *config.Config) { c.Data = back }))
	want := []string{"written on SQLite", "written on PostgreSQL", "and on SQLite again"}
	bos := s.SignIn(t, "bo").GoOnline(t)
	sendAs(t, bos, chat, messenger.NewID(), want[2])
	if got := textsOf(t, bos, chat); !slices.Equal(got, want) {
		t.Errorf("the chat has %q", got)
	}
}
