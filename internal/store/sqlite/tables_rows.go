package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"twoticks/internal/store/rows"
)

// Each implements rows.Source.
func (t *Tables) Each(ctx context.Context, table rows.Table, after []any, f func(rows.Row) error) error {
	key := columns(table, table.Key)
	query := `SELECT ` + columns(table, nil) + ` FROM ` + table.Name
	if after != nil {
		query += ` WHERE (` + key + `) > (` + placeholders(len(after)) + `)`
	}
	var db asker = t.db
	if t.read != nil {
		db = t.read
	}
	found, err := db.QueryContext(ctx, query+` ORDER BY `+key, after...)
	if err != nil {
		return err
	}
	defer found.Close()
	into := make([]any, len(table.Columns))
	for found.Next() {
		row := make(rows.Row, len(table.Columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := found.Scan(into...); err != nil {
			return err
		}
		if err := f(row); err != nil {
			return err
		}
	}
	return found.Err()
}

// Last implements rows.Sink.
func (t *Tables) Last(ctx context.Context, table rows.Table) ([]any, error) {
	key := make([]any, len(table.Key))
	into := make([]any, len(key))
	order := ""
	for i, at := range table.Key {
		into[i] = &key[i]
		order += table.Columns[at].Name + ` DESC, `
	}
	err := t.db.QueryRowContext(ctx, `SELECT `+columns(table, table.Key)+` FROM `+table.Name+` ORDER BY `+order[:len(order)-2]+` LIMIT 1`).Scan(into...)
	if err == sql.ErrNoRows {
		return nil, nil
	}
	return key, err
}

// Load implements rows.Sink.
func (t *Tables) Load(ctx context.Context, table rows.Table, list []rows.Row) error {
	return t.change(ctx, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, `INSERT INTO `+table.Name+` (`+columns(table, nil)+`) VALUES (`+placeholders(len(table.Columns))+`)`)
		if err != nil {
			return err
		}
		defer insert.Close()
		for _, r := range list {
			if _, err := insert.ExecContext(ctx, r...); err != nil {
				return fmt.Errorf("insert into %s: %w", table.Name, err)
			}
		}
		return nil
	})
}

// Note implements rows.Sink.
func (t *Tables) Note(ctx context.Context, name, value string) error {
	return t.change(ctx, func(tx *sql.Tx) error { return note(ctx, tx, name, value) })
}

func note(ctx context.Context, tx *sql.Tx, name, value string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// Finish implements rows.Sink. New rows are numbered behind the highest key by SQLite itself.
func (t *Tables) Finish(ctx context.Context, meta map[string]string) error {
	return t.change(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM meta`); err != nil {
			return err
		}
		for name, value := range meta {
			if err := note(ctx, tx, name, value); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Tables) change(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := t.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Schema is how many migrations made a file.
func (t *Tables) Schema(ctx context.Context) (n int, err error) {
	err = t.one(ctx, `SELECT count(*) FROM migrations`, &n)
	return n, err
}

func (t *Tables) one(ctx context.Context, query string, into any) error {
	if t.read != nil {
		return t.read.QueryRowContext(ctx, query).Scan(into)
	}
	return t.db.QueryRowContext(ctx, query).Scan(into)
}

// Check looks at a file from outside: the database's own check, that what rows refer to is there, and that the log of each
// chat has no gap (C8). It returns what is wrong, a line for each, at most a few.
func (t *Tables) Check(ctx context.Context) (problems []string, err error) {
	for _, query := range []string{
		`SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 20`,
		`SELECT 'a row of ' || "table" || ' refers to a row of ' || parent || ' that is not there' FROM pragma_foreign_key_check LIMIT 20`,
		`SELECT 'the log of chat ' || lower(hex(c.id)) || ' ends at ' || c.head || ' and has ' || n || ' entries' FROM
			(SELECT c.id, c.head, (SELECT count(*) FROM messages m WHERE m.chat_key = c.chat_key) +
				(SELECT count(*) FROM changes x WHERE x.chat_key = c.chat_key) AS n FROM chats c) c WHERE n <> head LIMIT 20`,
	} {
		found, err := t.all(ctx, query)
		if err != nil {
			return nil, err
		}
		problems = append(problems, found...)
	}
	return slices.Compact(problems), nil
}

func (t *Tables) all(ctx context.Context, query string) (texts []string, err error) {
	var db asker = t.db
	if t.read != nil {
		db = t.read
	}
	found, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var text string
		if err := found.Scan(&text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, found.Err()
}
