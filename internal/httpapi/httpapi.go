package httpapi

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/command"
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
	// Page is the built page; without an index.html in it the server says so in its place.
	Page fs.FS
	// Ready tells why the server cannot serve now; nil when it can.
	Ready func(context.Context) error
	Log   *slog.Logger
}

// Server is the door.
type Server struct {
	Ports
	porter
	page *page
	// live is GET /ws.
	live http.Handler
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
	return &Server{Ports: ports, porter: porter, page: page}, nil
}

// HasPage tells whether the page was built into this program.
func (s *Server) HasPage() bool { return s.page.index != nil }

// Handler is everything behind the door. Live is what makes connections; it asks Authenticate who knocks.
func (s *Server) Handler(live http.Handler) (http.Handler, error) {
	s.live = live
	routes, err := s.mux()
	if err != nil {
		return nil, err
	}
	return s.wrap(routes), nil
}
