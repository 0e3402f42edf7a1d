package postgres

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// later is what the acts of a batch have written and the server has not got yet, as columns: most batches send it with
// their COMMIT. A statement that reads or writes by itself sends it first, so that no act sees less than it would if all
// had been written at once.
type later struct {
	messages messageColumnsLater
	marks    map[place]marks
	advances advanceColumns
	mentions mentionColumns
}

type messageColumnsLater struct {
	chats, seqs, senders       []int64
	clientIDs, hashes, bodies  [][]byte
	kinds                      []string
	versions, times, sent      []int64
	again                      [][]byte
	replies, forwarded, vanish []int64
}

type advanceColumns struct{ chats, users, kinds, seqs, times []int64 }

// mentionColumns are mentions that a read mark has passed.
type mentionColumns struct{ users, chats, seqs []int64 }

// addMessage writes a row of the timeline; a line of the server has neither client id nor hash.
func (t *tx) addMessage(chat int64, seq messenger.Seq, sender int64, clientID, hash []byte, content messenger.Content, at, sentAt int64, again []byte, replyTo int64, forwarded bool, vanishAt int64) {
	t.wrote = true
	m := &t.later.messages
	m.chats, m.seqs, m.senders = append(m.chats, chat), append(m.seqs, int64(seq)), append(m.senders, sender)
	m.clientIDs, m.hashes, m.bodies = append(m.clientIDs, clientID), append(m.hashes, hash), append(m.bodies, content.Body)
	m.kinds, m.versions = append(m.kinds, string(content.Kind)), append(m.versions, int64(content.Version))
	m.times, m.sent, m.again = append(m.times, at), append(m.sent, sentAt), append(m.again, again)
	var elsewhere int64
	if forwarded {
		elsewhere = 1
	}
	m.replies, m.forwarded, m.vanish = append(m.replies, replyTo), append(m.forwarded, elsewhere), append(m.vanish, vanishAt)
}

// addMarks writes where a user's marks stand now.
func (t *tx) addMarks(p place, m marks) {
	t.wrote = true
	if t.later.marks == nil {
		t.later.marks = map[place]marks{}
	}
	t.later.marks[p], t.ahead.marks[p] = m, m
}

// addAdvance writes the time of a mark that rose (C20b).
func (t *tx) addAdvance(p place, kind int, seq messenger.Seq, at int64) {
	t.wrote = true
	a := &t.later.advances
	a.chats, a.users, a.kinds = append(a.chats, p.chat), append(a.users, p.user), append(a.kinds, int64(kind))
	a.seqs, a.times = append(a.seqs, int64(seq)), append(a.times, at)
}

// endMentions forgets a user's mentions in a chat up to a seq.
func (t *tx) endMentions(p place, upto messenger.Seq) {
	t.wrote = true
	m := &t.later.mentions
	m.users, m.chats, m.seqs = append(m.users, p.user), append(m.chats, p.chat), append(m.seqs, int64(upto))
}

const (
	insertMessages = `INSERT INTO messages (chat_key, seq, sender_key, client_id, hash, kind, version, body, at, sent_at, again_of,
			reply_to, forwarded, vanish_at)
		SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::text[], $7::bigint[], $8::bytea[],
			$9::bigint[], $10::bigint[], $11::bytea[], $12::bigint[], $13::bigint[], $14::bigint[])`
	upsertMarks = `INSERT INTO marks (chat_key, user_key, delivered, read, shown_read)
		SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
		ON CONFLICT (chat_key, user_key) DO UPDATE SET delivered = excluded.delivered, read = excluded.read, shown_read = excluded.shown_read`
	insertAdvances = `INSERT INTO advances (chat_key, user_key, kind, seq, at)
		SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])`
	deleteMentions = `DELETE FROM mentions m USING unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS p (by, chat, upto)
		WHERE m.user_key = p.by AND m.chat_key = p.chat AND m.seq <= p.upto`
)

// queueRows queues the statements of what is to be sent, and has nothing to send after it.
func (l *later) queueRows(b *pgx.Batch) {
	if m := &l.messages; len(m.chats) > 0 {
		b.Queue(insertMessages, m.chats, m.seqs, m.senders, m.clientIDs, m.hashes, m.kinds, m.versions, m.bodies, m.times, m.sent, m.again, m.replies, m.forwarded, m.vanish)
	}
	if len(l.marks) > 0 {
		var chats, users, delivered, read, shown []int64
		for _, p := range slices.SortedFunc(maps.Keys(l.marks), comparePlaces) {
			m := l.marks[p]
			chats, users = append(chats, p.chat), append(users, p.user)
			delivered, read, shown = append(delivered, int64(m.delivered)), append(read, int64(m.read)), append(shown, int64(m.shownRead))
		}
		b.Queue(upsertMarks, chats, users, delivered, read, shown)
	}
	if a := &l.advances; len(a.chats) > 0 {
		b.Queue(insertAdvances, a.chats, a.users, a.kinds, a.seqs, a.times)
	}
	if m := &l.mentions; len(m.users) > 0 {
		b.Queue(deleteMentions, m.users, m.chats, m.seqs)
	}
	*l = later{}
}

func comparePlaces(a, b place) int {
	if a.chat != b.chat {
		return int(min(max(a.chat-b.chat, -1), 1))
	}
	return int(min(max(a.user-b.user, -1), 1))
}

// send sends what the acts have written so far, but for the rows of chats.
func (t *tx) send() error {
	b := &pgx.Batch{}
	t.later.queueRows(b)
	if b.Len() == 0 {
		return nil
	}
	return t.conn.SendBatch(t.ctx, b).Close()
}

const updateChats = `UPDATE chats c SET head = p.head, head_at = p.head_at, last_seq = p.last_seq, run_user = p.run_user, run_from = p.run_from, members_seq = p.members_seq,
		member_count = p.member_count
	FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
		AS p (chat_key, head, head_at, last_seq, run_user, run_from, members_seq, member_count)
	WHERE c.chat_key = p.chat_key`

// queueChats queues what changed of the rows of chats.
func (t *tx) queueChats(b *pgx.Batch) {
	var keys, heads, times, lasts, runs, froms, members, counts []int64
	for _, key := range slices.Sorted(maps.Keys(t.chats)) {
		c := t.chats[key]
		if c.allChanged {
			c.queueSummaries(b)
			c.allChanged = false
		}
		if !c.changed {
			continue
		}
		c.changed = false
		keys, heads, times = append(keys, key), append(heads, int64(c.head)), append(times, c.headAt)
		lasts, runs, froms = append(lasts, int64(c.lastSeq)), append(runs, c.runUser), append(froms, int64(c.runFrom))
		members, counts = append(members, int64(c.membersSeq)), append(counts, int64(c.count))
	}
	if len(keys) > 0 {
		b.Queue(updateChats, keys, heads, times, lasts, runs, froms, members, counts)
	}
}

// flush writes back everything, the rows of chats too.
func (t *tx) flush(context.Context) error {
	b := &pgx.Batch{}
	t.later.queueRows(b)
	t.queueChats(b)
	if b.Len() == 0 {
		return nil
	}
	return t.conn.SendBatch(t.ctx, b).Close()
}
