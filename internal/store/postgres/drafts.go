package postgres

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
	type draft struct {
		row     messenger.ChatRow
		changed bool
	}
	kept, err := write(ctx, s.writer, needs{rows: true, chat: chat, user: user}, func(t *tx, d *draft) error {
		c, err := t.guarded(ctx, chat, user, a.Guard)
		if err != nil {
			return err
		}
		if d.row, err = s.chatRow(ctx, t, user, c); err != nil {
			return err
		}
		at, stands := millis(a.At), millis(d.row.DraftAt)
		if d.changed = at > stands || at == stands && a.Text != d.row.Draft; !d.changed {
			return nil
		}
		if err := t.stampRow(ctx, user, chat); err != nil {
			return err
		}
		err = t.exec(ctx, `UPDATE chat_rows SET draft = $1, draft_at = $2 WHERE user_key = $3 AND chat_key = $4`, a.Text, at, user, chat)
		if err != nil {
			return err
		}
		d.row, err = s.chatRow(ctx, t, user, c)
		return err
	}, func(d *draft) {
		if d.changed && a.Committed != nil {
			a.Committed(d.row)
		}
	})
	return kept.row, err
}
