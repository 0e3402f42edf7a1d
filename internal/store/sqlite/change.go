package sqlite

import (
	"context"
	"time"

	"twoticks/internal/messenger"
)

// ChangeMessage implements messenger.Store. The hash of the content as accepted stays, so that a repeat of the send is
// told from a conflict as before (C6).
func (s *Store) ChangeMessage(ctx context.Context, a messenger.ChangeMessage) (messenger.Changed, error) {
	actor, chat, err := s.both(ctx, a.Actor, a.Chat)
	if err != nil {
		return messenger.Changed{}, err
	}
	return write(ctx, s.writer, func(t *tx, out *messenger.Changed) error {
		c, err := t.chat(ctx, chat)
		if err != nil {
			return err
		}
		r, err := c.relation(ctx, t, actor)
		if err != nil {
			return err
		}
		seen := within
		if byServer(a.Kind) {
			seen = anybody
		}
		target, err := s.targetWhere(ctx, t, seen, actor, chat, a.Chat, a.Seq)
		if err != nil {
			return err
		}
		if err := a.Guard(r, target); err != nil {
			return err
		}
		*out = messenger.Changed{Chat: a.Chat, Kind: c.kind, Message: *target, MembersSeq: c.membersSeq}
		if changesNothing(&a, target) {
			return nil
		}
		if r, err = aboutWithheld(ctx, t, c, actor, r, a.Seq); err != nil {
			return err
		}
		if byServer(a.Kind) {
			r.BlockedBy = messenger.NeverBlocked // it is the server's act, whoever wrote the message
		}
		if out.Members, err = s.audience(ctx, t, c, actor, r); err != nil {
			return err
		}
		if err := t.changeRow(ctx, c, actor, &a, out); err != nil || !r.Withholds() {
			return err
		}
		return t.withhold(ctx, c, c.low+c.high-actor, out.Entry.Seq, out.Entry.Change.At)
	}, func(out *messenger.Changed) {
		if out.Entry.Seq != 0 && a.Committed != nil {
			a.Committed(*out)
		}
	})
}

// byServer tells the server's acts from those of people: it may change whatever is there.
func byServer(kind messenger.ChangeKind) bool {
	return kind == messenger.Purge || kind == messenger.Vanish
}

func changesNothing(a *messenger.ChangeMessage, target *messenger.Message) bool {
	switch a.Kind {
	case messenger.Edit:
	case messenger.Reaction:
		return target.ReactionOf(a.Actor) == a.Emoji
	default:
		return target.DeletedSeq != 0
	}
	return target.Content != nil && a.Content.Equal(*target.Content)
}

// changeRow writes the entry and what it makes of the row.
func (t *tx) changeRow(ctx context.Context, c *chatState, actor int64, a *messenger.ChangeMessage, out *messenger.Changed) error {
	seq, at := c.next(a.At)
	err := t.exec(ctx, `INSERT INTO changes (chat_key, seq, kind, actor_key, target_seq, at) VALUES (?, ?, ?, ?, ?, ?)`,
		c.key, seq, a.Kind, actor, a.Seq, at)
	if err != nil {
		return err
	}
	row := &out.Message
	switch a.Kind {
	case messenger.Edit:
		row.Content, row.EditedSeq = a.Content, seq
		err = t.exec(ctx, `UPDATE messages SET kind = ?, version = ?, body = ?, edited_seq = ? WHERE chat_key = ? AND seq = ?`,
			a.Content.Kind, a.Content.Version, a.Content.Body, seq, c.key, a.Seq)
	case messenger.Reaction:
		row.ReactedSeq = seq
		row.Reactions = messenger.ReactedBy(row.Reactions, messenger.MemberReaction{User: a.Actor, Emoji: a.Emoji, Seq: seq})
		err = t.react(ctx, c.key, actor, a, seq)
	default:
		hasFiles := row.Content != nil && row.Content.Kind == messenger.KindFiles
		row.Content, row.DeletedSeq, row.Reactions, row.Vanished = nil, seq, nil, a.Kind == messenger.Vanish
		if row.Vanished {
			row.VanishAt = time.Time{}
		}
		if err = t.exec(ctx, `UPDATE messages SET body = NULL, deleted_seq = ?, vanish_at = iif(?, -1, vanish_at) WHERE chat_key = ? AND seq = ?`,
			seq, row.Vanished, c.key, a.Seq); err == nil {
			err = t.exec(ctx, `DELETE FROM reactions WHERE chat_key = ? AND target_seq = ?`, c.key, a.Seq)
		}
		if err == nil {
			err = t.unpin(ctx, c.key, a.Seq)
		}
		if err == nil && hasFiles {
			err = t.letFilesGo(ctx, c.key, a.Seq)
		}
	}
	if err != nil {
		return err
	}
	changed := *row
	out.Entry = messenger.Entry{Seq: seq, Message: &changed, Change: &messenger.Change{
		Kind: a.Kind, Actor: a.Actor, Target: a.Seq, At: fromMillis(at),
	}}
	if a.Kind == messenger.Reaction {
		return nil
	}
	return t.mentionAnew(ctx, c, actor, row)
}
