package command

import (
	"context"
	"fmt"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// maxAuthorName is how many characters of a name of another messenger are kept.
const maxAuthorName = 50

func (s *Set) beginImport(ctx context.Context, actor auth.Actor, r protocol.ImportBegin) (protocol.ImportBegun, error) {
	if r.ClientID == (protocol.ClientID{}) {
		return protocol.ImportBegun{}, badField("client_id", "A group has a client_id of its own.")
	}
	if r.FirstAt <= 0 {
		return protocol.ImportBegun{}, badField("first_at", "The first message was written at some time.")
	}
	if len(r.Authors) > messenger.MaxAuthors {
		return protocol.ImportBegun{}, tooLarge("authors", fmt.Sprintf("At most %d people can have written.", messenger.MaxAuthors))
	}
	name, err := s.groupName(ctx, r.Name)
	if err != nil {
		return protocol.ImportBegun{}, err
	}
	authors := make([]string, len(r.Authors))
	seen := map[string]bool{}
	for i, given := range r.Authors {
		author, err := auth.CheckName(given, maxAuthorName)
		if err != nil || seen[author] {
			return protocol.ImportBegun{}, badField(fmt.Sprintf("authors/%d", i), "Each is a name of its own, without control or direction characters.")
		}
		authors[i], seen[author] = author, true
	}
	if err := s.allow(limit.NewChats, keyOf(actor), 1); err != nil {
		return protocol.ImportBegun{}, err
	}
	opened, people, err := s.messenger.BeginImport(ctx, actor, messenger.ClientID(r.ClientID), name, authors, wire.Time(r.FirstAt))
	if err != nil || !opened.Created {
		s.limits.GiveBack(limit.NewChats, keyOf(actor), 1)
	}
	if err != nil {
		return protocol.ImportBegun{}, err
	}
	return protocol.ImportBegun{Row: wire.ChatRow(opened.Row), Heads: wire.HeadsRow(opened.Heads), People: wire.People(opened.People), Authors: wire.People(people)}, nil
}

func (s *Set) importMessages(ctx context.Context, actor auth.Actor, r protocol.ImportMessages) (protocol.MessagesImported, error) {
	plain := make([]protocol.NewMessage, len(r.Messages))
	for i, m := range r.Messages {
		plain[i] = protocol.NewMessage{ClientID: m.ClientID, Content: m.Content}
		if m.At <= 0 {
			return protocol.MessagesImported{}, badField(fmt.Sprintf("messages/%d/at", i), "Each was written at some time.")
		}
	}
	batch, err := readBatch(plain)
	if err != nil {
		return protocol.MessagesImported{}, err
	}
	if err := s.allow(limit.Imports, keyOf(actor), len(r.Messages)); err != nil {
		return protocol.MessagesImported{}, err
	}
	var good []messenger.ImportedMessage
	for i, m := range r.Messages {
		if batch.refused[i] == nil {
			good = append(good, messenger.ImportedMessage{NewMessage: batch.good[len(good)], Author: messenger.UserID(m.Author), At: wire.Time(m.At)})
		}
	}
	var done []messenger.AppendResult
	if len(good) > 0 {
		if done, err = s.messenger.ImportMessages(ctx, actor, messenger.ChatID(r.Chat), good); err != nil {
			return protocol.MessagesImported{}, err
		}
		if len(done) != len(good) {
			return protocol.MessagesImported{}, fmt.Errorf("import: %d results for %d messages", len(done), len(good))
		}
	}
	imported := protocol.MessagesImported{Results: make([]protocol.SendResult, len(r.Messages))}
	for i, m := range r.Messages {
		imported.Results[i] = protocol.SendResult{ClientID: m.ClientID, Error: batch.refused[i]}
		if batch.refused[i] == nil {
			s.fate(ctx, &imported.Results[i], done[0])
			done = done[1:]
		}
	}
	return imported, nil
}

func (s *Set) endImport(ctx context.Context, actor auth.Actor, r protocol.ImportEnd) (protocol.ChatKept, error) {
	if err := s.allow(limit.Messages, keyOf(actor), 1); err != nil {
		return protocol.ChatKept{}, err
	}
	row, err := s.messenger.EndImport(ctx, actor, messenger.ChatID(r.Chat))
	if err != nil {
		return protocol.ChatKept{}, err
	}
	return protocol.ChatKept{Row: wire.ChatRow(row)}, nil
}

func (s *Set) claimPerson(ctx context.Context, actor auth.Actor, r protocol.PersonClaim) (protocol.PersonClaimed, error) {
	if err := s.allow(limit.Settings, keyOf(actor), 1); err != nil {
		return protocol.PersonClaimed{}, err
	}
	p, err := s.messenger.ClaimPlaceholder(ctx, actor, messenger.ChatID(r.Chat), messenger.UserID(r.User), r.On)
	if err != nil {
		return protocol.PersonClaimed{}, err
	}
	return protocol.PersonClaimed{Person: wire.Person(p)}, nil
}
