package httpapi

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/command"
	"twoticks/protocol"
)

// Limits says whether something may be done once more. It is the part of limit that this door uses.
type Limits interface {
	Allow(name, key string) (retryAfter time.Duration, ok bool)
}

// The limits of this door, by their names in the table.
const (
	limitConnections     = "connections"
	limitStrangerConnect = "stranger_connections"
	limitAccountRequests = "account_requests"
	limitReports         = "reports"
	limitExports         = "exports"
	limitSyncs           = "syncs"
)

// Config is what the door needs to know of where it stands.
type Config struct {
	// PublicURL is the one origin whose pages may connect; empty for the server's own address, whatever it is.
	PublicURL string
	// Hosts are names by which the server may be asked for, besides localhost, addresses and the host of PublicURL.
	Hosts []string
	// TrustedProxies may say for whom they ask.
	TrustedProxies []netip.Prefix
}

// Ports are what the door opens to.
type Ports struct {
	Auth     *auth.Auth
	Commands *command.Set
	Limits   Limits
	// Export writes a zip file with what somebody may read.
	Export func(ctx context.Context, actor auth.Actor, to io.Writer) error
	// Page is the built page; without an index.html in it the server says so in its place.
	Page fs.FS
	// Ready tells why the server cannot serve now; nil when it can.
	Ready func(context.Context) error
	// Degraded names what the server does without for now, in words that anybody may read; it may be nil.
	Degraded func() []string
	// Observe is told how each request was answered; it may be nil.
	Observe func(route string, status int)
	Log     *slog.Logger
}

// Live is the door for connections that stay, as far as they begin with a request.
type Live interface {
	// ServeHTTP is the handshake of a WebSocket, ServeStream an event stream.
	http.Handler
	ServeStream(w http.ResponseWriter, r *http.Request)
	// Do carries out a command that came by POST for the connection of a stream; Heard notes one that needs none.
	Do(ctx context.Context, stream protocol.StreamID, actor auth.Actor, name string, body []byte) (any, *protocol.Error)
	Heard(stream protocol.StreamID, actor auth.Actor)
	// Wait is sync.wait.
	Wait(ctx context.Context, actor auth.Actor, request protocol.SyncWait) (protocol.SyncWaited, *protocol.Error)
	// Draining: the server is about to stop and takes nothing new.
	Draining() bool
}

// Server is the door.
type Server struct {
	Ports
	porter
	page   *page
	api    apiFiles
	live   Live
	probes probes
}

// New makes the door. It serves nothing before Handler was asked for.
func New(ports Ports, config Config) (*Server, error) {
	page, err := readPage(ports.Page)
	if err != nil {
		return nil, err
	}
	porter, err := newPorter(config)
	if err != nil {
		return nil, err
	}
	api, err := newAPIFiles()
	if err != nil {
		return nil, err
	}
	return &Server{Ports: ports, porter: porter, page: page, api: api}, nil
}

// HasPage tells whether the page was built into this program.
func (s *Server) HasPage() bool { return s.page.index != nil }

// Handler is everything behind the door. Live asks Authenticate who knocks.
func (s *Server) Handler(live Live) (http.Handler, error) {
	s.live = live
	routes, err := s.mux()
	if err != nil {
		return nil, err
	}
	return s.wrap(routes), nil
}
