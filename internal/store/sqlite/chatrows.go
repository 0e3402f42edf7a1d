package sqlite

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
	made, err := write(ctx, s.writer, func(t *tx, made *changedRow) error {
		c, err := t.guarded(ctx, chat, user, a.Guard)
		if err != nil {
			return err
		}
		old, err := s.chatRow(ctx, t, user, c)
		if err != nil {
			return err
		}
		var pinned int
		err = t.row(ctx, `SELECT count(*) FROM chat_rows WHERE user_key = ? AND gone = 0 AND pinned_at > 0`, user).scan(&pinned)
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

// writeOwn writes what a user decides of its own row, with the next version.
func (t *tx) writeOwn(ctx context.Context, user, chat int64, row messenger.ChatRow) error {
	if err := t.stampRow(ctx, user, chat); err != nil {
		return err
	}
	return t.exec(ctx, `UPDATE chat_rows SET pinned_at = ?, muted_until = ?, archived = ?, archived_to = ?, marked_unread = ?, cleared_to = ?
		WHERE user_key = ? AND chat_key = ?`,
		millis(row.PinnedAt), millis(row.MutedUntil), row.Archived, row.ArchivedTo, row.MarkedUnread, row.ClearedTo, user, chat)
}
