package sqlite

import (
	"context"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// KeepPlaces implements messenger.Store.
func (s *Store) KeepPlaces(ctx context.Context, places []messenger.DevicePlace) error {
	return s.writer.do(ctx, func(t *tx) error {
		for _, p := range places {
			err := t.exec(ctx, `INSERT INTO device_places (session_id, chat_key, seq)
				SELECT s.id, c.chat_key, min(?, c.head) FROM sessions s JOIN chats c ON c.id = ?
				WHERE s.id = ? AND EXISTS (SELECT 1 FROM members m WHERE m.chat_key = c.chat_key AND m.user_key = s.user_key)
				ON CONFLICT (session_id, chat_key) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq`, p.Seq, p.Chat[:], p.Session[:])
			if err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

// ownDevices reads the devices of a message's author, and which have it.
func ownDevices(ctx context.Context, q querier, author, chat int64, m *messenger.Message) (list []messenger.OwnDevice, err error) {
	rows, err := q.query(ctx, `SELECT s.id, s.label, s.used_at, s.created_at >= ? OR coalesce(p.seq, 0) >= ? FROM sessions s
		LEFT JOIN device_places p ON p.session_id = s.id AND p.chat_key = ?
		WHERE s.user_key = ? AND s.scopes = 0 ORDER BY s.used_at DESC, s.created_at DESC, s.id`, millis(m.At), m.Seq, chat, author)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one messenger.OwnDevice
		var id []byte
		var used int64
		if err := rows.Scan(&id, &one.Name, &used, &one.Has); err != nil {
			return nil, err
		}
		one.Session, one.UsedAt = auth.SessionID(id), fromMillis(used)
		list = append(list, one)
	}
	return list, rows.Err()
}
