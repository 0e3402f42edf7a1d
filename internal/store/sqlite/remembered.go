package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"regexp"

	"twoticks/internal/messenger"
)

// remembered is what the writer remembers from one transaction to the next: what chats are, and how users stand to them, which
// sending a message and raising a mark ask every time and never change. It is of what is committed only, and nothing in it
// counts: where a log stands is read anew by each transaction (C8). Every statement that writes to a table it was read from
// empties it, and so do a rollback and a write by anybody but the writer.
type remembered struct {
	chats     map[int64]chatState
	standings map[place]standing
	// moves tells of each statement that wrote whether it empties this.
	moves map[string]bool
	// version is the database's as far as other connections have written to it.
	version int64
}

type place struct{ chat, user int64 }

// standing is a membership with what goes with it, as it is stored; found is false for who was never in the chat.
type standing struct {
	found                 bool
	from, joined, cleared messenger.Seq
	to                    sql.NullInt64
	role                  messenger.Role
	blocks, blockedBy     messenger.Block
}

// maxRemembered is about how many of each are kept: a few megabytes.
const maxRemembered = 20_000

// standsIn are the tables that all this is read from.
var standsIn = regexp.MustCompile(`\b(chats|members|chat_rows|blocks)\b`)

func newRemembered() *remembered {
	return &remembered{chats: map[int64]chatState{}, standings: map[place]standing{}, moves: map[string]bool{}}
}

// begin is called when a transaction has begun, before anything is read in it.
func (m *remembered) begin(ctx context.Context, t *tx) error {
	var version int64
	if err := t.row(ctx, `PRAGMA data_version`).scan(&version); err != nil {
		return err
	}
	if version != m.version || max(len(m.standings), len(m.chats)) > maxRemembered {
		m.forget()
	}
	m.version = version
	return nil
}

func (m *remembered) forget() {
	clear(m.chats)
	clear(m.standings)
}

// wrote is told of every statement that writes.
func (m *remembered) wrote(query string) {
	moves, ok := m.moves[query]
	if !ok {
		moves = standsIn.MatchString(query)
		m.moves[query] = moves
	}
	if moves {
		m.forget()
	}
}

// chat reads a chat: all of it, or where it is known only how far its log is.
func (m *remembered) chat(ctx context.Context, t *tx, key int64) (*chatState, error) {
	c, ok := m.chats[key]
	if !ok {
		read, err := chatByKey(ctx, t, key)
		if err == nil {
			m.chats[key] = *read
		}
		return read, err
	}
	err := t.row(ctx, `SELECT head, head_at, last_seq, run_user, run_from, members_seq, member_count FROM chats WHERE chat_key = ?`, key).
		scan(&c.head, &c.headAt, &c.lastSeq, &c.runUser, &c.runFrom, &c.membersSeq, &c.count)
	return &c, err
}

// standing is how a user stands to a chat, from memory where it is there.
func (t *tx) standing(ctx context.Context, c *chatState, user int64) (standing, error) {
	at := place{c.key, user}
	if s, ok := t.memory.standings[at]; ok {
		return s, nil
	}
	s, err := readStanding(ctx, t, c, user)
	if err == nil {
		t.memory.standings[at] = s
	}
	return s, err
}

func readStanding(ctx context.Context, q querier, c *chatState, user int64) (s standing, err error) {
	err = q.row(ctx, `SELECT read_from, from_seq, to_seq, role, coalesce((SELECT cleared_to FROM chat_rows WHERE user_key = ?2 AND chat_key = ?1), 0)
		FROM members WHERE chat_key = ?1 AND user_key = ?2 ORDER BY from_seq DESC LIMIT 1`,
		c.key, user).scan(&s.from, &s.joined, &s.to, &s.role, &s.cleared)
	if errors.Is(err, sql.ErrNoRows) {
		return standing{}, nil
	}
	if err == nil && c.kind == messenger.Direct {
		s.blocks, s.blockedBy, err = readBlocks(ctx, q, user, c.low+c.high-user)
	}
	s.found = true
	return s, err
}

// relation loads how a user stands to a chat.
func (c *chatState) relation(ctx context.Context, q querier, user int64) (messenger.Relation, error) {
	r := messenger.Relation{Kind: c.kind, Head: c.head}
	if c.kind == messenger.Group {
		r.Settings = c.info.Settings
	}
	s, err := q.standing(ctx, c, user)
	if err != nil || !s.found {
		return r, err
	}
	r.From, r.Joined, r.Cleared, r.To = s.from, s.joined, s.cleared, c.head
	r.Blocks, r.BlockedBy = s.blocks, s.blockedBy
	if s.to.Valid {
		r.WasMember, r.To = true, messenger.Seq(s.to.Int64)
	} else {
		r.Member, r.Role = true, s.role
	}
	return r, nil
}
