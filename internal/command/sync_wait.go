package command

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"twoticks/internal/auth"
	"twoticks/protocol"
)

// stampBytes is how much of a hash tells one state from another, for one client and for seconds.
const stampBytes = 12

// SyncState reads where everything stands for sync.wait, and says whether that is what the client has. The door calls it
// once and then again whenever something happened; an answer that is the same is empty but for the stamp.
func (s *Set) SyncState(ctx context.Context, actor auth.Actor, r protocol.SyncWait) (protocol.SyncWaited, *protocol.Error) {
	return attempt(ctx, s, "sync.wait", func(ctx context.Context) (protocol.SyncWaited, error) {
		rows, err := s.accountSince(ctx, actor, protocol.AccountSince{Rev: r.Rev})
		if err != nil {
			return protocol.SyncWaited{}, err
		}
		heads, err := s.listHeads(ctx, actor, protocol.HeadsList{})
		if err != nil {
			return protocol.SyncWaited{}, err
		}
		state := protocol.SyncWaited{Stamp: stampOf(heads), Rows: rows, Heads: heads}
		state.Changed = state.Stamp != r.Stamp || rows.Rev != r.Rev
		if !state.Changed {
			state.Rows = protocol.AccountRows{Epoch: rows.Epoch, Rev: rows.Rev}
			state.Heads = protocol.Heads{Epoch: heads.Epoch}
		}
		return state, nil
	})
}

// stampOf names the state of a page of heads: the epoch, the rows, the people and their presence.
func stampOf(heads protocol.Heads) string {
	sum := sha256.Sum256(protocol.Encode(heads))
	return base64.RawURLEncoding.EncodeToString(sum[:stampBytes])
}
