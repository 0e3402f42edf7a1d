package httpapi

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
)

const maxReport = 16 << 10

// serveReport takes a browser's word that the page tried what the policy forbids: a mistake of ours, or an attack. What
// was blocked is logged without paths and without content.
func (s *Server) serveReport(w http.ResponseWriter, r *http.Request) {
	if wait, ok := s.Limits.Allow(limitReports, s.client(r).String()); !ok {
		s.refuse(w, r, rateLimited(wait))
		return
	}
	var report struct {
		Body struct {
			Directive string `json:"effective-directive"`
			Violated  string `json:"violated-directive"`
			Blocked   string `json:"blocked-uri"`
		} `json:"csp-report"`
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxReport))
	if err == nil && json.Unmarshal(text, &report) == nil {
		b := report.Body
		if b.Directive == "" {
			b.Directive = b.Violated
		}
		s.Log.WarnContext(r.Context(), "the page was stopped by its content security policy",
			"directive", cut(b.Directive), "blocked", cut(origin(b.Blocked)))
	}
	w.WriteHeader(http.StatusNoContent)
}

// origin is an address without its path; "inline" and the like stay.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Scheme + "://" + u.Host
}

func cut(text string) string {
	const longest = 100
	if len(text) > longest {
		return text[:longest]
	}
	return text
}
