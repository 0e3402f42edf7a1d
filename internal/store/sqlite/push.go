package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// KeepPushDevice implements messenger.Store.
func (s *Store) KeepPushDevice(ctx context.Context, d messenger.PushDevice, at time.Time) error {
	return s.writer.do(ctx, func(t *tx) error {
		err := t.exec(ctx, `DELETE FROM push_devices WHERE endpoint = ? AND session_id <> ?`, d.Endpoint, d.Session[:])
		if err != nil {
			return err
		}
		n, err := t.change(ctx, `INSERT INTO push_devices (session_id, user_key, endpoint, key, auth, language, preview, at)
			SELECT s.id, s.user_key, ?, ?, ?, ?, ?, ? FROM sessions s WHERE s.id = ?
			ON CONFLICT (session_id) DO UPDATE SET endpoint = excluded.endpoint, key = excluded.key, auth = excluded.auth,
				language = excluded.language, preview = excluded.preview, at = excluded.at`,
			d.Endpoint, d.Key, d.Auth, d.Language, d.Preview, millis(at), d.Session[:])
		if err == nil && n == 0 {
			err = messenger.ErrNotAllowed
		}
		return err
	}, nil)
}

// ForgetPushDevice implements messenger.Store.
func (s *Store) ForgetPushDevice(ctx context.Context, session messenger.SessionID, endpoint string) error {
	return s.writer.do(ctx, func(t *tx) error {
		return t.exec(ctx, `DELETE FROM push_devices WHERE session_id = ?1 AND (endpoint = ?2 OR ?2 = '')`, session[:], endpoint)
	}, nil)
}

// PushMessage implements messenger.Store.
func (s *Store) PushMessage(ctx context.Context, chat messenger.ChatID, seq messenger.Seq) (out messenger.PushMessage, err error) {
	chatKey, err := s.chatKey(ctx, chat)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.PushMessage{}
		var sender int64
		var id []byte
		err := q.row(ctx, `SELECT c.kind, c.name, u.user_key, u.id, u.name, m.kind, m.version, m.body FROM messages m
			JOIN chats c ON c.chat_key = m.chat_key JOIN users u ON u.user_key = m.sender_key
			WHERE m.chat_key = ? AND m.seq = ? AND m.body IS NOT NULL AND m.client_id IS NOT NULL`, chatKey, seq).
			scan(&out.Kind, &out.Name, &sender, &id, &out.SenderName, &out.Content.Kind, &out.Content.Version, &out.Content.Body)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		out.Sender = messenger.UserID(id)
		out.To, err = pushStandings(ctx, q, chatKey, sender, seq)
		return err
	})
	return out, err
}

func pushStandings(ctx context.Context, q querier, chat, sender int64, seq messenger.Seq) (list []messenger.PushStanding, err error) {
	rows, err := q.query(ctx, `SELECT p.session_id, u.id, p.endpoint, p.key, p.auth, p.language, p.preview, coalesce(d.seq, 0),
			coalesce(r.muted_until, 0), coalesce(r.archived, 0), coalesce(r.archived_to, 0),
			coalesce(k.value, '') <> 'off', coalesce(n.value, '') <> 'off',
			EXISTS (SELECT 1 FROM mentions c WHERE c.user_key = m.user_key AND c.chat_key = ?1 AND c.seq = ?2)
		FROM members m JOIN push_devices p ON p.user_key = m.user_key JOIN users u ON u.user_key = m.user_key AND u.disabled_at = 0
		LEFT JOIN device_places d ON d.session_id = p.session_id AND d.chat_key = ?1
		LEFT JOIN chat_rows r ON r.user_key = m.user_key AND r.chat_key = ?1
		LEFT JOIN settings k ON k.user_key = m.user_key AND k.name = ?4
		LEFT JOIN settings n ON n.user_key = m.user_key AND n.name = ?5
		WHERE m.chat_key = ?1 AND m.to_seq IS NULL AND m.from_seq < ?2 AND m.user_key <> ?3
		AND NOT EXISTS (SELECT 1 FROM marks a WHERE a.chat_key = ?1 AND a.user_key = m.user_key AND a.read >= ?2)
		AND NOT EXISTS (SELECT 1 FROM expired e WHERE e.chat_key = ?1 AND e.user_key = m.user_key AND e.from_seq < ?2 AND e.to_seq >= ?2)`,
		chat, seq, sender, messenger.SettingKeepArchived, messenger.SettingMentions)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one messenger.PushStanding
		var session, user []byte
		var muted int64
		err := rows.Scan(&session, &user, &one.Endpoint, &one.Key, &one.Auth, &one.Language, &one.Preview, &one.Place,
			&muted, &one.Archived, &one.ArchivedTo, &one.KeepArchived, &one.TellMentions, &one.Mentioned)
		if err != nil {
			return nil, err
		}
		one.Session, one.User, one.MutedUntil = auth.SessionID(session), auth.UserID(user), fromMillis(muted)
		list = append(list, one)
	}
	return list, rows.Err()
}

// pushKeyName is where meta has the key by which push services know this server. It goes with a backup: what browsers agreed to
// is bound to it.
const pushKeyName = "push_key"

// PushKey implements messenger.Store.
func (s *Store) PushKey(ctx context.Context, first string) (string, error) {
	return write(ctx, s.writer, func(t *tx, key *string) error {
		if err := t.exec(ctx, `INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, pushKeyName, first); err != nil {
			return err
		}
		return t.row(ctx, `SELECT value FROM meta WHERE name = ?`, pushKeyName).scan(key)
	}, nil)
}
