package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"twoticks/internal/messenger"
)

// chatState is a chat's row as the transaction has it: what appends change is written back once, by flush.
type chatState struct {
	key        int64
	id         messenger.ChatID
	kind       messenger.ChatKind
	low, high  int64 // the pair, of a direct chat
	info       messenger.GroupInfo
	timer      time.Duration
	requests   int // how many wait to be let in
	head       messenger.Seq
	headAt     int64
	lastSeq    messenger.Seq
	runUser    int64 // of the messages at the end, from runFrom on, that are all of one person
	runFrom    messenger.Seq
	membersSeq messenger.Seq
	count      int
	changed    bool
	// all is read on demand, for groups.
	all        *summaries
	allChanged bool
}

// chatColumns are of chats c.
const chatColumns = `c.chat_key, c.id, c.kind, coalesce(c.low_user, 0), coalesce(c.high_user, 0), c.name, c.head, c.head_at,
	c.last_seq, c.run_user, c.run_from, c.members_seq, c.member_count, c.about, c.send_role, c.change_role, c.add_role, c.history, c.approval, c.requests, c.picture, c.timer`

func scanChat(r *row) (*chatState, error) { return readChat(r.scan) }

func readChat(scan func(...any) error) (*chatState, error) {
	var c chatState
	var id, picture []byte
	var timer int64
	set := &c.info.Settings
	err := scan(&c.key, &id, &c.kind, &c.low, &c.high, &c.info.Name, &c.head, &c.headAt, &c.lastSeq, &c.runUser, &c.runFrom, &c.membersSeq, &c.count,
		&c.info.About, &set.Send, &set.Change, &set.Add, &set.History, &set.Approval, &c.requests, &picture, &timer)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, messenger.ErrChatNotFound
	}
	if err != nil {
		return nil, err
	}
	c.id, c.info.Picture, c.timer = messenger.ChatID(id), pictureID(picture), time.Duration(timer)*time.Millisecond
	return &c, nil
}

// say takes down that a message was added to the timeline by its sender.
func (c *chatState) say(sender int64, seq messenger.Seq) {
	c.lastSeq = seq
	if c.runUser != sender {
		c.runUser, c.runFrom = sender, seq
	}
}

// writtenByOthers is up to where others may have written, of what stands up to a seq: one's own messages at the end are not looked
// through to count what is unread.
func (c *chatState) writtenByOthers(user int64, upto messenger.Seq) messenger.Seq {
	if c.runUser == user {
		return min(upto, c.runFrom-1)
	}
	return upto
}

func chatByKey(ctx context.Context, q querier, key int64) (*chatState, error) {
	return scanChat(q.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE chat_key = ?`, key))
}

// chat returns the chat as this transaction has it.
func (t *tx) chat(ctx context.Context, key int64) (*chatState, error) {
	if c := t.chats[key]; c != nil {
		return c, nil
	}
	c, err := t.memory.chat(ctx, t, key)
	if err != nil {
		return nil, err
	}
	t.hold(c)
	return c, nil
}

// chatByID finds a chat that may not be committed yet.
func (t *tx) chatByID(ctx context.Context, id messenger.ChatID) (*chatState, error) {
	c, err := scanChat(t.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE id = ?`, id[:]))
	if err != nil {
		return nil, err
	}
	return t.chat(ctx, c.key)
}

func (t *tx) hold(c *chatState) {
	if t.chats == nil {
		t.chats = map[int64]*chatState{}
	}
	t.chats[c.key] = c
}

// guarded returns the chat as this transaction has it, if the act's rule allows the act to the actor.
func (t *tx) guarded(ctx context.Context, chat, actor int64, guard messenger.Guard) (*chatState, error) {
	c, _, err := t.related(ctx, chat, actor, guard)
	return c, err
}

// related is guarded, with how the actor stands to the chat.
func (t *tx) related(ctx context.Context, chat, actor int64, guard messenger.Guard) (*chatState, messenger.Relation, error) {
	c, err := t.chat(ctx, chat)
	if err != nil {
		return nil, messenger.Relation{}, err
	}
	r, err := c.relation(ctx, t, actor)
	if err != nil {
		return nil, r, err
	}
	return c, r, guard(r)
}

