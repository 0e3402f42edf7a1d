package move_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
	"twoticks/internal/move"
	"twoticks/internal/store/postgres"
	"twoticks/internal/store/rows"
)

func TestThereAndBack(t *testing.T) {
	path, address, back := fullFile(t), newDatabase(t), newFile(t)
	source, target := readFile(t, path), fillDatabase(t, address)
	there, err := move.Run(t.Context(), source, target, move.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if there.Messages != many || there.Chats != few || there.Before != 0 {
		t.Errorf("it says %+v", there)
	}
	same(t, source, target)
	if err := target.Close(); err != nil {
		t.Fatal(err)
	}
	again := fillFile(t, back)
	if _, err := move.Run(t.Context(), readDatabase(t, address), again, move.Options{}); err != nil {
		t.Fatal(err)
	}
	same(t, source, again)

	t.Run("new rows are numbered behind those that were moved", func(t *testing.T) {
		s, err := postgres.Open(t.Context(), postgres.Config{URL: address})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, handle := range []string{"dee", "eli"} {
			_, err := s.CreateAccount(t.Context(), auth.CreateAccount{
				User: messenger.NewID(), Handle: handle, Name: handle, At: time.UnixMilli(1),
				Guard: func(auth.Standing) (bool, error) { return false, nil },
			})
			if err != nil {
				t.Error(err)
			}
		}
		meta, err := rows.ReadMeta(t.Context(), source)
		if err != nil || s.Epoch() != meta["epoch"] {
			t.Errorf("[C17] nothing was rewound, and the epoch is %s in place of %s, %v", s.Epoch(), meta["epoch"], err)
		}
	})
}

// failing is a target that fails when it has taken so many loads, once.
type failing struct {
	rows.Sink
	after int
}

var errAway = errors.New("the target is away")

func (f *failing) Load(ctx context.Context, t rows.Table, list []rows.Row) error {
	if f.after--; f.after == -1 {
		return errAway
	}
	return f.Sink.Load(ctx, t, list)
}

func TestGoesOn(t *testing.T) {
	path := fullFile(t)
	source := readFile(t, path)
	loads := len(source.Tables()) - 1 + many/5000
	t.Run("into SQLite, whatever was under way", func(t *testing.T) {
		for after := 0; after < loads; after += 4 {
			target := fillFile(t, newFile(t))
			goesOn(t, source, target, after)
			if err := target.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("into PostgreSQL, within a table and between two", func(t *testing.T) {
		for _, after := range []int{1, loads / 2} {
			goesOn(t, source, fillDatabase(t, newDatabase(t)), after)
		}
	})
}

func goesOn(t *testing.T, source rows.Source, target rows.Sink, after int) {
	t.Helper()
	if _, err := move.Run(t.Context(), source, &failing{target, after}, move.Options{}); !errors.Is(err, errAway) {
		t.Fatalf("cut off after %d loads it says %v", after, err)
	}
	done, err := move.Run(t.Context(), source, target, move.Options{})
	if err != nil {
		t.Fatalf("cut off after %d loads it does not go on: %v", after, err)
	}
	if after > 0 && done.Before == 0 {
		t.Errorf("cut off after %d loads it begins anew", after)
	}
	same(t, source, target)
}

func TestUnfinished(t *testing.T) {
	path, address := fullFile(t), newDatabase(t)
	target := fillDatabase(t, address)
	if _, err := move.Run(t.Context(), readFile(t, path), &failing{target, 3}, move.Options{}); !errors.Is(err, errAway) {
		t.Fatal(err)
	}
	t.Run("no server starts on it", func(t *testing.T) {
		s, err := postgres.Open(t.Context(), postgres.Config{URL: address})
		if !errors.Is(err, rows.ErrUnderWay) {
			t.Errorf("it says %v", err)
		}
		if s != nil {
			s.Close()
		}
	})
	for name, c := range map[string]struct {
		from rows.Source
		to   rows.Sink
		want string
	}{
		"nothing is moved from it":               {readDatabase(t, address), fillFile(t, newFile(t)), "has not ended"},
		"nothing else is moved into it":          {readFile(t, makeFull(t)), target, "another"},
		"what is there is not mixed up":          {readFile(t, path), fillFile(t, fullFile(t)), "not empty"},
		"a target of another shape is no target": {readFile(t, path), &shorn{fillFile(t, newFile(t))}, "fit together"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := move.Run(t.Context(), c.from, c.to, move.Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) || d.Begun {
				t.Errorf("it says %v, begun %t", err, d.Begun)
			}
		})
	}
}

// shorn lacks a column.
type shorn struct{ rows.Sink }

func (s *shorn) Tables() []rows.Table {
	list := append([]rows.Table(nil), s.Sink.Tables()...)
	last := &list[len(list)-1]
	last.Columns = last.Columns[:len(last.Columns)-1]
	return list
}

// forgetful loses a row, and says nothing.
type forgetful struct{ rows.Sink }

func (f *forgetful) Load(ctx context.Context, t rows.Table, list []rows.Row) error {
	if t.Name == "messages" {
		list = list[1:]
	}
	return f.Sink.Load(ctx, t, list)
}

// distorting changes one value, and says nothing.
type distorting struct{ rows.Sink }

func (d *distorting) Load(ctx context.Context, t rows.Table, list []rows.Row) error {
	if t.Name == "marks" {
		changed := append(rows.Row(nil), list[0]...)
		changed[len(changed)-1] = changed[len(changed)-1].(int64) + 1
		list = append([]rows.Row{changed}, list[1:]...)
	}
	return d.Sink.Load(ctx, t, list)
}

func TestComparisonFindsWhatIsNotTheSame(t *testing.T) {
	source := readFile(t, fullFile(t))
	for name, target := range map[string]rows.Sink{
		"a message that is missing": &forgetful{fillFile(t, newFile(t))},
		"a mark that is another":    &distorting{fillFile(t, newFile(t))},
	} {
		if _, err := move.Run(t.Context(), source, target, move.Options{}); err == nil || !strings.Contains(err.Error(), "chats differ") {
			t.Errorf("%s passes: %v", name, err)
		}
		meta, err := rows.ReadMeta(t.Context(), target)
		if err != nil || meta[rows.UnderWay] == "" {
			t.Errorf("with %s the move has ended: %v", name, err)
		}
	}
}
