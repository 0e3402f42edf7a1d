package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/store/rows"
)

// Tables is a database as plain tables, without a writer and without anything that runs: for moving and backups.
type Tables struct {
	conn *pgx.Conn
	list []rows.Table
}

var _ rows.Sink = (*Tables)(nil)

// ReadTables reads a database as of this moment, also while nodes use it.
func ReadTables(ctx context.Context, address string) (*Tables, error) {
	t, err := connectTables(ctx, address)
	if err != nil {
		return nil, err
	}
	if _, err := t.conn.Exec(ctx, `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`); err != nil {
		t.conn.Close(ctx)
		return nil, err
	}
	return t.described(ctx)
}

// FillTables opens a database to fill it, and brings it to the newest schema. How safe a COMMIT is there is a matter of those
// who start a server on it: what is filled is compared, and nobody was told that it is kept.
func FillTables(ctx context.Context, address string, log *slog.Logger) (*Tables, error) {
	pool, err := ParseURL(address)
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if err := prepareDatabase(ctx, pool.ConnConfig, Config{Log: log, AsConfigured: true}); err != nil {
		return nil, err
	}
	t, err := connectTables(ctx, address)
	if err != nil {
		return nil, err
	}
	return t.described(ctx)
}

func connectTables(ctx context.Context, address string) (*Tables, error) {
	pool, err := ParseURL(address)
	if err != nil {
		return nil, err
	}
	c := pool.ConnConfig
	// Not the name of a node: Nodes counts those. Between two rows much may happen elsewhere.
	c.RuntimeParams["application_name"] = "tables of twoticks"
	c.RuntimeParams["idle_in_transaction_session_timeout"] = "0"
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, explain(err, c)
	}
	return &Tables{conn: conn}, nil
}

// Close ends the connection.
func (t *Tables) Close() error { return t.conn.Close(context.Background()) }

// Nodes counts the connections of nodes that use the database now.
func (t *Tables) Nodes(ctx context.Context) (n int, err error) {
	err = t.conn.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'twoticks'`).Scan(&n)
	return n, err
}

// Tables implements rows.Source.
func (t *Tables) Tables() []rows.Table { return t.list }

var kindsOfTypes = map[string]rows.Kind{"int2": rows.Integer, "int4": rows.Integer, "int8": rows.Integer, "text": rows.Text, "bytea": rows.Bytes}

func (t *Tables) described(ctx context.Context) (*Tables, error) {
	if err := t.describe(ctx); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func (t *Tables) describe(ctx context.Context) error {
	found, err := t.conn.Query(ctx, `SELECT c.relname, a.attname, y.typname, coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)
		FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		JOIN pg_type y ON y.oid = a.atttypid
		LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'migrations'
		ORDER BY c.oid, a.attnum`)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var name, column, kind string
		var place int
		if err := found.Scan(&name, &column, &kind, &place); err != nil {
			return err
		}
		if len(t.list) == 0 || t.list[len(t.list)-1].Name != name {
			t.list = append(t.list, rows.Table{Name: name})
		}
		table := &t.list[len(t.list)-1]
		if kindsOfTypes[kind] == 0 {
			return fmt.Errorf("the column %s of %s is of an unknown kind %s", column, name, kind)
		}
		table.Columns = append(table.Columns, rows.Column{Name: column, Kind: kindsOfTypes[kind]})
		for place > len(table.Key) {
			table.Key = append(table.Key, 0)
		}
		if place > 0 {
			table.Key[place-1] = len(table.Columns) - 1
		}
	}
	return found.Err()
}

// namesOf are the columns of a table in their order, keyOf those of its key, each followed by something.
func namesOf(t rows.Table) []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

func keyOf(t rows.Table, after string) string {
	var b strings.Builder
	for i, at := range t.Key {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.Columns[at].Name)
		b.WriteString(after)
	}
	return b.String()
}

// Each implements rows.Source.
func (t *Tables) Each(ctx context.Context, table rows.Table, after []any, f func(rows.Row) error) error {
	query := `SELECT ` + strings.Join(namesOf(table), ", ") + ` FROM ` + table.Name
	if after != nil {
		query += ` WHERE (` + keyOf(table, "") + `) > (`
		for i := range after {
			query += `$` + strconv.Itoa(i+1) + `, `
		}
		query = strings.TrimSuffix(query, ", ") + `)`
	}
	found, err := t.conn.Query(ctx, query+` ORDER BY `+keyOf(table, ""), after...)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		row, err := found.Values()
		if err != nil {
			return err
		}
		if err := f(widen(row)); err != nil {
			return err
		}
	}
	return found.Err()
}

// widen makes the integers of a row those of rows.Row.
func widen(row []any) rows.Row {
	for i, v := range row {
		switch v := v.(type) {
		case int16:
			row[i] = int64(v)
		case int32:
			row[i] = int64(v)
		}
	}
	return row
}

// Last implements rows.Sink.
func (t *Tables) Last(ctx context.Context, table rows.Table) ([]any, error) {
	found, err := t.conn.Query(ctx, `SELECT `+keyOf(table, "")+` FROM `+table.Name+` ORDER BY `+keyOf(table, " DESC")+` LIMIT 1`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var key []any
	for found.Next() {
		if key, err = found.Values(); err != nil {
			return nil, err
		}
	}
	return key, found.Err()
}

// Load implements rows.Sink.
func (t *Tables) Load(ctx context.Context, table rows.Table, list []rows.Row) error {
	_, err := t.conn.CopyFrom(ctx, pgx.Identifier{table.Name}, namesOf(table), pgx.CopyFromSlice(len(list), func(i int) ([]any, error) { return list[i], nil }))
	if err != nil {
		return fmt.Errorf("copy into %s: %w", table.Name, err)
	}
	return nil
}

// Note implements rows.Sink.
func (t *Tables) Note(ctx context.Context, name, value string) error {
	_, err := t.conn.Exec(ctx, noteQuery, name, value)
	return err
}

const noteQuery = `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`

// Finish implements rows.Sink.
func (t *Tables) Finish(ctx context.Context, meta map[string]string) error {
	err := pgx.BeginFunc(ctx, t.conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM meta`); err != nil {
			return err
		}
		for name, value := range meta {
			if _, err := tx.Exec(ctx, noteQuery, name, value); err != nil {
				return err
			}
		}
		return numberBehind(ctx, tx)
	})
	if err != nil {
		return err
	}
	// Whoever comes first should not wait for plans that know nothing of what is there.
	_, err = t.conn.Exec(ctx, `ANALYZE`)
	return err
}

// numberBehind lets new rows be numbered behind the highest key.
func numberBehind(ctx context.Context, tx pgx.Tx) error {
	found, err := tx.Query(ctx, `SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), coalesce(max(%I), 0) + 1, false) FROM %I', c.relname, a.attname, a.attname, c.relname)
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> '' AND NOT a.attisdropped
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')`)
	if err != nil {
		return err
	}
	queries, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, q := range queries {
		if _, err := tx.Exec(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
