package app

import (
	"context"
	"fmt"
	"log/slog"

	"twoticks/internal/channel"
	"twoticks/internal/channel/redis"
	"twoticks/internal/config"
	"twoticks/internal/doctor"
	"twoticks/internal/store/postgres"
)

// examineServer looks at a database that is PostgreSQL's.
func examineServer(ctx context.Context, c config.Config) []doctor.Finding {
	x, err := postgres.Examine(ctx, c.Database)
	if err != nil {
		return []doctor.Finding{doctor.Ill("database", err.Error(), "the server does not work before that is mended")}
	}
	findings := []doctor.Finding{doctor.Compare(x.Before, x.After, "PostgreSQL", x.Now)}
	add := func(level doctor.Level, found, mend string) {
		findings = append(findings, doctor.Finding{Level: level, About: "database", Found: found, Mend: mend})
	}
	switch {
	case x.Unfit != "":
		add(doctor.Problem, x.Unfit, "use another server or database")
	case x.Volatile != "" && c.DatabaseAsConfigured:
		add(doctor.Warning, x.Volatile, "you have accepted it by database_durability")
	case x.Volatile != "":
		add(doctor.Problem, x.Volatile, "mend that in postgresql.conf")
	}
	if x.Schema > x.Known {
		add(doctor.Problem, fmt.Sprintf("it was written by a newer version (schema %d, this one knows %d)", x.Schema, x.Known), "use that version")
	}
	if x.Followers > 0 && x.Synchronous == "" {
		add(doctor.Warning, fmt.Sprintf("its %d standbys are asynchronous: after a fail-over, messages that were acknowledged just before can be missing", x.Followers),
			"set synchronous_standby_names, or accept that")
	}
	if left := x.Connections - x.Taken; left < x.Ours {
		add(doctor.Warning, fmt.Sprintf("it lets in %d connections, %d are taken, and one node opens up to %d", x.Connections, x.Taken, x.Ours),
			"raise its max_connections, or lower pool_max_conns in the setting database")
	}
	if len(findings) == 1 {
		add(doctor.Good, fmt.Sprintf("PostgreSQL %s, schema %d, keeps what it commits; %d of %d connections are taken", x.Server, x.Schema, x.Taken, x.Connections), "")
	}
	return findings
}

// examineRedis opens one more connection, and looks whether what it says is heard.
func examineRedis(ctx context.Context, c config.Config) []doctor.Finding {
	if c.Redis == "" {
		if c.Database != "" {
			return []doctor.Finding{doctor.Well("redis", "none is set: there should be one node only")}
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, layerWithin)
	defer cancel()
	node, err := redis.Join(ctx, redis.Config{URL: c.Redis, Prefix: c.RedisPrefix, CAFile: c.RedisCA}, deaf{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return []doctor.Finding{doctor.Ill("redis", err.Error(), "a running server goes on without it, with news up to two seconds late; none can be started")}
	}
	node.Stop()
	return []doctor.Finding{doctor.Well("redis", "it carries what is said to it")}
}

// deaf listens to nothing.
type deaf struct{}

func (deaf) Deliver([]channel.Topic, []byte) {}
func (deaf) Missed()                         {}
