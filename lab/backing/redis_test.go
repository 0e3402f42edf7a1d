package backing

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestRedisOfEveryKind(t *testing.T) {
	for name, o := range map[string]RedisOptions{
		"plain": {}, "password": {Password: "wicker"}, "TLS": {TLS: true}, "cluster": {Cluster: true},
		"ACL": {ACL: []string{"user ana on >wicker resetchannels &tt:* +publish"}, PubSubBuffer: "32kb 16kb 1"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			r, err := StartRedis(t.Context(), dir, o)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Stop()
			if _, err := r.Do(t.Context(), "SET", "one", "1"); err != nil {
				t.Fatal(err)
			}
			address := r.Address()
			if err := r.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := r.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			if answer, err := r.Do(t.Context(), "EXISTS", "one"); err != nil || answer != ":0" || r.Address() != address {
				t.Errorf("after a restart on %s, which was %s: %q, %v", r.Address(), address, answer, err)
			}
			if err := r.Stop(); err != nil {
				t.Error(err)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
				t.Errorf("stopped, it left %v", left)
			}
		})
	}
}

func TestSentinelKnowsWhomItWatches(t *testing.T) {
	r, err := StartRedis(t.Context(), t.TempDir(), RedisOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	s, err := StartSentinel(t.Context(), t.TempDir(), r)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	if answer, err := s.Do(t.Context(), "SENTINEL", "MASTER", sentinelSet); err != nil || !strings.HasPrefix(answer, "*") {
		t.Errorf("it answers %q, %v", answer, err)
	}
}
