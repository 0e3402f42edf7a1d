package httpapi

import (
	"log/slog"
	"net/http"
	"time"
)

// NewHTTPServer makes a server with the bounds that hold before any of our code sees a request: who sends slowly, or too
// much, is let go.
func NewHTTPServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		IdleTimeout:       65 * time.Second,
		MaxHeaderBytes:    16 << 10,
		// What strangers send that is no HTTP is not worth a line in the log of an operator.
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
