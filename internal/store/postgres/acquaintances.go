package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// Acquaintances implements messenger.Store.
func (s *Store) Acquaintances(ctx context.Context, user messenger.UserID, with []messenger.UserID) (out messenger.Acquaintances, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		out = messenger.Acquaintances{}
		var keys []int64
		if with != nil {
			keys = make([]int64, 0, len(with))
		}
		for _, id := range with {
			key, err := s.keyIn(ctx, q, id)
			if errors.Is(err, pgx.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			keys = append(keys, key)
		}
		known, err := acquaintances(ctx, q, userKey, keys)
		if err != nil {
			return err
		}
		if err := s.learnUsers(ctx, q, known.keys); err != nil {
			return err
		}
		out.Own, out.Deleted = known.of[userKey].Privacy, known.of[userKey].Deleted
		for _, key := range known.keys {
			one := known.of[key]
			if one.User, err = s.userID(ctx, q, key); err != nil {
				return err
			}
			out.Others = append(out.Others, one)
		}
		return nil
	})
	return out, err
}

// known is how a user stands to others, by their keys; the user itself is in it for what it decided.
type known struct {
	keys []int64
	of   map[int64]messenger.Acquaintance
}

// acquaintances reads it, of all who share a chat with the user where no keys are given. The ids are left out.
func acquaintances(ctx context.Context, q querier, user int64, keys []int64) (known, error) {
	shares, err := contactKeys(ctx, q, user)
	if err != nil {
		return known{}, err
	}
	if keys == nil {
		keys = shares
	}
	k := known{keys: keys, of: make(map[int64]messenger.Acquaintance, len(keys)+1)}
	rows, err := q.query(ctx, `SELECT u.user_key, u.deleted_at <> 0,
			EXISTS (SELECT 1 FROM blocks b WHERE b.user_key = $2 AND b.blocked_key = u.user_key AND b.gone = 0) OR
			EXISTS (SELECT 1 FROM blocks b WHERE b.user_key = u.user_key AND b.blocked_key = $2 AND b.gone = 0),
			coalesce(s.name, ''), coalesce(s.value, '')
		FROM unnest($1::bigint[]) AS k (key) JOIN users u ON u.user_key = k.key
		LEFT JOIN settings s ON s.user_key = u.user_key AND s.name >= 'privacy.' AND s.name < 'privacy/' AND s.gone = 0`, append([]int64{user}, keys...), user)
	if err != nil {
		return k, err
	}
	defer rows.Close()
	settings := map[int64]map[string]string{}
	for rows.Next() {
		var key int64
		var one messenger.Acquaintance
		var name, value string
		if err := rows.Scan(&key, &one.Deleted, &one.Blocked, &name, &value); err != nil {
			return k, err
		}
		if settings[key] == nil {
			settings[key] = map[string]string{}
		}
		settings[key][name] = value
		k.of[key] = one
	}
	for key, chosen := range settings {
		one := k.of[key]
		one.Privacy = messenger.PrivacyOf(chosen)
		k.of[key] = one
	}
	for _, key := range shares {
		if one, ok := k.of[key]; ok {
			one.SharesChat = true
			k.of[key] = one
		}
	}
	return k, rows.Err()
}

// contactKeys reads who shares a chat with a user that both have.
func contactKeys(ctx context.Context, q querier, user int64) ([]int64, error) {
	return scanKeys(q.query(ctx, `SELECT DISTINCT b.user_key FROM members a JOIN members b ON b.chat_key = a.chat_key
		JOIN chat_rows mine ON mine.user_key = a.user_key AND mine.chat_key = a.chat_key AND mine.gone = 0
		JOIN chat_rows theirs ON theirs.user_key = b.user_key AND theirs.chat_key = b.chat_key AND theirs.gone = 0
		WHERE a.user_key = $1 AND a.to_seq IS NULL AND b.to_seq IS NULL AND b.user_key <> $1`, user))
}

func receiptsOf(value string) messenger.Privacy {
	return messenger.PrivacyOf(map[string]string{messenger.SettingReceipts: value})
}

// admitted parts those whom an actor may add to a group from those who may not be added.
func (s *Store) admitted(ctx context.Context, t *tx, actor int64, ids []messenger.UserID, users []int64, may func(messenger.Acquaintance) bool) (added []messenger.UserID, keys []int64, not []messenger.UserID, err error) {
	if may == nil || len(ids) == 0 {
		return ids, users, nil, nil
	}
	k, err := acquaintances(ctx, t, actor, users)
	if err != nil {
		return nil, nil, nil, err
	}
	for i, key := range users {
		one := k.of[key]
		one.User = ids[i]
		if may(one) {
			added, keys = append(added, ids[i]), append(keys, key)
		} else {
			not = append(not, ids[i])
		}
	}
	return added, keys, not, nil
}

// neverIn are those of the given who have never been in a chat.
func neverIn(ctx context.Context, t *tx, chat int64, ids []messenger.UserID, users []int64) (not []messenger.UserID, err error) {
	for i, user := range users {
		var was bool
		if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM members WHERE chat_key = $1 AND user_key = $2)`, chat, user).scan(&was); err != nil {
			return nil, err
		}
		if !was {
			not = append(not, ids[i])
		}
	}
	return not, nil
}
