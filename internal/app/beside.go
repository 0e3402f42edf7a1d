package app

import (
	"net"
	"net/http"

	"twoticks/internal/httpapi"
)

// serveWeb begins to serve people, over TLS where there are certificates.
func (a *App) serveWeb(listener net.Listener) {
	if a.certificates == nil {
		a.serve(a.web, listener)
		return
	}
	a.web.TLSConfig = a.certificates.config()
	a.serve(a.web, listener)
	if domain := a.config.Domain; domain != "" {
		go a.certificates.first(domain)
	}
}

// serveBeside begins to serve what has an address of its own: plain HTTP beside TLS, and metrics.
func (a *App) serveBeside() error {
	if address := a.config.HTTPListen; address != "" && a.certificates != nil {
		if err := a.serveAt("TWOTICKS_HTTP_LISTEN", address, a.certificates.plain(a.policy.baseURL)); err != nil {
			return err
		}
	}
	return a.serveMetrics()
}

func (a *App) serveAt(variable, address string, handler http.Handler) error {
	listener, err := listen(variable, address)
	if err != nil {
		return err
	}
	s := httpapi.NewHTTPServer(handler, a.log)
	a.beside = append(a.beside, s)
	a.serve(s, listener)
	a.log.Debug("listening", "setting", variable, "address", listener.Addr())
	return nil
}

// closeServers is for a start that fails.
func (a *App) closeServers() {
	for _, s := range append([]*http.Server{a.web, a.admin}, a.beside...) {
		if s != nil {
			s.Close()
		}
	}
	a.serving.Wait()
}