// flush writes back the chats that changed.
func (t *tx) flush(ctx context.Context) error {
	for _, c := range t.chats {
		if c.allChanged {
			if err := t.writeSummaries(ctx, c); err != nil {
				return err
			}
			c.allChanged = false
		}
		if !c.changed {
			continue
		}
		err := t.count(ctx, `UPDATE chats SET head = ?, head_at = ?, last_seq = ?, run_user = ?, run_from = ?, members_seq = ?, member_count = ? WHERE chat_key = ?`,
			c.head, c.headAt, c.lastSeq, c.runUser, c.runFrom, c.membersSeq, c.count, c.key)
		if err != nil {
			return err
		}
		c.changed = false
	}
	return nil
}

// next takes the next place in the log: its seq, and its time, which never falls (C8, C11).
func (c *chatState) next(at time.Time) (messenger.Seq, int64) {
	c.head++
	c.headAt = max(c.headAt, millis(at))
	c.changed = true
	return c.head, c.headAt
}

// pair returns the members of a chat that has at most two, whose membership never changes; nil for a group.
func (s *Store) pair(ctx context.Context, q querier, c *chatState) ([]messenger.Member, error) {
	if c.kind == messenger.Group {
		return nil, nil
	}
	low, err := s.userID(ctx, q, c.low)
	if err != nil || c.kind == messenger.Self {
		return []messenger.Member{{User: low}}, err
	}
	high, err := s.userID(ctx, q, c.high)
	return []messenger.Member{{User: low}, {User: high}}, err
}

// CreateDirectChat implements messenger.Store.
func (s *Store) CreateDirectChat(ctx context.Context, a messenger.CreateDirectChat) (messenger.OpenedChat, error) {
	actor, err := s.userKey(ctx, a.Actor)
	if err != nil {
		return messenger.OpenedChat{}, err
	}
	with, err := s.userKey(ctx, a.With)
	if err != nil {
		return messenger.OpenedChat{}, err
	}
	made, err := write(ctx, s.writer, func(t *tx, made *madePair) error {
		out := &made.opened
		c, err := s.openPair(ctx, t, a, actor, with, out)
		if err != nil {
			return err
		}
		if made.newRow, err = t.ensureRow(ctx, actor, c.key); err != nil {
			return err
		}
		r, err := c.relation(ctx, t, actor)
		if err != nil {
			return err
		}
		out.Apart = r.Blocks == messenger.BlocksNow || r.BlockedBy == messenger.BlocksNow
		if err := t.flush(ctx); err != nil {
			return err
		}
		if out.Row, err = s.chatRow(ctx, t, actor, c); err != nil {
			return err
		}
		if out.Heads, err = s.headsRow(ctx, t, actor, c); err != nil {
			return err
		}
		out.People, err = s.people(ctx, t, actor, with)
		return err
	}, func(made *madePair) {
		if made.newRow && a.Committed != nil {
			a.Committed(made.opened)
		}
	})
	return made.opened, err
}

// madePair is a chat that was asked for, and whether it is new to the one who asked.
type madePair struct {
	opened messenger.OpenedChat
	newRow bool
}

// openPair finds the chat of a pair, or makes it. Two who ask at once are asked one after the other here.
func (s *Store) openPair(ctx context.Context, t *tx, a messenger.CreateDirectChat, actor, with int64, out *messenger.OpenedChat) (*chatState, error) {
	low, high := min(actor, with), max(actor, with)
	c, err := scanChat(t.row(ctx, `SELECT `+chatColumns+` FROM chats c WHERE low_user = ? AND high_user = ?`, low, high))
	if err == nil {
		return t.chat(ctx, c.key)
	}
	if !errors.Is(err, messenger.ErrChatNotFound) {
		return nil, err
	}
	c = &chatState{id: a.ID, kind: messenger.Direct, low: low, high: high, headAt: millis(a.At), count: 2}
	if low == high {
		c.kind, c.count = messenger.Self, 1
	}
	c.key, err = t.insert(ctx, `INSERT INTO chats (id, kind, low_user, high_user, head_at, member_count) VALUES (?, ?, ?, ?, ?, ?)`,
		c.id[:], c.kind, low, high, c.headAt, c.count)
	if err != nil {
		return nil, err
	}
	for _, user := range []int64{low, high}[:c.count] {
		if err := t.exec(ctx, `INSERT INTO members (chat_key, user_key, from_seq) VALUES (?, ?, 0)`, c.key, user); err != nil {
			return nil, err
		}
	}
	t.hold(c)
	out.Created = true
	return c, nil
}
