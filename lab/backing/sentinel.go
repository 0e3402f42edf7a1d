package backing

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// sentinelSet is the name by which a Sentinel knows the Redis that it watches.
const sentinelSet = "twoticks"

// StartSentinel starts a Redis Sentinel that watches a Redis without a password. Its URL names what it watches.
func StartSentinel(ctx context.Context, dir string, watched *Redis) (*Redis, error) {
	s := &Redis{sentinelOf: watched.port}
	if err := s.begin(ctx, dir); err != nil {
		return nil, err
	}
	return s, nil
}

func (r *Redis) sentinelSettings() string {
	return strings.Join([]string{
		"bind 127.0.0.1", fmt.Sprint("port ", r.port), "daemonize no", "protected-mode no",
		"dir " + r.folder, "logfile " + filepath.Join(r.folder, "redis.log"),
		fmt.Sprintf("sentinel monitor %s 127.0.0.1 %d 1", sentinelSet, r.sentinelOf),
		fmt.Sprintf("sentinel down-after-milliseconds %s 1000", sentinelSet),
	}, "\n") + "\n"
}
