package postgres

import (
	"context"
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// keys remembers which key belongs to which id. The pairs never change, so only committed ones are remembered and none
// is ever forgotten; a million of them take about 100 MB.
type keys struct {
	users   *sync.Map // messenger.UserID -> int64
	userIDs *sync.Map // int64 -> messenger.UserID
	chats   *sync.Map // messenger.ChatID -> int64
}

func newKeys() keys { return keys{&sync.Map{}, &sync.Map{}, &sync.Map{}} }

// userKey finds the key of a user; ErrPersonNotFound when there is none.
func (s *Store) userKey(ctx context.Context, id messenger.UserID) (int64, error) {
	if key, ok := s.keys.users.Load(id); ok {
		return key.(int64), nil
	}
	key, err := s.lookUp(ctx, `SELECT user_key FROM users WHERE id = $1`, id[:])
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, messenger.ErrPersonNotFound
	}
	if err != nil {
		return 0, err
	}
	s.keys.users.Store(id, key)
	s.keys.userIDs.Store(key, id)
	return key, nil
}

// chatKey finds the key of a chat; ErrChatNotFound when there is none.
func (s *Store) chatKey(ctx context.Context, id messenger.ChatID) (int64, error) {
	if key, ok := s.keys.chats.Load(id); ok {
		return key.(int64), nil
	}
	key, err := s.lookUp(ctx, `SELECT chat_key FROM chats WHERE id = $1`, id[:])
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, messenger.ErrChatNotFound
	}
	if err != nil {
		return 0, err
	}
	s.keys.chats.Store(id, key)
	return key, nil
}

// lookUp reads a key. It happens once for each user and chat. Differs because who waits for a server leaves by their deadline,
// without a goroutine for it.
func (s *Store) lookUp(ctx context.Context, query string, id []byte) (key int64, err error) {
	err = repeated(ctx, func() error { return s.reads.QueryRow(ctx, query, id).Scan(&key) })
	return key, err
}

// both finds the keys of a user and a chat.
func (s *Store) both(ctx context.Context, user messenger.UserID, chat messenger.ChatID) (userKey, chatKey int64, err error) {
	if userKey, err = s.userKey(ctx, user); err != nil {
		return 0, 0, err
	}
	chatKey, err = s.chatKey(ctx, chat)
	return userKey, chatKey, err
}

// userID finds the id that belongs to a key. Inside a transaction that writes the user may not be committed yet: then it
// is found, and not remembered.
func (s *Store) userID(ctx context.Context, q querier, key int64) (messenger.UserID, error) {
	if id, ok := s.keys.userIDs.Load(key); ok {
		return id.(messenger.UserID), nil
	}
	var b []byte
	if err := q.row(ctx, `SELECT id FROM users WHERE user_key = $1`, key).scan(&b); err != nil {
		return messenger.UserID{}, err
	}
	id := messenger.UserID(b)
	if _, committed := q.(snapshot); committed {
		s.keys.userIDs.Store(key, id)
		s.keys.users.Store(id, key)
	}
	return id, nil
}

// learnUsers finds the ids of users all at once, so that userID does not ask for each.
func (s *Store) learnUsers(ctx context.Context, q querier, keys []int64) error {
	if _, committed := q.(snapshot); !committed {
		return nil
	}
	var unknown []int64
	for _, key := range keys {
		if _, ok := s.keys.userIDs.Load(key); !ok && key != 0 {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) < 2 {
		return nil
	}
	rows, err := q.query(ctx, `SELECT user_key, id FROM users WHERE user_key = ANY($1)`, unknown)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key int64
		var id []byte
		if err := rows.Scan(&key, &id); err != nil {
			return err
		}
		s.keys.userIDs.Store(key, messenger.UserID(id))
		s.keys.users.Store(messenger.UserID(id), key)
	}
	return rows.Err()
}
