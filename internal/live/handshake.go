package live

import (
	"bufio"
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/gobwas/ws"

	"twoticks/internal/auth"
	"twoticks/internal/command"
	"twoticks/protocol"
)

const (
	handshakesAtOnce = 64
	handshakeWait    = 2 * time.Second
	handshakeWrite   = 5 * time.Second
	readBuffer       = 512 // of an idle connection; a frame that is larger is read past it
)

// ServeHTTP is GET /ws: it decides who knocks, and turns the request into a connection. Nothing is upgraded for somebody
// who may not come in, and compression is not offered.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		refuse(w, r, refusal(protocol.CodeDraining, time.Second))
		return
	}
	if !s.admitted(r) {
		refuse(w, r, refusal(protocol.CodeOverloaded, time.Second+rand.N(9*time.Second)))
		return
	}
	defer func() { <-s.handshakes }()
	actor, refused := s.Authenticate(r)
	if refused != nil {
		refuse(w, r, refused)
		return
	}
	c := s.newConnection(actor, s.config.PingEvery)
	if refused := s.add(c); refused != nil {
		refuse(w, r, refused)
		return
	}
	conn, rw, _, err := ws.HTTPUpgrader{Timeout: handshakeWrite}.Upgrade(r, w)
	if err != nil {
		// The upgrader has answered.
		s.remove(c)
		s.Log.Debug("handshake failed", "error", err)
		return
	}
	s.open(c, conn, rw.Reader)
}

// admitted takes one of the places for handshakes, waiting a little for one.
func (s *Server) admitted(r *http.Request) bool {
	select {
	case s.handshakes <- struct{}{}:
		return true
	default:
	}
	wait := time.NewTimer(handshakeWait)
	defer wait.Stop()
	select {
	case s.handshakes <- struct{}{}:
		return true
	case <-wait.C:
	case <-r.Context().Done():
	}
	return false
}

// open lets a connection that is in the list begin to live on its socket.
func (s *Server) open(c *connection, conn net.Conn, from *bufio.Reader) {
	conn.SetDeadline(time.Time{}) // the HTTP server's deadlines are not ours
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetKeepAlivePeriod(30 * time.Second)
	}
	var source io.Reader = conn
	if n := from.Buffered(); n > 0 {
		// A client may send its first frame in the packet of the handshake.
		early, _ := from.Peek(n)
		source = io.MultiReader(bytes.NewReader(bytes.Clone(early)), conn)
	}
	c.read.source = bufio.NewReaderSize(source, readBuffer)
	s.stats.opened()
	s.alive.Add(1)
	c.open(socket{conn})
	go c.run()
}

// newConnection makes one that nothing has come from. The server's own pings are spread.
func (s *Server) newConnection(actor auth.Actor, pingEvery time.Duration) *connection {
	now := s.now()
	c := &connection{
		server: s, number: s.numbers.Add(1), actor: actor, opened: now, pingEvery: pingEvery,
		nextPing: now + int64(pingEvery/2) + rand.Int64N(int64(pingEvery/2)+1),
	}
	c.heard.Store(now)
	c.bucket = bucket{tokens: s.config.CommandBurst, at: now}
	c.out.init(s)
	c.in.init()
	return c
}

// refuse answers a handshake with the envelope of every error (P4).
func refuse(w http.ResponseWriter, r *http.Request, e *protocol.Error) {
	status := http.StatusInternalServerError
	if info, ok := protocol.Codes[e.Code]; ok {
		status = info.Status
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	if e.RetryAfterMs > 0 {
		header.Set("Retry-After", strconv.FormatInt((e.RetryAfterMs+999)/1000, 10))
	}
	w.WriteHeader(status)
	out := *e
	out.RequestID = command.RequestID(r.Context())
	w.Write(protocol.Encode(protocol.Failure{Error: out}))
}
