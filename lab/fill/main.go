// Command fill makes a large database quickly, to measure on: people, chats of two between them, and messages with their
// marks, edits and times, as if they had been written over the last year.
//
//	twoticks serve --data DIR      once, so that the database is there; then stop it
//	go run ./lab/fill --database DIR/twoticks.db --people 2000 --chats 20000 --messages 1000000
//
// It writes rows past the program, so it is for empty databases of a server that does not run, and refuses others. Nobody
// it makes can sign in; twoticks user reset-link makes a link for one of them. The same flags make the same texts and
// times; ids are random.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/url"
	"os"
	"time"

	_ "modernc.org/sqlite" // the driver that the database is written with
)

// size is how much is made.
type size struct{ people, chats, messages int }

func main() {
	log.SetFlags(0)
	path := flag.String("database", "", "the twoticks.db to fill")
	var s size
	flag.IntVar(&s.people, "people", 2000, "how many people")
	flag.IntVar(&s.chats, "chats", 20_000, "how many chats of two")
	flag.IntVar(&s.messages, "messages", 1_000_000, "how many messages")
	flag.Parse()
	begun := time.Now()
	if err := run(context.Background(), *path, s); err != nil {
		log.Fatalf("fill: %v", err)
	}
	fmt.Printf("%d people, %d chats, %d messages in %v\n", s.people, s.chats, s.messages, time.Since(begun).Round(time.Millisecond))
}

func run(ctx context.Context, path string, s size) error {
	if s.people < 2 || s.chats < 1 || s.chats > s.people*(s.people-1)/2 || s.messages < s.chats {
		return errors.New("there must be two people, no more chats than pairs of them, and a message for each chat")
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("%w: start a server once on the data folder, so that the database is made", err)
	}
	q := url.Values{"mode": {"rw"}, "_pragma": {"journal_mode(wal)", "synchronous(off)", "cache_size(-131072)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: path, RawQuery: q.Encode()}).String())
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var there int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM chats`).Scan(&there); err != nil {
		return err
	}
	if there > 0 {
		return fmt.Errorf("%s has %d chats already", path, there)
	}
	w := newWriter(ctx, db, s)
	for _, step := range []func() error{w.makePeople, w.makeChats, w.makeRevs} {
		if err := step(); err != nil {
			return err
		}
	}
	_, err = db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}
