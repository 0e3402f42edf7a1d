package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

const (
	smallGroup = 10
	groupSends = 300
)

// measureGroup fills a group of many with a long history and reads it as its members do when they open it, beside a small
// one; then all of its members connect, and each message is waited for by all of them (W4).
func measureGroup(ctx context.Context, url string, members, long int) error {
	people, err := signUpMany(ctx, url, "member", members)
	if err != nil {
		return err
	}
	defer func() {
		for _, p := range people {
			p.close()
		}
	}()
	sender := people[0]
	if err := sender.connect(ctx); err != nil {
		return err
	}
	// Who makes groups is told of all who come in, and of what they are: read, like any device's, until it is measured.
	making, made := context.WithCancel(ctx)
	defer made()
	go discard(making, sender.connection)
	small, err := gather(ctx, sender, people[1:smallGroup])
	if err != nil {
		return err
	}
	large, err := gather(ctx, sender, people[1:smallGroup])
	if err != nil {
		return err
	}
	// It is filled before the many come in, who would have to be told of each message: more than any server allows one to send.
	for chat, count := range map[protocol.ChatID]int{small: shortChat, large: long} {
		if err := fill(ctx, sender, chat, count); err != nil {
			return err
		}
	}
	if err := addAll(ctx, sender, large, people[smallGroup:]); err != nil {
		return err
	}
	// The lines about who came in name all of them: the newest page is to be of messages.
	if err := fill(ctx, sender, large, shortChat); err != nil {
		return err
	}
	if err := compareOpening(ctx, sender, small, large, fmt.Sprintf("%d members and %d messages", members, long)); err != nil {
		return err
	}
	made()
	return measureFanOut(ctx, people, large)
}

// gather makes a group of somebody and a few others.
func gather(ctx context.Context, by *person, others []*person) (protocol.ChatID, error) {
	users := make([]protocol.UserID, len(others))
	for i, p := range others {
		users[i] = p.id
	}
	made, err := client.Do[protocol.ChatOpened](ctx, by.connection, "group.create",
		protocol.GroupCreate{ClientID: newClientID(), Name: "A group to measure", Users: users})
	if err != nil {
		return protocol.ChatID{}, fmt.Errorf("make a group: %w", err)
	}
	return made.Row.Chat, nil
}

// addAll adds people to a group, as many at a time as may be.
func addAll(ctx context.Context, by *person, chat protocol.ChatID, people []*person) error {
	for some := range slices.Chunk(people, protocol.MaxPeople) {
		users := make([]protocol.UserID, len(some))
		for i, p := range some {
			users[i] = p.id
		}
		if _, err := client.Do[protocol.Members](ctx, by.connection, "group.add", protocol.GroupAdd{Chat: chat, Users: users}); err != nil {
			return fmt.Errorf("add to a group: %w", err)
		}
	}
	return nil
}

// compareOpening does in turns what a page does to show a chat: subscribe, and read the newest fifty.
func compareOpening(ctx context.Context, by *person, small, large protocol.ChatID, what string) error {
	opened := map[protocol.ChatID]*times{small: {}, large: {}}
	for i := range historyReads {
		for chat, t := range opened {
			begin := time.Now()
			if _, err := client.Do[protocol.ChatSubscribed](ctx, by.connection, "chat.subscribe", protocol.ChatSubscribe{Chat: chat}); err != nil {
				return fmt.Errorf("open a group: %w", err)
			}
			h, err := client.Do[protocol.History](ctx, by.connection, "history.read", protocol.HistoryRead{Chat: chat, Limit: 50})
			if err != nil || len(h.Messages) != 50 {
				return fmt.Errorf("open a group: %d messages, %w", len(h.Messages), err)
			}
			if i >= historyReads/10 {
				t.add(time.Since(begin))
			}
			if _, err := client.Do[protocol.Done](ctx, by.connection, "chat.unsubscribe", protocol.ChatUnsubscribe{Chat: chat}); err != nil {
				return err
			}
		}
	}
	fmt.Printf("W4-open: a group of %d members and %d messages: %s; of %s: %s\n", smallGroup, shortChat, opened[small], what, opened[large])
	a, b := float64(opened[small].at(50).Microseconds()), float64(opened[large].at(50).Microseconds())
	figure("W4-open", b/1000, "ms", ratio(b, a))
	return nil
}

// measureFanOut sends one message after the other to a group whose members are all connected, each when all have the last.
func measureFanOut(ctx context.Context, people []*person, chat protocol.ChatID) error {
	if err := connectAll(ctx, people[1:]); err != nil {
		return err
	}
	arrived := make(chan error, len(people))
	for _, p := range people[1:] {
		go arrivals(ctx, p.connection, chat, arrived)
	}
	go discard(ctx, people[0].connection)
	var acks, lasts times
	begun := time.Now()
	for i := range groupSends {
		begin := time.Now()
		sent, err := client.Do[protocol.MessageSent](ctx, people[0].connection, "message.send",
			protocol.MessageSend{Chat: chat, Messages: []protocol.NewMessage{newMessage()}})
		if err != nil {
			return fmt.Errorf("send to a group: %w", err)
		}
		if bad := sent.Results[0].Error; bad != nil {
			return fmt.Errorf("send to a group: %w", bad)
		}
		acked := time.Since(begin)
		for range people[1:] {
			select {
			case err := <-arrived:
				if err != nil {
					return err
				}
			case <-time.After(10 * time.Second):
				return errors.New("lost: a message did not come to all members within 10 s")
			}
		}
		if i >= groupSends/10 {
			acks.add(acked)
			lasts.add(time.Since(begin))
		}
	}
	rate := float64(groupSends*(len(people)-1)) / time.Since(begun).Seconds()
	fmt.Printf("W4: %d members, all connected, one message under way: ack %s; last of all %s; %.0f deliveries/s\n", len(people), acks, lasts, rate)
	figure("W4", rate, "deliveries/s", "-")
	figure("W4-last", float64(lasts.at(99).Microseconds())/1000, "ms", "-")
	return nil
}

// arrivals tells of each message of the chat that comes, and wants them without a gap.
func arrivals(ctx context.Context, c *client.Connection, chat protocol.ChatID, arrived chan<- error) {
	var seq protocol.Seq
	for {
		select {
		case e, ok := <-c.Events():
			if !ok {
				arrived <- fmt.Errorf("receive: %w", c.Why())
				return
			}
			if e.Type != "message.added" {
				continue
			}
			added, bad := protocol.DecodeServer[protocol.MessageAdded](e.Body)
			switch {
			case bad != nil:
				arrived <- bad
				return
			case added.Message.Chat != chat:
				continue
			case seq != 0 && added.Message.Seq != seq+1:
				arrived <- fmt.Errorf("order: after %d came %d", seq, added.Message.Seq)
				return
			}
			seq = added.Message.Seq
			arrived <- nil
		case <-ctx.Done():
			return
		}
	}
}
