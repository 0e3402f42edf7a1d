package postgres

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

const personColumns = `id, handle, name, about, kind, version, last_seen_at, deleted_at <> 0, picture, claimed`

func scanPerson(scan func(...any) error) (messenger.Person, error) {
	var p messenger.Person
	var id, picture, claimed []byte
	var kind int
	var seen int64
	err := scan(&id, &p.Handle, &p.Name, &p.About, &kind, &p.Version, &seen, &p.Deleted, &picture, &claimed)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, messenger.ErrPersonNotFound
	}
	if err != nil {
		return p, err
	}
	p.ID, p.Bot, p.LastSeenAt, p.Picture = messenger.UserID(id), kind == 2, fromMillis(seen), pictureID(picture)
	p.Placeholder = kind == kindPlaceholder
	copy(p.Claimed[:], claimed)
	return p, nil
}

func (s *Store) person(ctx context.Context, q querier, key int64) (messenger.Person, error) {
	return scanPerson(q.row(ctx, `SELECT `+personColumns+` FROM users WHERE user_key = $1`, key).scan)
}

func (s *Store) people(ctx context.Context, q querier, keys ...int64) ([]messenger.Person, error) {
	set := newPeopleSet(s, q)
	for _, key := range keys {
		set.add(key)
	}
	return set.read(ctx)
}

// peopleSet gathers whom an answer mentions, each once, so that it can carry them (C30c).
type peopleSet struct {
	s    *Store
	q    querier
	keys []int64
	seen map[int64]bool
}

func newPeopleSet(s *Store, q querier) *peopleSet {
	return &peopleSet{s: s, q: q, seen: map[int64]bool{}}
}

func (p *peopleSet) add(key int64) {
	if key != 0 && !p.seen[key] {
		p.seen[key] = true
		p.keys = append(p.keys, key)
	}
}

func (p *peopleSet) addPair(c *chatState) {
	p.add(c.low)
	p.add(c.high)
}

// addUsers adds users by their ids.
func (p *peopleSet) addUsers(ctx context.Context, users []messenger.UserID) error {
	for _, id := range users {
		key, err := p.s.keyIn(ctx, p.q, id)
		if err != nil {
			return err
		}
		p.add(key)
	}
	return nil
}

// addMessage adds the sender of a message, who else is named in it, and the subjects of a line.
func (p *peopleSet) addMessage(ctx context.Context, sender int64, m *messenger.Message) error {
	p.add(sender)
	if err := p.addUsers(ctx, m.Others()); err != nil || m.System == nil {
		return err
	}
	for _, id := range m.System.Subjects {
		key, err := p.s.keyIn(ctx, p.q, id)
		if err != nil {
			return err
		}
		p.add(key)
	}
	return nil
}

// read reads them in the order in which they were added. Differs because each question is a way to the server and back: it asks
// for all of them at once.
func (p *peopleSet) read(ctx context.Context) ([]messenger.Person, error) {
	people := make([]messenger.Person, 0, len(p.keys))
	if len(p.keys) == 0 {
		return people, nil
	}
	rows, err := p.q.query(ctx, `SELECT `+personColumns+` FROM unnest($1::bigint[]) WITH ORDINALITY AS k (key, place)
		JOIN users ON user_key = k.key ORDER BY k.place`, p.keys)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		person, err := scanPerson(rows.Scan)
		if err != nil {
			return nil, err
		}
		people = append(people, person)
	}
	return people, rows.Err()
}

// chatPeople reads the first members of a chat: those now, or for somebody whose membership has ended those whom they left.
func (s *Store) chatPeople(ctx context.Context, q querier, c *chatState, ended messenger.Seq) ([]messenger.Person, error) {
	if c.kind != messenger.Group {
		return s.people(ctx, q, c.low, c.high)
	}
	where, args := `to_seq IS NULL`, []any{c.key}
	if ended != 0 {
		where, args = `from_seq < $2 AND (to_seq IS NULL OR to_seq >= $2)`, []any{c.key, ended}
	}
	keys, err := scanKeys(q.query(ctx, `SELECT user_key FROM members WHERE chat_key = $1 AND `+where+` ORDER BY from_seq, user_key LIMIT `+strconv.Itoa(messenger.MaxChatPeople), args...))
	if err != nil {
		return nil, err
	}
	return s.people(ctx, q, keys...)
}

// People implements messenger.Store: one may know oneself, whom one ever shared a chat with, and every bot, since that of a
// hook shares no chat with those whom it writes to.
func (s *Store) People(ctx context.Context, viewer messenger.UserID, users []messenger.UserID) (people []messenger.Person, err error) {
	viewerKey, err := s.userKey(ctx, viewer)
	if err != nil {
		return nil, err
	}
	ids := make([][]byte, len(users))
	for i := range users {
		ids[i] = users[i][:]
	}
	err = s.ask(ctx, func(q querier) error {
		rows, err := q.query(ctx, `SELECT `+personColumns+` FROM unnest($1::bytea[]) WITH ORDINALITY AS k (who, place) JOIN users u ON u.id = k.who
			WHERE user_key = $2 OR kind >= 2 OR (
				SELECT true FROM members a JOIN members b ON b.chat_key = a.chat_key WHERE a.user_key = $2 AND b.user_key = u.user_key LIMIT 1)
			ORDER BY k.place`, ids, viewerKey)
		if err != nil {
			return err
		}
		defer rows.Close()
		people = make([]messenger.Person, 0, len(users))
		for rows.Next() {
			p, err := scanPerson(rows.Scan)
			if err != nil {
				return err
			}
			people = append(people, p)
		}
		return rows.Err()
	})
	return people, err
}

