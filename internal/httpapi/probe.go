package httpapi

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"twoticks/protocol"
)

// ProbeHeader carries the key of a probe: the handshake of a WebSocket by which who runs the server sees whether the way to
// it lets WebSockets through. It needs no account and reaches nothing: one frame is answered, and that was all.
const ProbeHeader = "Twoticks-Probe"

const (
	probeGood   = time.Minute
	probeWithin = 5 * time.Second
	probeBytes  = 125
)

// Probed is what arrived of a probe.
type Probed struct {
	Origin        string `json:"origin"`
	OriginAllowed bool   `json:"origin_allowed"`
	// Secure: the server takes the way for HTTPS.
	Secure bool `json:"secure"`
	// Forwarded: somebody said for whom they ask; Trusted: and may.
	Forwarded bool `json:"forwarded"`
	Trusted   bool `json:"trusted"`
}

// probes are the keys that were made and not used: each is good once, and for a minute.
type probes struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// OpenProbe makes a key.
func (s *Server) OpenProbe() string {
	p := &s.probes
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	for key, until := range p.until {
		if now.After(until) {
			delete(p.until, key)
		}
	}
	if p.until == nil {
		p.until = map[string]time.Time{}
	}
	key := rand.Text()
	p.until[key] = now.Add(probeGood)
	return key
}

func (p *probes) take(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	until, ok := p.until[key]
	delete(p.until, key)
	return ok && time.Now().Before(until)
}

// probed answers a probe; false when the request is none.
func (s *Server) probed(w http.ResponseWriter, r *http.Request) bool {
	key := r.Header.Get(ProbeHeader)
	if key == "" || !s.probes.take(key) {
		return false
	}
	saw := Probed{
		Origin: r.Header.Get("Origin"), OriginAllowed: s.originAllowed(r), Secure: s.secure(r),
		Forwarded: r.Header.Get("X-Forwarded-For") != "", Trusted: s.trusted(remote(r)),
	}
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		s.write(w, http.StatusUpgradeRequired, protocol.Encode(struct {
			Probed Probed `json:"probed"`
		}{saw}))
		return true
	}
	conn, rw, _, err := ws.HTTPUpgrader{Timeout: probeWithin}.Upgrade(r, w)
	if err != nil {
		return true // the upgrader has answered
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(probeWithin))
	head, err := ws.ReadHeader(rw)
	if err != nil || head.Length > probeBytes {
		return true
	}
	wsutil.WriteServerText(conn, protocol.Encode(saw))
	ws.WriteFrame(conn, ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusNormalClosure, "")))
	return true
}
