package sqlite

import (
	"context"

	"twoticks/internal/messenger"
)

// SetDraft implements messenger.Store.
func (s *Store) SetDraft(ctx context.Context, a messenger.SetDraft) (messenger.ChatRow, error) {
	user, chat, err := s.both(ctx, a.User, a.Chat)
	if err != nil {
		return messenger.ChatRow{}, err
	}
	var row messenger.ChatRow
	changed := false
	err = s.writer.do(ctx, func(t *tx) error {
		changed = false
		c, err := t.guarded(ctx, chat, user, a.Guard)
		if err != nil {
			return err
		}
		if row, err = s.chatRow(ctx, t, user, c); err != nil {
			return err
		}
		at, stands := millis(a.At), millis(row.DraftAt)
		if changed = at > stands || at == stands && a.Text != row.Draft; !changed {
			return nil
		}
		if err := t.stampRow(ctx, user, chat); err != nil {
			return err
		}
		err = t.exec(ctx, `UPDATE chat_rows SET draft = ?, draft_at = ? WHERE user_key = ? AND chat_key = ?`, a.Text, at, user, chat)
		if err != nil {
			return err
		}
		row, err = s.chatRow(ctx, t, user, c)
		return err
	}, func() {
		if changed && a.Committed != nil {
			a.Committed(row)
		}
	})
	return row, err
}