// PersonByHandle implements messenger.Store.
func (s *Store) PersonByHandle(ctx context.Context, handle string) (p messenger.Person, err error) {
	err = s.ask(ctx, func(q querier) error {
		p, err = scanPerson(q.row(ctx, `SELECT `+personColumns+` FROM users WHERE handle = $1 AND disabled_at = 0`, handle).scan)
		return err
	})
	return p, err
}

// Directory implements messenger.Store.
func (s *Store) Directory(ctx context.Context, after string, limit int) (page messenger.PeoplePage, err error) {
	err = s.read(ctx, func(q querier) error {
		page = messenger.PeoplePage{}
		keys, err := scanKeys(q.query(ctx, `SELECT user_key FROM users WHERE handle > $1 AND disabled_at = 0 AND kind = 1 ORDER BY handle LIMIT $2`,
			after, limit+1))
		if err != nil {
			return err
		}
		more := len(keys) > limit
		if more {
			keys = keys[:limit]
		}
		if page.People, err = s.people(ctx, q, keys...); err != nil {
			return err
		}
		if more {
			page.Next = page.People[len(page.People)-1].Handle
		}
		return nil
	})
	return page, err
}

// Members implements messenger.Store.
func (s *Store) Members(ctx context.Context, chat messenger.ChatID) (out messenger.Members, err error) {
	chatKey, err := s.chatKey(ctx, chat)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		c, err := chatByKey(ctx, q, chatKey)
		if err != nil {
			return err
		}
		list, _, err := s.members(ctx, q, c)
		if err != nil {
			return err
		}
		out = messenger.Members{Seq: c.membersSeq, List: list, Begun: len(list) == c.count, Send: c.info.Settings.Send}
		out.Apart, err = s.apart(ctx, q, c)
		return err
	})
	return out, err
}

// members reads who is in a chat now and has it, the earliest first.
func (s *Store) members(ctx context.Context, q querier, c *chatState) (list []messenger.Member, keys []int64, err error) {
	rows, err := q.query(ctx, `SELECT m.user_key, m.from_seq, m.read_from, m.role FROM members m
		JOIN chat_rows r ON r.user_key = m.user_key AND r.chat_key = m.chat_key AND r.gone = 0
		WHERE m.chat_key = $1 AND m.to_seq IS NULL ORDER BY m.from_seq, m.user_key`, c.key)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key int64
		var m messenger.Member
		if err := rows.Scan(&key, &m.From, &m.ReadFrom, &m.Role); err != nil {
			return nil, nil, err
		}
		keys = append(keys, key)
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	rows.Close()
	if err := s.learnUsers(ctx, q, keys); err != nil {
		return nil, nil, err
	}
	for i, key := range keys {
		if list[i].User, err = s.userID(ctx, q, key); err != nil {
			return nil, nil, err
		}
	}
	return list, keys, nil
}

// GroupMembers implements messenger.Store.
func (s *Store) GroupMembers(ctx context.Context, user messenger.UserID, chat messenger.ChatID) (out messenger.GroupMembers, err error) {
	userKey, chatKey, err := s.both(ctx, user, chat)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, func(q querier) error {
		c, err := chatByKey(ctx, q, chatKey)
		if err != nil {
			return err
		}
		r, err := c.relation(ctx, q, userKey)
		if err != nil {
			return err
		}
		if err := messenger.MustBeMember(r); err != nil {
			return err
		}
		if c.kind != messenger.Group {
			return messenger.ErrNotAllowed
		}
		list, keys, err := s.members(ctx, q, c)
		if err != nil {
			return err
		}
		out.Members = list
		out.People, err = s.people(ctx, q, keys...)
		return err
	})
	return out, err
}

// Contacts implements messenger.Store.
func (s *Store) Contacts(ctx context.Context, user messenger.UserID) (ids []messenger.UserID, err error) {
	userKey, err := s.userKey(ctx, user)
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func(q querier) error {
		keys, err := contactKeys(ctx, q, userKey)
		if err != nil {
			return err
		}
		blocked, err := scanKeys(q.query(ctx, `SELECT blocked_key FROM blocks WHERE user_key = $1 AND gone = 0`, userKey))
		if err != nil {
			return err
		}
		keys = slices.DeleteFunc(keys, func(key int64) bool { return slices.Contains(blocked, key) })
		if err := s.learnUsers(ctx, q, keys); err != nil {
			return err
		}
		ids = make([]messenger.UserID, len(keys))
		for i, key := range keys {
			if ids[i], err = s.userID(ctx, q, key); err != nil {
				return err
			}
		}
		return nil
	})
	return ids, err
}

// SetLastSeen implements messenger.Store.
func (s *Store) SetLastSeen(ctx context.Context, seen map[messenger.UserID]time.Time) error {
	keys, times := make([]int64, 0, len(seen)), make([]int64, 0, len(seen))
	for id, at := range seen {
		key, err := s.userKey(ctx, id)
		if err != nil {
			return err
		}
		keys, times = append(keys, key), append(times, millis(at))
	}
	return s.inTx(ctx, func(t *tx) error {
		if err := t.lockAccounts(); err != nil { // it changes many rows
			return err
		}
		return t.exec(ctx, `UPDATE users SET last_seen_at = seen.at FROM unnest($1::bigint[], $2::bigint[]) AS seen (who, at)
			WHERE user_key = seen.who AND last_seen_at < seen.at AND deleted_at = 0`, keys, times)
	})
}
