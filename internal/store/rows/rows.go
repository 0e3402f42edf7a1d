// Package rows is what a store holds as plain rows of plain tables, so that everything can be carried from one store to
// another and compared, without one knowing the other.
//
// Each store tells its tables as its own database describes them: a table that a migration adds needs nothing here. Moving
// and backing up are written against it (internal/move, internal/backup). It is not for serving people: no rule is asked
// and no other server may write meanwhile. It holds no state and cannot fail by itself.
package rows

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Kind is what a column holds. A value is nil, an int64, a string or a []byte.
type Kind uint8

const (
	Integer Kind = iota + 1
	Text
	Bytes
)

// Column is one of a table.
type Column struct {
	Name string
	Kind Kind
}

// Table is one of a store.
type Table struct {
	Name    string
	Columns []Column
	// Key are the places of the primary key's columns, in its order.
	Key []int
}

// Row is one of a table: a value for each column, in their order.
type Row []any

// Meta is the table of what belongs to the database itself. It is carried last and as a whole, since a database that is
// complete is told from one that is not by it.
const Meta = "meta"

// UnderWay is the row of meta that a database has from the begin of a move into it to its end; it names the instance that
// it comes from. No server may use such a database.
const UnderWay = "move_under_way"

// ErrUnderWay is why a store does not open such a database.
var ErrUnderWay = errors.New("a move into this database has not ended: run twoticks move again, or empty it")

// Chat is the place of the column that says to which chat a row belongs; -1 where rows belong to none.
func (t Table) Chat() int {
	return t.Column("chat_key")
}

// Column is the place of a column; -1 where there is none of this name.
func (t Table) Column(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
}

// Source is a store that is read. Everything is read as of one moment.
type Source interface {
	// Tables are in the order in which they were made: what a row refers to comes before it.
	Tables() []Table
	// Each gives the rows of a table in the order of the key, those behind the key after (nil: all of them). A text in a
	// key is ordered by its bytes.
	Each(ctx context.Context, t Table, after []any, f func(Row) error) error
}

// Sink is a store that is filled.
type Sink interface {
	Source
	// Last is the highest key of a table; nil when it is empty.
	Last(ctx context.Context, t Table) ([]any, error)
	// Load inserts rows, all or none.
	Load(ctx context.Context, t Table, rows []Row) error
	// Note writes one row of meta.
	Note(ctx context.Context, name, value string) error
	// Finish replaces meta as a whole and sets what numbers new rows behind those that are there, all or nothing.
	Finish(ctx context.Context, meta map[string]string) error
}

// ReadMeta reads the table of that name.
func ReadMeta(ctx context.Context, s Source) (map[string]string, error) {
	meta := map[string]string{}
	i := slices.IndexFunc(s.Tables(), func(t Table) bool { return t.Name == Meta })
	if i < 0 {
		return nil, fmt.Errorf("there is no table %s", Meta)
	}
	err := s.Each(ctx, Table{Name: Meta, Columns: []Column{{"name", Text}, {"value", Text}}, Key: []int{0}}, nil, func(r Row) error {
		meta[r[0].(string)] = r[1].(string)
		return nil
	})
	return meta, err
}

// Same tells how the tables of two stores differ; nil when the same rows fit into both. The order of columns may differ.
func Same(a, b []Table) error {
	if err := holds(a, b); err != nil {
		return err
	}
	return holds(b, a)
}

func holds(all, some []Table) error {
	for _, t := range some {
		i := slices.IndexFunc(all, func(o Table) bool { return o.Name == t.Name })
		if i < 0 {
			return fmt.Errorf("only one of them has a table %s", t.Name)
		}
		for _, c := range t.Columns {
			if !slices.Contains(all[i].Columns, c) {
				return fmt.Errorf("the column %s of %s differs", c.Name, t.Name)
			}
		}
		if !slices.Equal(t.keyNames(), all[i].keyNames()) {
			return fmt.Errorf("the key of %s differs", t.Name)
		}
	}
	return nil
}

func (t Table) keyNames() []string {
	names := make([]string, len(t.Key))
	for i, at := range t.Key {
		names[i] = t.Columns[at].Name
	}
	return names
}
