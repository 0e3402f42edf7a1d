package command

import (
	"context"
	"fmt"
	"strings"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// sendMessages appends a batch in order (C10). A message whose content breaks a rule is refused for itself; a malformed
// one refuses the whole request, since nothing of it may be carried out (P7).
func (s *Set) sendMessages(ctx context.Context, actor auth.Actor, r protocol.MessageSend) (protocol.MessageSent, error) {
	sent := protocol.MessageSent{Epoch: s.messenger.Epoch(), Chat: r.Chat}
	batch, err := readBatch(r.Messages)
	if err != nil {
		return sent, err
	}
	if err := s.allow(limit.Messages, keyOf(actor), len(r.Messages)); err != nil {
		return sent, err
	}
	var appended messenger.Appended
	if len(batch.good) > 0 {
		appended, err = s.messenger.Send(ctx, actor, messenger.ChatID(r.Chat), batch.good)
		if err != nil {
			return sent, err
		}
		if len(appended.Results) != len(batch.good) {
			return sent, fmt.Errorf("send: %d results for %d messages", len(appended.Results), len(batch.good))
		}
	}
	sent.Results = make([]protocol.SendResult, len(r.Messages))
	next := 0
	for i, m := range r.Messages {
		sent.Results[i] = protocol.SendResult{ClientID: m.ClientID, Error: batch.refused[i]}
		if batch.refused[i] == nil {
			s.fate(ctx, &sent.Results[i], appended.Results[next])
			next++
		}
	}
	return sent, nil
}

// fate writes what became of a message that the store was given.
func (s *Set) fate(ctx context.Context, out *protocol.SendResult, result messenger.AppendResult) {
	switch {
	case result.Err != nil:
		out.Error = s.failure(ctx, "message.send", result.Err)
	case result.Seq == 0:
		out.NotTried = true
	default:
		out.Seq, out.At, out.Duplicate = protocol.Seq(result.Seq), wire.Millis(result.At), result.Duplicate
	}
}

// batch is what was sent, divided: refused stands for each message, good are those without a refusal.
type batch struct {
	refused []*protocol.Error
	good    []messenger.NewMessage
}

func readBatch(messages []protocol.NewMessage) (batch, error) {
	switch n := len(messages); {
	case n == 0:
		return batch{}, badField("messages", "There is no message to send.")
	case n > protocol.MaxBatch:
		return batch{}, tooLarge("messages", fmt.Sprintf("At most %d messages are sent at once.", protocol.MaxBatch))
	}
	b := batch{refused: make([]*protocol.Error, len(messages))}
	seen := make(map[protocol.ClientID]bool, len(messages))
	for i, m := range messages {
		at := fmt.Sprintf("messages/%d", i)
		if m.ClientID == (protocol.ClientID{}) || seen[m.ClientID] {
			return batch{}, badField(at+"/client_id", "Each message has a client_id of its own.")
		}
		seen[m.ClientID] = true
		said, err := readContent(m.Content)
		if malformed(err) {
			return batch{}, err.Under(at)
		}
		if err != nil {
			b.refused[i] = err.Under(at)
			continue
		}
		said.ClientID, said.SentAt = messenger.ClientID(m.ClientID), wire.Time(m.SentAt)
		said.AgainOf, said.ReplyTo, said.Forwarded = messenger.ClientID(m.AgainOf), messenger.Seq(m.ReplyTo), m.Forwarded
		b.good = append(b.good, said)
	}
	return b, nil
}

// readContent makes of content a message of the domain, by its kind.
func readContent(c protocol.Content) (messenger.NewMessage, *protocol.Error) {
	body, err := protocol.DecodeContent(c)
	if err != nil {
		return messenger.NewMessage{}, err
	}
	m, refused := said(body)
	if refused == nil {
		return m, nil
	}
	e := known(refused)
	if e == nil {
		e = messenger.ErrTextNotAllowed
	}
	field := e.Field
	if field == "" {
		field = "text"
	}
	return messenger.NewMessage{}, written(e.In(""), "").Under("content/body/" + field)
}

func said(body any) (messenger.NewMessage, error) {
	if files, ok := body.(protocol.FilesBody); ok {
		refs := make([]messenger.FileRef, len(files.Files))
		for i, f := range files.Files {
			refs[i] = messenger.FileRef{ID: messenger.FileID(f.ID), Name: f.Name}
		}
		return messenger.NewFiles(refs, files.Text)
	}
	text := body.(protocol.TextBody)
	content, err := messenger.NewText(text.Text)
	m := messenger.NewMessage{Content: content}
	if err != nil || text.Link == nil {
		return m, err
	}
	return m.WithLink(text.Link.URL)
}

// malformed tells a body that is not of the shape of its kind from one that breaks a rule, or is of a kind that a newer
// client knows.
func malformed(err *protocol.Error) bool {
	if err == nil || !strings.HasPrefix(err.Field, "content/body") {
		return false
	}
	return err.Code == protocol.CodeBadField || err.Code == protocol.CodeUnknownField
}
