package httpapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"twoticks/internal/command"
	"twoticks/protocol"
)

// route is one line of the site map.
type route struct {
	pattern string
	methods []string
	handler http.HandlerFunc
}

// routes is the site map: everything that can be asked for. Whatever is not here is 404, before anything else is looked
// at (R1.1).
func (s *Server) routes() []route {
	get, post := []string{http.MethodGet, http.MethodHead}, []string{http.MethodPost}
	return []route{
		{"/api/{command}", post, s.serveCommand},
		{"/api/stream", []string{http.MethodGet}, s.serveStream},
		{"/api/export", []string{http.MethodGet}, s.serveExport},
		{"/api/openapi.json", get, s.serveOpenAPI},
		{"/api/docs", get, s.serveAPIPage},
		{"/api/docs.css", get, s.serveAPIStyle},
		{"/ws", []string{http.MethodGet}, s.serveSocket},
		{"/hooks/{token}", post, s.serveHook},
		{"/files/{file}", []string{http.MethodPut}, s.serveUpload},
		{"/files/{chat}/{seq}/{n}", get, s.serveMedia},
		{"/pictures/{of}/{picture}", get, s.servePicture},

		{"/livez", get, s.serveLive},
		{"/readyz", get, s.serveReady},
		{"/csp-report", post, s.serveReport},

		{"/{$}", get, s.servePage},
		{"/c/{chat}", get, s.servePage},
		{"/notifications", get, s.servePage},
		{"/settings", get, s.servePage},
		{"/settings/{section}", get, s.servePage},
		{"/admin", get, s.servePage},
		{"/sign-up", get, s.servePage},
		{"/sign-in", get, s.servePage},
		{"/invite/{token}", get, s.servePage},
		{"/j/{token}", get, s.servePage},
		{"/set-up/{token}", get, s.servePage},
		{"/reset/{token}", get, s.servePage},

		{"/", get, s.serveFile},
	}
}

// mux makes the site map into a handler. A command that the wire knows and nobody carries out is an error at the start.
func (s *Server) mux() (http.Handler, error) {
	for _, c := range protocol.Commands {
		if c.Doors&protocol.HTTP != 0 && !command.Has(c.Name) && doors[c.Name] == nil {
			return nil, fmt.Errorf("the command %s is part of the protocol, but nothing carries it out", c.Name)
		}
	}
	return s.muxOf(s.routes())
}

// muxOf makes routes into a handler; one that cannot be is an error.
func (s *Server) muxOf(routes []route) (_ http.Handler, err error) {
	mux := http.NewServeMux()
	var pattern string
	defer func() {
		// The mux panics on a pattern that is malformed or that another one contradicts.
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the route %s is not valid: %v", pattern, cause)
		}
	}()
	for _, r := range routes {
		pattern = r.pattern
		if r.handler == nil || len(r.methods) == 0 {
			return nil, fmt.Errorf("the route %s is not valid: it has no handler or no method", pattern)
		}
		mux.Handle(pattern, s.allow(r))
	}
	return mux, nil
}

// allow lets only the methods of a route through.
func (s *Server) allow(r route) http.Handler {
	methods := strings.Join(r.methods, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		noteRoute(req, r.pattern)
		// What no route knows is not there, by whatever method it is asked for.
		if r.pattern == "/" && !s.page.has(req.URL.Path) {
			s.nothingHere(w, req)
			return
		}
		if !slices.Contains(r.methods, req.Method) {
			w.Header().Set("Allow", methods)
			s.refuse(w, req, refusal(protocol.CodeMethodNotAllowed))
			return
		}
		r.handler(w, req)
	})
}
