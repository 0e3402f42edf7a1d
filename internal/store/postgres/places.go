package postgres

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// KeepPlaces implements messenger.Store. Differs because each row is a way to the server and back: it
// writes all at once, in one order, so that two nodes do not wait for each other.
func (s *Store) KeepPlaces(ctx context.Context, places []messenger.DevicePlace) error {
	places = slices.Clone(places)
	slices.SortFunc(places, func(a, b messenger.DevicePlace) int {
		return cmp.Or(bytes.Compare(a.Session[:], b.Session[:]), bytes.Compare(a.Chat[:], b.Chat[:]))
	})
	sessions, chats, seqs := make([][]byte, len(places)), make([][]byte, len(places)), make([]int64, len(places))
	for i := range places {
		sessions[i], chats[i], seqs[i] = places[i].Session[:], places[i].Chat[:], int64(places[i].Seq)
	}
	return s.inTx(ctx, func(t *tx) error {
		return t.exec(ctx, `INSERT INTO device_places (session_id, chat_key, seq)
			SELECT s.id, c.chat_key, least(p.seq, c.head) FROM unnest($1::bytea[], $2::bytea[], $3::bigint[]) WITH ORDINALITY AS p (session, chat, seq, place)
			JOIN sessions s ON s.id = p.session JOIN chats c ON c.id = p.chat
			WHERE EXISTS (SELECT 1 FROM members m WHERE m.chat_key = c.chat_key AND m.user_key = s.user_key) ORDER BY p.place FOR KEY SHARE OF s
			ON CONFLICT (session_id, chat_key) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > device_places.seq`, sessions, chats, seqs)
	})
}

// ownDevices reads the devices of a message's author, and which have it.
func ownDevices(ctx context.Context, q querier, author, chat int64, m *messenger.Message) (list []messenger.OwnDevice, err error) {
	rows, err := q.query(ctx, `SELECT s.id, s.label, s.used_at, s.created_at >= $1 OR coalesce(p.seq, 0) >= $2 FROM sessions s
		LEFT JOIN device_places p ON p.session_id = s.id AND p.chat_key = $3
		WHERE s.user_key = $4 AND s.scopes = 0 ORDER BY s.used_at DESC, s.created_at DESC, s.id`, millis(m.At), m.Seq, chat, author)
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
