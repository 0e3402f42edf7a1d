package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

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
	// all is read on demand, for groups; with the row where that was locked.
	all        *summaries
	allChanged bool
}

const chatColumns = `id, chat_key, kind, coalesce(low_user, 0), coalesce(high_user, 0), name, head, head_at, last_seq, run_user, run_from, members_seq, member_count,
	about, send_role, change_role, add_role, history <> 0, approval <> 0, requests, picture, timer`

// columns are where chatColumns behind the id are scanned into.
func (c *chatState) columns() []any {
	set := &c.info.Settings
	return []any{
		&c.key, &c.kind, &c.low, &c.high, &c.info.Name, &c.head, &c.headAt, &c.lastSeq, &c.runUser, &c.runFrom, &c.membersSeq, &c.count,
		&c.info.About, &set.Send, &set.Change, &set.Add, &set.History, &set.Approval, &c.requests, (*pictureColumn)(&c.info.Picture), (*timerColumn)(&c.timer),
	}
}

func scanChat(r *row) (*chatState, error) { return readChat(r.scan) }

func readChat(scan func(...any) error) (*chatState, error) {
	var c chatState
	var id []byte
	err := scan(append([]any{&id}, c.columns()...)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, messenger.ErrChatNotFound
	}
	if err != nil {
		return nil, err
	}
	c.id = messenger.ChatID(id)
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

// scanChatWithSummaries reads chatColumns and summaryColumns.
func scanChatWithSummaries(rows pgx.Rows) (*chatState, error) {
	c := chatState{all: &summaries{}}
	var id []byte
	err := rows.Scan(append(append([]any{&id}, c.columns()...), c.all.columns()...)...)
	if err != nil {
		return nil, err
	}
	c.id = messenger.ChatID(id)
	return &c, nil
}

func chatByKey(ctx context.Context, q querier, key int64) (*chatState, error) {
	return scanChat(q.row(ctx, `SELECT `+chatColumns+` FROM chats WHERE chat_key = $1`, key))
}

// chat returns the chat as this transaction has it. Differs because what acts name was locked before any of them ran: a chat
// that is not here then is nowhere.
func (t *tx) chat(_ context.Context, key int64) (*chatState, error) {
	if c := t.chats[key]; c != nil {
		return c, nil
	}
	return nil, messenger.ErrChatNotFound
}

// chatByID finds a chat that may not be committed yet.
func (t *tx) chatByID(_ context.Context, id messenger.ChatID) (*chatState, error) {
	for _, c := range t.chats {
		if c.id == id {
			return c, nil
		}
	}
	return nil, messenger.ErrChatNotFound
}

func (t *tx) hold(c *chatState) { t.chats[c.key] = c }

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

// next takes the next place in the log: its seq, and its time, which never falls (C8, C11).
func (c *chatState) next(at time.Time) (messenger.Seq, int64) {
	c.head++
	c.headAt = max(c.headAt, millis(at))
	c.changed = true
	return c.head, c.headAt
}

// relation loads how a user stands to a chat.
func (c *chatState) relation(ctx context.Context, q querier, user int64) (messenger.Relation, error) {
	m, err := membershipOf(ctx, q, place{c.key, user})
	return c.relationOf(m), err
}

// relationOf is how a user stands to a chat by its newest membership.
func (c *chatState) relationOf(m membership) messenger.Relation {
	r := messenger.Relation{Kind: c.kind, Head: c.head}
	if c.kind == messenger.Group {
		r.Settings = c.info.Settings
	}
	if m.role == 0 {
		return r
	}
	r.From, r.Joined, r.To, r.Cleared = m.read, m.from, c.head, m.cleared
	r.Blocks, r.BlockedBy = m.blocks, m.blockedBy
	if m.to != nil {
		r.WasMember, r.To = true, *m.to
	} else {
		r.Member, r.Role = true, m.role
	}
	return r
}

// membershipOf is the newest membership of a user in a chat; it has no role when there is none.
func membershipOf(ctx context.Context, q querier, p place) (m membership, err error) {
	t, writes := q.(*tx)
	if writes {
		if m, ok := t.ahead.members[p]; ok {
			return m, nil
		}
	}
	err = q.row(ctx, `SELECT m.read_from, m.from_seq, m.to_seq, m.role, coalesce(r.cleared_to, 0), coalesce(1 + x.gone, 0), coalesce(1 + y.gone, 0)
		FROM members m LEFT JOIN chat_rows r ON r.user_key = m.user_key AND r.chat_key = m.chat_key
		LEFT JOIN chats c ON c.chat_key = m.chat_key AND c.kind = 2
		LEFT JOIN blocks x ON x.user_key = m.user_key AND x.blocked_key = c.low_user + c.high_user - m.user_key
		LEFT JOIN blocks y ON y.user_key = c.low_user + c.high_user - m.user_key AND y.blocked_key = m.user_key
		WHERE m.chat_key = $1 AND m.user_key = $2 ORDER BY m.from_seq DESC LIMIT 1`,
		p.chat, p.user).scan(&m.read, &m.from, &m.to, &m.role, &m.cleared, &m.blocks, &m.blockedBy)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	if writes && err == nil {
		t.ahead.members[p] = m
	}
	return m, err
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
	n := needs{rows: true, low: min(actor, with), high: max(actor, with)}
	made, err := write(ctx, s.writer, n, func(t *tx, made *madePair) error {
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

// openPair finds the chat of a pair, or makes it. Two who ask at once have the lock of the account rows one after the other,
// on whatever node.
func (s *Store) openPair(ctx context.Context, t *tx, a messenger.CreateDirectChat, actor, with int64, out *messenger.OpenedChat) (*chatState, error) {
	low, high := min(actor, with), max(actor, with)
	for _, c := range t.chats {
		if c.low == low && c.high == high {
			return c, nil
		}
	}
	var err error
	c := &chatState{id: a.ID, kind: messenger.Direct, low: low, high: high, headAt: millis(a.At), count: 2}
	if low == high {
		c.kind, c.count = messenger.Self, 1
	}
	c.key, err = t.insert(ctx, `INSERT INTO chats (id, kind, low_user, high_user, head_at, member_count) VALUES ($1, $2, $3, $4, $5, $6) RETURNING chat_key`,
		c.id[:], c.kind, low, high, c.headAt, c.count)
	if err != nil {
		return nil, err
	}
	for _, user := range []int64{low, high}[:c.count] {
		if err := t.exec(ctx, `INSERT INTO members (chat_key, user_key, from_seq) VALUES ($1, $2, 0)`, c.key, user); err != nil {
			return nil, err
		}
	}
	t.hold(c)
	out.Created = true
	return c, nil
}
