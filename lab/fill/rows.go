package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"time"
)

// perCommit is how many messages go into one transaction.
const perCommit = 20_000

// Every so many messages one was edited, or marks advanced.
const (
	editEvery    = 50
	advanceEvery = 20
)

type writer struct {
	ctx    context.Context
	db     *sql.DB
	size   size
	first  int64 // key of the first person
	at     time.Time
	chance *mathrand.Rand
}

func newWriter(ctx context.Context, db *sql.DB, s size) *writer {
	return &writer{ctx: ctx, db: db, size: s, at: time.Now().Add(-365 * 24 * time.Hour).Truncate(time.Millisecond), chance: mathrand.New(mathrand.NewPCG(1, 2))}
}

// statements are those of one transaction.
type statements struct {
	tx   *sql.Tx
	made map[string]*sql.Stmt
	err  error
}

func (s *statements) exec(query string, args ...any) {
	if s.err != nil {
		return
	}
	stmt := s.made[query]
	if stmt == nil {
		if stmt, s.err = s.tx.Prepare(query); s.err != nil {
			return
		}
		s.made[query] = stmt
	}
	_, s.err = stmt.Exec(args...)
}

func (w *writer) within(f func(*statements)) error {
	tx, err := w.db.BeginTx(w.ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	s := &statements{tx: tx, made: map[string]*sql.Stmt{}}
	if f(s); s.err != nil {
		return s.err
	}
	return tx.Commit()
}

func id() []byte {
	b := make([]byte, 16)
	rand.Read(b)
	return b
}

func (w *writer) makePeople() error {
	if err := w.db.QueryRowContext(w.ctx, `SELECT coalesce(max(user_key), 0) + 1 FROM users`).Scan(&w.first); err != nil {
		return err
	}
	return w.within(func(s *statements) {
		for i := range w.size.people {
			key := w.first + int64(i)
			s.exec(`INSERT INTO users (user_key, id, handle, name, created_at) VALUES (?, ?, ?, ?, ?)`,
				key, id(), fmt.Sprintf("person%d", key), fmt.Sprintf("Person %d", key), w.at.UnixMilli())
			s.exec(`INSERT INTO passwords (user_key, hash, changed_at) VALUES (?, '', ?)`, key, w.at.UnixMilli())
		}
	})
}

// makeChats makes one chat after the other, each with its share of the messages.
func (w *writer) makeChats() error {
	low, high := 0, 1
	for chat := 0; chat < w.size.chats; {
		err := w.within(func(s *statements) {
			for written := 0; chat < w.size.chats && written < perCommit && s.err == nil; chat++ {
				share := w.size.messages*(chat+1)/w.size.chats - w.size.messages*chat/w.size.chats
				w.makeChat(s, int64(chat+1), w.first+int64(low), w.first+int64(high), share)
				written += share
				// The next pair: first those who are next to each other, then those who are further away.
				if low, high = low+1, high+1; high >= w.size.people {
					low, high = 0, high-low+1
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) makeChat(s *statements, key, low, high int64, messages int) {
	at := w.at.Add(time.Duration(w.chance.IntN(300*24)) * time.Hour)
	s.exec(`INSERT INTO chats (chat_key, id, kind, low_user, high_user, head_at, member_count, queue_at) VALUES (?, ?, 2, ?, ?, ?, 2, ?)`,
		key, id(), low, high, at.UnixMilli(), at.UnixMilli())
	for _, user := range []int64{low, high} {
		s.exec(`INSERT INTO members (chat_key, user_key, from_seq) VALUES (?, ?, 0)`, key, user)
		s.exec(`INSERT INTO chat_rows (user_key, chat_key, rev) VALUES (?, ?, 0)`, user, key)
	}
	seq, last := 0, 0
	for n := range messages {
		at = at.Add(time.Duration(1+w.chance.IntN(600)) * time.Second)
		sender := []int64{low, high}[w.chance.IntN(2)]
		seq++
		last = seq
		w.makeMessage(s, key, seq, sender, at)
		if n%editEvery == editEvery-1 {
			seq++
			s.exec(`INSERT INTO changes (chat_key, seq, kind, actor_key, target_seq, at) VALUES (?, ?, 1, ?, ?, ?)`, key, seq, sender, last, at.UnixMilli())
			s.exec(`UPDATE messages SET edited_seq = ? WHERE chat_key = ? AND seq = ?`, seq, key, last)
		}
		if n%advanceEvery == 0 {
			for kind := 1; kind <= 2; kind++ {
				s.exec(`INSERT INTO advances (chat_key, user_key, kind, seq, at) VALUES (?, ?, ?, ?, ?)`, key, low+high-sender, kind, seq, at.UnixMilli())
			}
		}
	}
	for _, user := range []int64{low, high} {
		s.exec(`INSERT INTO marks (chat_key, user_key, delivered, read, shown_read) VALUES (?, ?, ?, ?, ?)`, key, user, seq, seq, seq)
	}
	s.exec(`UPDATE chats SET head = ?, last_seq = ?, head_at = ? WHERE chat_key = ?`, seq, last, at.UnixMilli(), key)
}

var words = []string{"the", "ticks", "are", "blue", "tomorrow", "we", "meet", "at", "eight", "bring", "tea", "and", "bread", "thanks", "see", "you", "there"}

func (w *writer) makeMessage(s *statements, chat int64, seq int, sender int64, at time.Time) {
	text := make([]byte, 0, 128)
	for range 4 + w.chance.IntN(16) {
		text = append(append(text, words[w.chance.IntN(len(words))]...), ' ')
	}
	body, err := json.Marshal(map[string]string{"text": string(text)})
	if err != nil {
		s.err = err
		return
	}
	h := sha256.New()
	h.Write([]byte("text"))
	h.Write(binary.BigEndian.AppendUint32([]byte{0}, 1))
	h.Write(body)
	client := id()
	binary.BigEndian.PutUint64(client[:8], uint64(at.UnixMilli())<<16)
	s.exec(`INSERT INTO messages (chat_key, seq, sender_key, client_id, hash, kind, version, body, at, sent_at) VALUES (?, ?, ?, ?, ?, 'text', 1, ?, ?, ?)`,
		chat, seq, sender, client, h.Sum(nil)[:8], body, at.UnixMilli(), at.UnixMilli())
}

// makeRevs gives the account state its versions.
func (w *writer) makeRevs() error {
	return w.within(func(s *statements) {
		s.exec(`UPDATE chat_rows SET rev = numbered.rev FROM
			(SELECT user_key, chat_key, row_number() OVER (PARTITION BY user_key ORDER BY chat_key) AS rev FROM chat_rows) AS numbered
			WHERE numbered.user_key = chat_rows.user_key AND numbered.chat_key = chat_rows.chat_key`)
		s.exec(`UPDATE users SET rev = (SELECT coalesce(max(rev), 0) FROM chat_rows c WHERE c.user_key = users.user_key), rev_order = user_key`)
	})
}
