package postgres

import (
	"context"

	"twoticks/internal/messenger"
)

// ChangeChatRow implements messenger.Store.
func (s *Store) ChangeChatRow(ctx context.Context, a messenger.ChangeChatRow) (messenger.ChatRow, error) {
	user, chat, err := s.both(ctx, a.User, a.Chat)
	if err != nil {
		return messenger.ChatRow{}, err
	}
	made, err := write(ctx, s.writer, needs{rows: true, chat: chat, user: user}, func(t *tx, made *changedRow) error {
		c, err := t.guarded(ctx, chat, user, a.Guard)
		if err != nil {
			return err
		}
		old, err := s.chatRow(ctx, t, user, c)
		if err != nil {
			return err
		}
		var pinned int
		err = t.row(ctx, `SELECT count(*) FROM chat_rows WHERE user_key = $1 AND gone = 0 AND pinned_at > 0`, user).scan(&pinned)
		if err != nil {
			return err
		}
		if made.row, err = a.Change.Apply(old, pinned, c.head, a.At); err != nil || made.row == old {
			return err
		}
		made.changed = true
		if err := t.writeOwn(ctx, user, chat, made.row); err != nil {
			return err
		}
		made.row, err = s.chatRow(ctx, t, user, c)
		return err
	}, func(made *changedRow) {
		if made.changed && a.Committed != nil {
			a.Committed(made.row)
		}
	})
	return made.row, err
}

// changedRow is a user's own row of a chat, and whether an act made it another.
type changedRow struct {
	row     messenger.ChatRow
	changed bool
}

// asFlag is a boolean as stored.
func asFlag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// writeOwn writes what a user decides of its own row, with the next version.
func (t *tx) writeOwn(ctx context.Context, user, chat int64, row messenger.ChatRow) error {
	if err := t.stampRow(ctx, user, chat); err != nil {
		return err
	}
	p := place{chat, user}
	if m, known := t.ahead.members[p]; known {
		m.cleared = row.ClearedTo
		t.ahead.members[p] = m
	}
	return t.exec(ctx, `UPDATE chat_rows SET pinned_at = $1, muted_until = $2, archived = $3, marked_unread = $4, cleared_to = $5, archived_to = $6
		WHERE user_key = $7 AND chat_key = $8`,
		millis(row.PinnedAt), millis(row.MutedUntil), asFlag(row.Archived), asFlag(row.MarkedUnread), row.ClearedTo, row.ArchivedTo, user, chat)
}
