package main

import (
	"context"
	"fmt"
	"time"

	"twoticks/protocol"
	"twoticks/protocol/client"
)

// growthSizes are the sizes at which cost is measured.
var growthSizes = [...]int{10, 100, 1000}

const comings = 30

// measureGrowth: what one delivery costs in groups of three sizes, and how long somebody takes to come back who has so many
// chats, with messages missed in one of them.
func (l *lab) measureGrowth(ctx context.Context, at *place) error {
	most := growthSizes[len(growthSizes)-1]
	people, err := signUpMany(ctx, at, "person", most)
	if err != nil {
		return err
	}
	defer closeAll(people)
	for _, size := range growthSizes {
		if err := l.fanOut(ctx, at, fmt.Sprint("members-", size), people[:size]); err != nil {
			return err
		}
		cutAll(people)
	}
	return l.measureComing(ctx, people[:smallGroup])
}

// measureComing has the first of a few people in more and more chats with the others.
func (l *lab) measureComing(ctx context.Context, people []*person) error {
	comer, others := people[0], people[1:]
	var chat protocol.ChatID
	chats := 0
	for _, size := range growthSizes {
		// Connected meanwhile: what nobody's connection was told of is compared with the store soon after, and told then, chat by chat.
		if err := comer.connect(ctx); err != nil {
			return err
		}
		go drain(ctx, comer.connection.Events())
		for ; chats < size; chats++ {
			var err error
			if chat, err = gather(ctx, others[0], append([]*person{comer}, others[1:]...)); err != nil {
				return err
			}
		}
		settle(ctx)
		comer.cut()
		d := newDevice(comer)
		var first, took times
		for i := range comings {
			sent, err := client.Call[protocol.MessageSent](ctx, others[0].device, "message.send", protocol.MessageSend{Chat: chat, Messages: newMessages(stormMissed)})
			if err != nil {
				return err
			}
			begun := time.Now()
			if err := d.come(ctx); err != nil {
				return err
			}
			if i == 0 {
				first.add(time.Since(begun)) // that of a device which holds nothing yet
			} else {
				took.add(time.Since(begun))
			}
			if cursor, head := d.mirror.Chats()[chat].Cursor, sent.Results[len(sent.Results)-1].Seq; cursor != head {
				return fmt.Errorf("lost: somebody stands at %d of %d after coming back", cursor, head)
			}
			d.cut()
		}
		l.report.add(figure{
			Name: fmt.Sprint("chats-", size), What: fmt.Sprintf("somebody with %d chats comes back who missed %d messages in one, p50", size, stormMissed), Value: took.at(50), Unit: "ms",
			Beside: map[string]float64{"p99 ms": took.at(99), "of a new device": first.at(50)},
		})
	}
	return nil
}
