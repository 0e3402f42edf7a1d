package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

const starsPage = 50

func (s *Set) starMessages(ctx context.Context, actor auth.Actor, r protocol.MessageStar) (protocol.Done, error) {
	seqs, err := s.keptSeqs(actor, r.Seqs)
	if err != nil {
		return protocol.Done{}, err
	}
	return protocol.Done{}, s.messenger.StarMessages(ctx, actor, messenger.ChatID(r.Chat), seqs, r.On)
}

func (s *Set) hideMessages(ctx context.Context, actor auth.Actor, r protocol.MessageHide) (protocol.Done, error) {
	seqs, err := s.keptSeqs(actor, r.Seqs)
	if err != nil {
		return protocol.Done{}, err
	}
	return protocol.Done{}, s.messenger.HideMessages(ctx, actor, messenger.ChatID(r.Chat), seqs)
}

// keptSeqs reads which messages are meant. Each counts for the rate.
func (s *Set) keptSeqs(actor auth.Actor, list []protocol.Seq) ([]messenger.Seq, error) {
	switch {
	case len(list) == 0:
		return nil, badField("seqs", "Name at least one message.")
	case len(list) > messenger.MaxKeptAtOnce:
		return nil, tooLarge("seqs", fmt.Sprintf("At most %d messages are named at once.", messenger.MaxKeptAtOnce))
	}
	if err := s.allow(limit.Keepsakes, keyOf(actor), len(list)); err != nil {
		return nil, err
	}
	seqs := make([]messenger.Seq, len(list))
	for i, seq := range list {
		seqs[i] = messenger.Seq(seq)
	}
	return seqs, nil
}

func (s *Set) listStars(ctx context.Context, actor auth.Actor, r protocol.StarList) (protocol.Stars, error) {
	wanted, err := pageLimit(r.Limit, starsPage, protocol.MaxPage)
	if err != nil {
		return protocol.Stars{}, err
	}
	if err := s.allow(limit.History, keyOf(actor), 1); err != nil {
		return protocol.Stars{}, err
	}
	page, err := s.messenger.Starred(ctx, actor, messenger.StarsQuery{
		Chat: messenger.ChatID(r.Chat), Before: messenger.Rev(r.Before), Limit: wanted,
	})
	if err != nil {
		return protocol.Stars{}, err
	}
	stars, next := page.Stars, page.Next
	for size, i := 0, 0; i < len(stars); i++ {
		if size += rowBytes(&stars[i].Message); size > replyBytes && i > 0 {
			stars, next = stars[:i], stars[i-1].Rev
			break
		}
	}
	return protocol.Stars{
		Epoch: s.messenger.Epoch(), Stars: wire.Starred(stars), People: wire.People(page.People), Next: protocol.Rev(next),
	}, nil
}

func (s *Set) pinMessage(ctx context.Context, actor auth.Actor, r protocol.MessagePin) (protocol.Done, error) {
	lasts := time.Duration(r.ForMs) * time.Millisecond
	if !slices.Contains(messenger.PinDurations, lasts) {
		return protocol.Done{}, badField("for_ms", "A message is pinned for 24 hours, 7 days or 30 days.")
	}
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.Done{}, err
	}
	return protocol.Done{}, s.messenger.PinMessage(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Seq), lasts)
}

func (s *Set) unpinMessage(ctx context.Context, actor auth.Actor, r protocol.MessageUnpin) (protocol.Done, error) {
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.Done{}, err
	}
	return protocol.Done{}, s.messenger.UnpinMessage(ctx, actor, messenger.ChatID(r.Chat), messenger.Seq(r.Seq))
}
