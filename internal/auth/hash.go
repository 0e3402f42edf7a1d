package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// HashParameters are argon2id's. The zero value means DefaultHash.
type HashParameters struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// DefaultHash costs some 50 ms of one core of today and 46 MiB of memory for each password that is checked.
var DefaultHash = HashParameters{MemoryKiB: 47104, Passes: 1, Threads: 1}

const (
	saltBytes = 16
	keyBytes  = 32
	// hashing and hashWaiting bound the memory that knocking can cost.
	hashing        = 2
	hashWaiting    = 32
	hashRetryAfter = 2 * time.Second
)

// hasher makes and checks password hashes, a few at once.
type hasher struct {
	parameters HashParameters
	slots      chan struct{}
	queue      chan struct{}
	dummy      string
}

func newHasher(p HashParameters) *hasher {
	if p == (HashParameters{}) {
		p = DefaultHash
	}
	h := &hasher{parameters: p, slots: make(chan struct{}, hashing), queue: make(chan struct{}, hashing+hashWaiting)}
	// A hash that nothing matches: it costs what a real one costs.
	h.dummy = p.format(make([]byte, saltBytes), make([]byte, keyBytes))
	return h
}

// enter waits for a turn. What it returns gives the turn back.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.queue <- struct{}{}:
	default:
		return nil, ErrOverloaded.After(hashRetryAfter)
	}
	select {
	case h.slots <- struct{}{}:
		return func() { h.giveBack(); <-h.slots; <-h.queue }, nil
	case <-ctx.Done():
		<-h.queue
		return nil, ctx.Err()
	}
}

// HashesWaiting is how many passwords wait to be hashed, or are being.
func (a *Auth) HashesWaiting() int { return len(a.hasher.queue) }

// giveBack has the memory of a hash collected before the next one takes as much: by its own measure the collector would
// let three times of what two hashes use gather first. Small hashes, as in tests, are left to it.
func (h *hasher) giveBack() {
	const large = 16 << 10
	if h.parameters.MemoryKiB >= large {
		runtime.GC()
	}
}

// hash makes the hash of a new password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails: see crypto/rand
	return h.parameters.format(salt, h.parameters.key(password, salt)), nil
}

// matches checks a password against a hash. The caller holds a turn.
func matches(password, hash string) bool {
	p, salt, key, err := parseHash(hash)
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare(p.key(password, salt), key) == 1
}

// outdated tells whether a hash was made with other parameters than those of today.
func (h *hasher) outdated(hash string) bool {
	p, _, _, err := parseHash(hash)
	return err != nil || p != h.parameters
}

func (p HashParameters) key(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, p.Passes, p.MemoryKiB, p.Threads, keyBytes)
}

func (p HashParameters) format(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.MemoryKiB, p.Passes, p.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

func parseHash(hash string) (p HashParameters, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, fmt.Errorf("not an argon2id hash of version %d", argon2.Version)
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.MemoryKiB, &p.Passes, &p.Threads); err != nil {
		return p, nil, nil, fmt.Errorf("parameters of a hash: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return p, nil, nil, fmt.Errorf("salt of a hash: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return p, nil, nil, fmt.Errorf("key of a hash: %w", err)
	}
	if p.Passes == 0 || p.Threads == 0 || len(key) != keyBytes {
		return p, nil, nil, fmt.Errorf("parameters of a hash: out of range")
	}
	return p, salt, key, nil
}
