package main

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"

	_ "github.com/jackc/pgx/v5/stdlib" // the drivers that the server's database is read with
	_ "modernc.org/sqlite"

	"twoticks/lab/faults/device"
	"twoticks/lab/faults/history"
	"twoticks/protocol"
)

// readFile reads the file of a server that has ended, and changes nothing in it.
func readFile(ctx context.Context, path string, h *history.Recorder) error {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: path, RawQuery: "mode=ro"}).String())
	if err != nil {
		return err
	}
	defer db.Close()
	var sound string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&sound); err != nil || sound != "ok" {
		h.Add(history.Event{Op: history.Broken, Kind: fmt.Sprintf("the database's own check: %s %v", sound, err)})
	}
	return readTables(ctx, db, h)
}

// readPostgreSQL reads the database of nodes that have ended. The tables have the same names and columns.
func readPostgreSQL(ctx context.Context, url string, h *history.Recorder) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	defer db.Close()
	return readTables(ctx, db, h)
}

func readTables(ctx context.Context, db *sql.DB, h *history.Recorder) error {
	for _, read := range []func(context.Context, *sql.DB, *history.Recorder) error{readHeads, readMembers, readMessages, readLogChanges} {
		if err := read(ctx, db, h); err != nil {
			return fmt.Errorf("read the database: %w", err)
		}
	}
	return nil
}

func each(ctx context.Context, db *sql.DB, query string, row func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func name(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

func readHeads(ctx context.Context, db *sql.DB, h *history.Recorder) error {
	return each(ctx, db, `SELECT id, head FROM chats`, func(r *sql.Rows) error {
		var chat []byte
		var head uint64
		err := r.Scan(&chat, &head)
		h.Add(history.Event{Op: history.FinalHead, Chat: name(chat), Seq: head, Via: "database"})
		return err
	})
}

func readMembers(ctx context.Context, db *sql.DB, h *history.Recorder) error {
	return each(ctx, db, `SELECT c.id, u.id, m.from_seq, coalesce(m.to_seq, 0) FROM members m JOIN chats c USING (chat_key) JOIN users u USING (user_key)`,
		func(r *sql.Rows) error {
			var chat, user []byte
			e := history.Event{Op: history.FinalMember, Via: "database"}
			err := r.Scan(&chat, &user, &e.From, &e.To)
			e.Chat, e.User = name(chat), name(user)
			h.Add(e)
			return err
		})
}

func readMessages(ctx context.Context, db *sql.DB, h *history.Recorder) error {
	return each(ctx, db, `SELECT c.id, u.id, m.seq, m.client_id, m.body, m.at, m.edited_seq, m.deleted_seq
		FROM messages m JOIN chats c USING (chat_key) JOIN users u ON u.user_key = m.sender_key ORDER BY m.chat_key, m.seq`,
		func(r *sql.Rows) error {
			var chat, user, id, body []byte
			e := history.Event{Op: history.FinalEntry, Via: "database", Kind: "system"}
			if err := r.Scan(&chat, &user, &e.Seq, &id, &body, &e.Time, &e.Edited, &e.Deleted); err != nil {
				return err
			}
			e.Chat, e.Sender = name(chat), name(user)
			if len(id) > 0 {
				e.Kind, e.ID = "text", name(id)
				var text protocol.TextBody
				if err := json.Unmarshal(body, &text); err == nil {
					e.Hash = device.Hash(text.Text)
				}
			}
			h.Add(e)
			return nil
		})
}

// The numbers of kinds of changes in the database.
var changeKinds = map[int]string{1: "edit", 2: "delete", 3: "reaction", 4: "pin"}

func readLogChanges(ctx context.Context, db *sql.DB, h *history.Recorder) error {
	return each(ctx, db, `SELECT c.id, u.id, x.seq, x.kind, x.target_seq, x.at
		FROM changes x JOIN chats c USING (chat_key) JOIN users u ON u.user_key = x.actor_key ORDER BY x.chat_key, x.seq`,
		func(r *sql.Rows) error {
			var chat, user []byte
			var kind int
			e := history.Event{Op: history.FinalEntry, Via: "database"}
			err := r.Scan(&chat, &user, &e.Seq, &kind, &e.Target, &e.Time)
			e.Chat, e.Sender, e.Kind = name(chat), name(user), changeKinds[kind]
			h.Add(e)
			return err
		})
}
