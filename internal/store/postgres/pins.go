package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"twoticks/internal/messenger"
)

// PinMessage implements messenger.Store.
func (s *Store) PinMessage(ctx context.Context, a messenger.PinMessage) error {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return err
	}
	_, err = write(ctx, s.writer, needs{chat: chat, user: actor}, func(t *tx, out *messenger.Pinned) error {
		c, err := t.chat(ctx, chat)
		if err != nil {
			return err
		}
		r, err := c.relation(ctx, t, actor)
		if err != nil {
			return err
		}
		target, err := s.target(ctx, t, actor, chat, a.Chat, a.Seq)
		if err != nil {
			return err
		}
		if err := a.Guard(r, target); err != nil {
			return err
		}
		if r, err = aboutWithheld(ctx, t, c, actor, r, a.Seq); err != nil {
			return err
		}
		plan, r, err := planPin(ctx, t, c, actor, r, &a)
		if err != nil {
			return err
		}
		return s.pin(ctx, t, c, actor, r, &a, plan, out)
	}, func(out *messenger.Pinned) {
		if len(out.Changes) > 0 && a.Committed != nil {
			a.Committed(*out)
		}
	})
	return err
}

// pin carries out what was decided.
func (s *Store) pin(ctx context.Context, t *tx, c *chatState, actor int64, r messenger.Relation, a *messenger.PinMessage, plan messenger.PinPlan, out *messenger.Pinned) error {
	if len(plan.Ended) == 0 && !plan.Set {
		return nil
	}
	for _, seq := range plan.Over {
		if err := t.unpin(ctx, c.key, seq); err != nil {
			return err
		}
	}
	for _, seq := range plan.Ended {
		if err := t.unpin(ctx, c.key, seq); err != nil {
			return err
		}
		if err := s.pinEntry(ctx, t, c, actor, r, a, seq, false, out); err != nil {
			return err
		}
	}
	if !plan.Set {
		return nil
	}
	if err := s.pinEntry(ctx, t, c, actor, r, a, a.Seq, true, out); err != nil {
		return err
	}
	if !plan.Anew || c.kind != messenger.Group {
		return nil
	}
	m := t.appendLine(c, actor, a.Actor, messenger.SystemLine{Line: messenger.LineMessagePinned}, a.At)
	out.Line = &messenger.Appended{Chat: c.id, Kind: c.kind, Messages: []messenger.Message{m}}
	return s.appended(ctx, t, c, actor, r, false, out.Line)
}

// pinEntry writes the entry that a message is pinned now, or is not any more, and notes it with the message.
func (s *Store) pinEntry(ctx context.Context, t *tx, c *chatState, actor int64, r messenger.Relation, a *messenger.PinMessage, target messenger.Seq, set bool, out *messenger.Pinned) error {
	seq, at := c.next(a.At)
	err := t.exec(ctx, `INSERT INTO changes (chat_key, seq, kind, actor_key, target_seq, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.key, seq, messenger.Pin, actor, target, at)
	if err != nil {
		return err
	}
	changed := messenger.Changed{Chat: c.id, Kind: c.kind, MembersSeq: c.membersSeq}
	changed.Entry = messenger.Entry{Seq: seq, Change: &messenger.Change{Kind: messenger.Pin, Actor: a.Actor, Target: target, At: fromMillis(at)}}
	if set {
		err = t.exec(ctx, `INSERT INTO pins (chat_key, target_seq, actor_key, seq, until_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (chat_key, target_seq) DO UPDATE SET actor_key = excluded.actor_key, seq = excluded.seq, until_at = excluded.until_at`,
			c.key, target, actor, seq, millis(a.Until))
		if err != nil {
			return err
		}
		changed.Entry.Pin = &messenger.PinState{Target: target, By: a.Actor, Until: a.Until, Seq: seq}
	}
	rows, err := t.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = $1 AND seq = $2`, c.key, target)
	if err != nil {
		return err
	}
	messages, _, err := s.scanMessages(ctx, t, rows, chatOf{c.id, c.key, actor})
	if err != nil || len(messages) == 0 {
		return err
	}
	changed.Message, changed.Entry.Message = messages[0], &messages[0]
	if changed.Members, err = s.audience(ctx, t, c, actor, r); err != nil {
		return err
	}
	out.Changes = append(out.Changes, changed)
	if !r.Withholds() {
		return nil
	}
	return t.withhold(ctx, c, c.low+c.high-actor, seq, fromMillis(at))
}

// unpin takes the row of a pin away.
func (t *tx) unpin(ctx context.Context, chat int64, target messenger.Seq) error {
	return t.exec(ctx, `DELETE FROM pins WHERE chat_key = $1 AND target_seq = $2`, chat, target)
}

// planPin decides what an act of pinning does, by what its actor sees of the pins, and by what the other of a chat of two sees.
// The relation says who is told.
func planPin(ctx context.Context, t *tx, c *chatState, actor int64, r messenger.Relation, a *messenger.PinMessage) (messenger.PinPlan, messenger.Relation, error) {
	mine, err := pinsFor(ctx, t, c.key, actor)
	if err != nil || !r.Withholds() {
		return messenger.PlanPin(mine, *a), r, err
	}
	theirs, err := pinsFor(ctx, t, c.key, c.low+c.high-actor)
	plan, told := messenger.PlanWithheldPin(mine, theirs, *a)
	if told {
		r.BlockedBy = messenger.BlockedOnce
	}
	return plan, r, err
}

// pinsFor reads the pins of a chat that are not withheld from a user, also those whose time has passed.
func pinsFor(ctx context.Context, q querier, chat, user int64) (pins []messenger.PinState, err error) {
	rows, err := q.query(ctx, `SELECT p.target_seq, p.seq, p.until_at FROM pins p JOIN messages m ON m.chat_key = p.chat_key AND m.seq = p.target_seq
		WHERE p.chat_key = $2 AND `+pinReaching, user, chat)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var pin messenger.PinState
		var until int64
		if err := rows.Scan(&pin.Target, &pin.Seq, &until); err != nil {
			return nil, err
		}
		pin.Until = fromMillis(until)
		pins = append(pins, pin)
	}
	return pins, rows.Err()
}

