package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"twoticks/lab/backing"
	"twoticks/lab/faults/history"
	"twoticks/lab/faults/proxy"
	"twoticks/lab/faults/watch"
)

// site is what serves: one server with a database of its own, or nodes on one PostgreSQL and one Redis.
type site struct {
	nodes    []*node
	database *backing.PostgreSQL // nil where there is one server
	redis    *backing.Redis
	// lost loses what nodes publish.
	lost    watch.Publications
	history *history.Recorder
}

// node is a server and its lines to what it stands on, which only one of several has.
type node struct {
	*process
	number            int
	toDatabase, toRed *proxy.Line
	commits           watch.Commits
}

// openSite starts everything that serves.
func openSite(ctx context.Context, o options, folder string, h *history.Recorder) (*site, error) {
	s := &site{history: h}
	s.lost.Lost = func(p watch.Publication) {
		e := history.Event{Op: history.Fault, Kind: "publication-lost", Chat: p.Chat, Seq: p.Seq}
		if p.Traceless {
			e.Kind = "publication-lost-traceless"
		}
		h.Add(e)
	}
	if o.Nodes > 1 {
		if err := s.openBacking(ctx); err != nil {
			return s, err
		}
	}
	for i := range o.Nodes {
		n := &node{number: i + 1}
		s.nodes = append(s.nodes, n)
		name := "server"
		if o.Nodes > 1 {
			name = fmt.Sprintf("node-%d", i+1)
		}
		var err error
		if n.process, err = newProcess(o.Binary, folder, name); err != nil {
			return s, err
		}
		if o.Nodes > 1 {
			if err := s.connect(n); err != nil {
				return s, err
			}
		}
		if err := n.start(ctx); err != nil {
			return s, err
		}
	}
	return s, nil
}

const databaseName = "twoticks"

func (s *site) openBacking(ctx context.Context) (err error) {
	if s.redis, err = backing.StartRedis(ctx, "", backing.RedisOptions{}); err != nil {
		return err
	}
	if s.database, err = backing.StartPostgreSQL(ctx, ""); err != nil {
		return err
	}
	_, err = s.database.CreateDatabase(ctx, databaseName)
	return err
}

// connect gives a node lines of its own to PostgreSQL and to Redis.
func (s *site) connect(n *node) (err error) {
	n.commits.Met = func(f proxy.Fate) {
		e := history.Event{Op: history.Fault, Kind: "commit-unanswered", Node: n.number}
		if f == proxy.Break {
			e.Kind = "commit-cut"
		}
		s.history.Add(e)
	}
	database, err := url.Parse(s.database.URL(databaseName))
	if err != nil {
		return err
	}
	if n.toDatabase, err = proxy.OpenWatched(n.commits.Watch, database.Host); err != nil {
		return err
	}
	if n.toRed, err = proxy.OpenWatched(s.lost.Watch, s.redis.Address()); err != nil {
		return err
	}
	database.Host = n.toDatabase.Address()
	n.supervised = true
	n.settings = []string{
		"TWOTICKS_DATABASE=" + database.String(), "TWOTICKS_REDIS=redis://" + n.toRed.Address(), "TWOTICKS_DRAIN_OVER=500ms",
	}
	return nil
}

// addresses are where devices find a server.
func (s *site) addresses() (list []string) {
	for _, n := range s.nodes {
		list = append(list, n.address)
	}
	return list
}

// end ends every node in the orderly way.
func (s *site) end() (err error) {
	for _, n := range s.nodes {
		err = errors.Join(err, n.stop())
	}
	return err
}

// complaints are those of all nodes.
func (s *site) complaints() (all []string, err error) {
	for _, n := range s.nodes {
		found, failed := n.complaints()
		all, err = append(all, found...), errors.Join(err, failed)
	}
	return all, err
}

// read reads the database when nobody writes any more.
func (s *site) read(ctx context.Context, h *history.Recorder) error {
	if s.database != nil {
		return readPostgreSQL(ctx, s.database.URL(databaseName), h)
	}
	return readFile(ctx, filepath.Join(s.nodes[0].data, "twoticks.db"), h)
}

// close takes everything away, whatever state it is in.
func (s *site) close() (err error) {
	for _, n := range s.nodes {
		if n.process != nil && n.command != nil {
			n.kill() // what ended before is gone as well
		}
		for _, l := range []*proxy.Line{n.toDatabase, n.toRed} {
			if l != nil {
				l.Close()
			}
		}
	}
	if s.database != nil {
		err = s.database.Stop()
	}
	if s.redis != nil {
		err = errors.Join(err, s.redis.Stop())
	}
	return err
}

// lookEvery is how often nodes are asked whether they know that Redis is away.
const lookEvery = 100 * time.Millisecond

// watchReadiness tells the history since when all nodes know that Redis is away, until the context ends. Nodes that do not
// answer have nobody connected.
func (s *site) watchReadiness(ctx context.Context) {
	if s.redis == nil {
		return
	}
	was := false
	for sleep(ctx, lookEvery) {
		away, answering := true, 0
		for _, n := range s.nodes {
			ready, degraded := n.readiness(ctx)
			if ready {
				answering++
				away = away && degraded
			}
		}
		if away = away && answering == len(s.nodes); away != was {
			e := history.Event{Op: history.Back}
			if away {
				e.Op = history.Away
			}
			s.history.Add(e)
			was = away
		}
	}
}
