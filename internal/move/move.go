// Package move carries everything from one store to another: from SQLite to PostgreSQL and back.
//
// It reads rows in the order of their keys and writes them in that order, a bounded number at a time, so that what is
// there says how far it came: a move that was killed goes on where it was. When everything is there, both stores are read
// from the beginning and the checksums of each chat and each table compared; only then does the target stop being one that
// is under way. No server may use either of them meanwhile, which is for the caller to see to. History is as it was, so
// the epoch stays (C17).
//
// app calls it, for the subcommand and for backups of PostgreSQL. It owns no goroutine and no store.
package move

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"twoticks/internal/store/rows"
)

// What is held in memory at once.
const (
	batchRows  = 5000
	batchBytes = 4 << 20
)

// progressEvery is how often a long table is told of.
const progressEvery = 2 * time.Second

// Options are what a caller decides.
type Options struct {
	// Say is told how far it came; nil for nobody.
	Say func(line string)
	// Meta is added to the target's, or taken out where a value is empty: what one store keeps in its database and the other
	// beside it.
	Meta map[string]string
}

// Done tells what a move did.
type Done struct {
	// Begun: the target is marked, so that the same move goes on from here if it fails.
	Begun bool
	// Rows were carried now, Before by an earlier try.
	Rows, Before int64
	Chats        int
	Messages     int64
	Took         time.Duration
}

// Run moves everything. What is wrong with one of the two is an error before anything is written.
func Run(ctx context.Context, from rows.Source, to rows.Sink, o Options) (d Done, err error) {
	begun := time.Now()
	if o.Say == nil {
		o.Say = func(string) {}
	}
	if err := rows.Same(from.Tables(), to.Tables()); err != nil {
		return d, fmt.Errorf("the two databases do not fit together: %w: start each with this version of twoticks once", err)
	}
	meta, err := begin(ctx, from, to, o)
	if err != nil {
		return d, err
	}
	d.Begun = true
	for _, t := range from.Tables() {
		if t.Name == rows.Meta {
			continue
		}
		if err := d.table(ctx, from, to, t, o); err != nil {
			return d, fmt.Errorf("move %s: %w", t.Name, err)
		}
	}
	o.Say("comparing both, chat by chat")
	if err := d.compare(ctx, from, to); err != nil {
		return d, err
	}
	maps.Copy(meta, o.Meta)
	maps.DeleteFunc(meta, func(_, value string) bool { return value == "" })
	d.Took = time.Since(begun)
	return d, to.Finish(ctx, meta)
}

// begin sees that the target is empty, or has what an earlier move from here left, and marks it.
func begin(ctx context.Context, from rows.Source, to rows.Sink, o Options) (meta map[string]string, err error) {
	if meta, err = rows.ReadMeta(ctx, from); err != nil {
		return nil, err
	}
	if meta[rows.UnderWay] != "" {
		return nil, errors.New("the database to move from is itself a move that has not ended: finish that one first")
	}
	there, err := rows.ReadMeta(ctx, to)
	if err != nil {
		return nil, err
	}
	switch there[rows.UnderWay] {
	case meta["instance"]:
		o.Say("going on with a move that was begun before")
		return meta, nil
	case "":
	default:
		return nil, errors.New("the database to move to holds a part of another one: empty it first")
	}
	for _, t := range to.Tables() {
		if t.Name == rows.Meta {
			continue
		}
		last, err := to.Last(ctx, t)
		if err != nil {
			return nil, err
		}
		if last != nil {
			return nil, fmt.Errorf("the database to move to is not empty (%s): choose an empty one", t.Name)
		}
	}
	return meta, to.Note(ctx, rows.UnderWay, meta["instance"])
}

// table carries one table from where the target ends.
func (d *Done) table(ctx context.Context, from rows.Source, to rows.Sink, t rows.Table, o Options) error {
	after, err := to.Last(ctx, t)
	if err != nil {
		return err
	}
	batch, size := make([]rows.Row, 0, batchRows), 0
	moved, told := int64(0), time.Now()
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := to.Load(ctx, t, batch); err != nil {
			return err
		}
		moved += int64(len(batch))
		clear(batch)
		batch, size = batch[:0], 0
		if time.Since(told) > progressEvery {
			told = time.Now()
			o.Say(fmt.Sprintf("%s: %d rows so far", t.Name, moved))
		}
		return nil
	}
	err = from.Each(ctx, t, after, func(r rows.Row) error {
		batch = append(batch, r)
		for _, v := range r {
			switch v := v.(type) {
			case string:
				size += len(v)
			case []byte:
				size += len(v)
			}
		}
		if len(batch) == batchRows || size >= batchBytes {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	d.Rows += moved
	if moved > 0 {
		o.Say(fmt.Sprintf("%s: %d rows", t.Name, moved))
	}
	return err
}

// compare reads both from the beginning and compares what they hold.
func (d *Done) compare(ctx context.Context, from rows.Source, to rows.Sink) error {
	want, err := rows.SumUp(ctx, from, from.Tables())
	if err != nil {
		return err
	}
	have, err := rows.SumUp(ctx, to, from.Tables())
	if err != nil {
		return err
	}
	var all int64
	for _, s := range want.Tables {
		all += s.Rows
	}
	d.Chats, d.Messages, d.Before = len(want.Chats), want.Tables["messages"].Rows, all-d.Rows
	var differ []string
	for name, sum := range want.Tables {
		if have.Tables[name] != sum {
			differ = append(differ, name)
		}
	}
	chats := 0
	for key, sum := range want.Chats {
		if have.Chats[key] != sum {
			chats++
		}
	}
	if len(differ) == 0 && chats == 0 && len(have.Chats) == len(want.Chats) {
		return nil
	}
	slices.Sort(differ)
	return fmt.Errorf("the two databases are not the same: %d chats differ, and the tables %v: was a server running? Empty the target and move again", chats, differ)
}