// pinOf reads how a message is pinned; nil when it is not.
func (s *Store) pinOf(ctx context.Context, q querier, chat int64, target messenger.Seq) (*messenger.PinState, error) {
	pin := messenger.PinState{Target: target}
	var actor, until int64
	err := q.row(ctx, `SELECT actor_key, seq, until_at FROM pins WHERE chat_key = $1 AND target_seq = $2`, chat, target).scan(&actor, &pin.Seq, &until)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	pin.Until = fromMillis(until)
	pin.By, err = s.userID(ctx, q, actor)
	return &pin, err
}

// pinReaching holds where neither the pin p nor its message m, nor what the message says now, is withheld from the user.
const pinReaching = `NOT EXISTS (SELECT 1 FROM expired e WHERE e.chat_key = p.chat_key AND e.user_key = $1 AND e.withheld > 0
	AND (e.from_seq < p.seq AND p.seq <= e.to_seq OR e.from_seq < m.seq AND m.seq <= e.to_seq
		OR e.from_seq < m.edited_seq AND m.edited_seq <= e.to_seq))`

// pinnedFor reads of each chat the pinned messages that a user may read, those pinned last first. Who was removed sees those of
// their time, unless they were edited since. Differs because it asks for all chats at once.
func (s *Store) pinnedFor(ctx context.Context, q querier, user int64, chats []*chatState, all []standing) ([][]messenger.PinnedMessage, error) {
	keys, ends := make([]int64, len(chats)), make([]int64, len(chats))
	for i, c := range chats {
		keys[i], ends[i] = c.key, int64(all[i].relation.To)
	}
	rows, err := q.query(ctx, `SELECT l.place - 1, p.actor_key, p.seq, p.until_at, `+messageColumns+`
		FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS l (chat, upto, place)
		JOIN pins p ON p.chat_key = l.chat AND p.seq <= l.upto
		JOIN messages m ON m.chat_key = p.chat_key AND m.seq = p.target_seq AND m.deleted_seq = 0 AND m.edited_seq <= l.upto
		WHERE `+readable+` AND `+pinReaching+` ORDER BY l.place, p.seq DESC`, user, keys, ends)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	pins := make([][]messenger.PinnedMessage, len(chats))
	var people []int64
	var owners [][2]*messenger.UserID
	for rows.Next() {
		var place int
		var p messenger.PinnedMessage
		var actor, until int64
		m, sender, err := scanMessage(behind{behind{behind{behind{rows, &place}, &actor}, &p.Seq}, &until}, messenger.ChatID{})
		if err != nil {
			return nil, err
		}
		m.Chat = chats[place].id
		p.Message, p.Target, p.Until = m, m.Seq, fromMillis(until)
		pins[place], people = append(pins[place], p), append(people, actor, sender)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for i := range pins {
		for j := range pins[i] {
			owners = append(owners, [2]*messenger.UserID{&pins[i][j].By, &pins[i][j].Message.Sender})
		}
	}
	if err := s.learnUsers(ctx, q, people); err != nil {
		return nil, err
	}
	for i, of := range owners {
		for j, id := range of {
			if *id, err = s.userID(ctx, q, people[2*i+j]); err != nil {
				return nil, err
			}
		}
	}
	return pins, nil
}

// addPinned adds the people in pinned messages.
func (s *Store) addPinned(ctx context.Context, q querier, people *peopleSet, pins []messenger.PinnedMessage) error {
	for _, p := range pins {
		for _, id := range []messenger.UserID{p.By, p.Message.Sender} {
			key, err := s.keyIn(ctx, q, id)
			if err != nil {
				return err
			}
			people.add(key)
		}
	}
	return nil
}
