package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // to see what lies in the database that was measured

	"twoticks/protocol"
	"twoticks/protocol/client"
)

const (
	historyReads = 400
	mediumChat   = 10_000
	// Batches under way: together they fit into what may wait for one connection, which is closed as too slow otherwise.
	fillAtATime = 4
)

// measureHistory: the newest fifty of chats of three lengths, in turns (W6); then what a message takes on the disk, and how
// long the server takes to be ready with all of them.
func (l *lab) measureHistory(ctx context.Context, at *place) error {
	people, err := signUpMany(ctx, at, "reader", 6)
	if err != nil {
		return err
	}
	defer closeAll(people)
	if err := connectAll(ctx, people); err != nil {
		return err
	}
	chats, err := openChats(ctx, people)
	if err != nil {
		return err
	}
	reader := people[0]
	lengths := []int{shortChat, mediumChat, l.long}
	reads := make([]times, len(lengths))
	begun := time.Now()
	for i, length := range lengths {
		if i > 0 { // all of them are the reader's
			opened, err := client.Call[protocol.ChatOpened](ctx, reader.device, "chat.open", protocol.ChatOpen{With: chats[i].b.id})
			if err != nil {
				return err
			}
			chats[i].a, chats[i].chat = reader, opened.Row.Chat
		}
		if err := fillPair(ctx, chats[i], length); err != nil {
			return err
		}
	}
	filled := time.Since(begun)
	profiled := l.profile(ctx, at, "W6", time.Second)
	for i := range historyReads {
		for n := range lengths {
			begun := time.Now()
			if err := reader.newest(ctx, chats[n].chat); err != nil {
				return err
			}
			if i >= historyReads/10 {
				reads[n].add(time.Since(begun))
			}
		}
	}
	if err := profiled(); err != nil {
		return err
	}
	names := []string{"", "W6-10k", "W6-1M"}
	for n, length := range lengths {
		if names[n] == "" {
			continue
		}
		l.report.add(figure{
			Name: names[n], What: fmt.Sprintf("newest 50 of %d messages at the socket, p50", length), Value: reads[n].at(50), Unit: "ms",
			Beside: map[string]float64{"p99 ms": reads[n].at(99), fmt.Sprintf("p50 ms of %d", shortChat): reads[0].at(50)},
		})
	}
	return l.measureData(ctx, at, lengths[0]+lengths[1]+lengths[2], filled)
}

// newest reads the newest fifty of a chat.
func (p *person) newest(ctx context.Context, chat protocol.ChatID) error {
	h, err := client.Do[protocol.History](ctx, p.connection, "history.read", protocol.HistoryRead{Chat: chat, Limit: 50})
	if err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	if len(h.Messages) != 50 || !h.More {
		return fmt.Errorf("read history: %d messages came", len(h.Messages))
	}
	return nil
}

// fillPair writes messages into a chat of two who are both connected.
func fillPair(ctx context.Context, p pair, count int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go p.a.discard(ctx)
	go p.b.discard(ctx)
	return fill(ctx, p.a, p.chat, count)
}

// fill writes messages into a chat, in batches of which several are under way.
func fill(ctx context.Context, by *person, chat protocol.ChatID, count int) error {
	batches := (count + protocol.MaxBatch - 1) / protocol.MaxBatch
	return each(batches, fillAtATime, func(i int) error {
		_, err := by.send(ctx, chat, newMessages(min(protocol.MaxBatch, count-i*protocol.MaxBatch))...)
		return err
	})
}

// measureData stops the server, looks at what it left, and starts it again.
func (l *lab) measureData(ctx context.Context, at *place, messages int, filled time.Duration) error {
	pass(ctx, indexedWithin)
	n := at.nodes[0]
	n.stop()
	size, err := sizes(ctx, filepath.Join(n.data, "twoticks.db"))
	if err != nil {
		return err
	}
	each := func(names ...string) (sum float64) {
		for _, name := range names {
			sum += size[name] / float64(messages)
		}
		return sum
	}
	l.report.add(figure{
		Name: "disk", What: fmt.Sprintf("%d messages of 100 bytes in two chats: what each takes on the disk, log and indexes", messages),
		Value: each("messages", "messages_by_client_id"), Unit: "bytes",
		Beside: map[string]float64{
			"of all tables": each(everything), "of the search index": each("search_blocks", "search_chats"), "filled/s": float64(messages) / filled.Seconds(),
		},
	})
	var starts times
	for range 5 {
		took, err := n.start(ctx)
		if err != nil {
			return err
		}
		starts.add(took)
		n.stop()
	}
	l.report.add(figure{Name: "start", What: fmt.Sprintf("start of the program to ready, with %d messages, p50 of 5", messages), Value: starts.at(50), Unit: "ms"})
	return nil
}

// indexedWithin is how long the search index may take to come up to date.
const indexedWithin = 15 * time.Second

const everything = "everything"

// sizes are the bytes of a database's tables and indexes, by name.
func sizes(ctx context.Context, path string) (map[string]float64, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT name, sum(pgsize) FROM dbstat GROUP BY name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]float64{}
	for rows.Next() {
		var name string
		var bytes float64
		if err := rows.Scan(&name, &bytes); err != nil {
			return nil, err
		}
		all[name] = bytes
		all[everything] += bytes
	}
	return all, rows.Err()
}
