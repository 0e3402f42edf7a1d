package client

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	mathrand "math/rand/v2"
	"time"

	"twoticks/protocol"
)

// The waits between tries of a send and of a connection: each twice the one before, half of it by chance.
const (
	firstWait   = time.Second
	longestWait = 16 * time.Second
)

// NewClientID makes the id of a message, once, when it is written (C1): 48 bits of time, then chance.
func NewClientID(now time.Time) (id protocol.ClientID) {
	rand.Read(id[:]) // never fails: see crypto/rand
	var at [8]byte
	binary.BigEndian.PutUint64(at[:], uint64(now.UnixMilli()))
	copy(id[:6], at[2:])
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// Pause waits, or less if the context ends.
type Pause func(ctx context.Context, d time.Duration) error

// Send sends one message until it is known what became of it: whatever leaves that open is followed by the same client id,
// so the message is there once (C5, C6). A refusal for good is a *protocol.Error; the context's end leaves it open.
func Send(ctx context.Context, ask Ask, pause Pause, chat protocol.ChatID, message protocol.NewMessage) (protocol.SendResult, error) {
	request := protocol.Encode(protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{message}})
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		result, err := sendOnce(ctx, ask, request)
		if err == nil || final(err) {
			return result, err
		}
		if err := pause(ctx, max(jittered(wait), retryAfter(err))); err != nil {
			return protocol.SendResult{}, err
		}
	}
}

func sendOnce(ctx context.Context, ask Ask, request []byte) (result protocol.SendResult, err error) {
	body, err := ask(ctx, "message.send", request)
	if err != nil {
		return result, err
	}
	sent, bad := protocol.DecodeServer[protocol.MessageSent](body)
	switch {
	case bad != nil:
		return result, bad
	case len(sent.Results) != 1:
		return result, errors.New("an answer without a result")
	case sent.Results[0].Error != nil:
		return result, sent.Results[0].Error
	case sent.Results[0].NotTried:
		return result, errors.New("not tried")
	}
	return sent.Results[0], nil
}

// final tells whether repeating is in vain.
func final(err error) bool {
	var refused *protocol.Error
	return errors.As(err, &refused) && protocol.Codes[refused.Code].Final
}

func retryAfter(err error) time.Duration {
	var refused *protocol.Error
	if errors.As(err, &refused) {
		return time.Duration(refused.RetryAfterMs) * time.Millisecond
	}
	return 0
}

func jittered(wait time.Duration) time.Duration { return wait/2 + mathrand.N(wait/2) }

// RealPause is a Pause by the machine's clock.
func RealPause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
