package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"twoticks/internal/messenger"
)

// PinMessage implements messenger.Store.
func (s *Store) PinMessage(ctx context.Context, a messenger.PinMessage) error {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return err
	}
	_, err = write(ctx, s.writer, func(t *tx, out *messenger.Pinned) error {
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
	m, err := s.appendLine(ctx, t, c, actor, a.Actor, messenger.SystemLine{Line: messenger.LineMessagePinned}, millis(a.At))
	if err != nil {
		return err
	}
	out.Line = &messenger.Appended{Chat: c.id, Kind: c.kind, Messages: []messenger.Message{m}}
	return s.appended(ctx, t, c, actor, r, false, out.Line)
}

// pinEntry writes the entry that a message is pinned now, or is not any more, and notes it with the message.
func (s *Store) pinEntry(ctx context.Context, t *tx, c *chatState, actor int64, r messenger.Relation, a *messenger.PinMessage, target messenger.Seq, set bool, out *messenger.Pinned) error {
	seq, at := c.next(a.At)
	err := t.exec(ctx, `INSERT INTO changes (chat_key, seq, kind, actor_key, target_seq, at) VALUES (?, ?, ?, ?, ?, ?)`,
		c.key, seq, messenger.Pin, actor, target, at)
	if err != nil {
		return err
	}
	changed := messenger.Changed{Chat: c.id, Kind: c.kind, MembersSeq: c.membersSeq}
	changed.Entry = messenger.Entry{Seq: seq, Change: &messenger.Change{Kind: messenger.Pin, Actor: a.Actor, Target: target, At: fromMillis(at)}}
	if set {
		err = t.exec(ctx, `INSERT INTO pins (chat_key, target_seq, actor_key, seq, until_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (chat_key, target_seq) DO UPDATE SET actor_key = excluded.actor_key, seq = excluded.seq, until_at = excluded.until_at`,
			c.key, target, actor, seq, millis(a.Until))
		if err != nil {
			return err
		}
		changed.Entry.Pin = &messenger.PinState{Target: target, By: a.Actor, Until: a.Until, Seq: seq}
	}
	rows, err := t.query(ctx, `SELECT `+messageColumns+` FROM messages m WHERE chat_key = ? AND seq = ?`, c.key, target)
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
	return t.exec(ctx, `DELETE FROM pins WHERE chat_key = ? AND target_seq = ?`, chat, target)
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
	rows, err := q.query(ctx, `SELECT p.target_seq, p.seq, p.until_at FROM pins p CROSS JOIN messages m ON m.chat_key = p.chat_key AND m.seq = p.target_seq
		WHERE p.chat_key = ? AND `+pinReaching, chat, user)
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
	err := q.row(ctx, `SELECT actor_key, seq, until_at FROM pins WHERE chat_key = ? AND target_seq = ?`, chat, target).scan(&actor, &pin.Seq, &until)
	if errors.Is(err, sql.ErrNoRows) {
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
const pinReaching = `NOT EXISTS (SELECT 1 FROM expired e WHERE e.chat_key = p.chat_key AND e.user_key = ? AND e.withheld > 0
	AND (e.from_seq < p.seq AND p.seq <= e.to_seq OR e.from_seq < m.seq AND m.seq <= e.to_seq
		OR e.from_seq < m.edited_seq AND m.edited_seq <= e.to_seq))`

// pinnedFor reads the pinned messages of a chat that a user may read, those pinned last first. Who was removed sees those of
// their time, unless they were edited since. The pins are read first (CROSS): a chat has few of them, and may have any number of
// messages.
func (s *Store) pinnedFor(ctx context.Context, q querier, user int64, c *chatState, r messenger.Relation) ([]messenger.PinnedMessage, error) {
	rows, err := q.query(ctx, `SELECT p.actor_key, p.seq, p.until_at, `+messageColumns+` FROM pins p
		CROSS JOIN messages m ON m.chat_key = p.chat_key AND m.seq = p.target_seq
		WHERE p.chat_key = ? AND p.seq <= ? AND m.deleted_seq = 0 AND m.edited_seq <= ? AND `+readable+` AND `+pinReaching+` ORDER BY p.seq DESC`,
		c.key, r.To, r.To, user, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var pins []messenger.PinnedMessage
	var people [][2]int64
	for rows.Next() {
		var p messenger.PinnedMessage
		var actor, until int64
		m, sender, err := scanMessage(behind{rows, []any{&actor, &p.Seq, &until}}, c.id)
		if err != nil {
			return nil, err
		}
		p.Message, p.Target, p.Until = m, m.Seq, fromMillis(until)
		pins, people = append(pins, p), append(people, [2]int64{actor, sender})
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for i, keys := range people {
		if pins[i].By, err = s.userID(ctx, q, keys[0]); err != nil {
			return nil, err
		}
		if pins[i].Message.Sender, err = s.userID(ctx, q, keys[1]); err != nil {
			return nil, err
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
